import { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { describe, expect, it } from 'vitest';
import { GreatCircle } from '#domain/geo/great-circle';
import { measuredModes } from '#domain/routing/measured-modes';
import { WALK } from '#domain/routing/problem';
import type { TravelCells } from './messages.ts';
import { profileTravel, routingTravel } from './routing-travel.ts';

const DRIVE = 2;
const BICYCLE = 4;
const MIXED = 5;
const locations = [0, 0.01, 0.3].map((longitude) => ({ latitude: 50, longitude }));
const cells = [0, 1, 2, 3, 4, 5, 6, 7, 8];

function problem(more: object): Routing {
  const [depot, ...stops] = locations.map((location, index) => ({ id: `p${index}`, location }));
  return Routing.fromPartial({ depots: depot ? [depot] : [], stops, vehicles: [{ id: 'van' }], ...more });
}

function asked(routing: Routing): TravelCells[] {
  return measuredModes(routing).map((mode) => ({ mode, ...new GreatCircle(locations, mode).matrix() }));
}

describe('travel of profiles', () => {
  it('asks for every mode once, and not for what nobody uses', () => {
    const profiles = [
      { id: 'bike', travelMode: BICYCLE },
      { id: 'own', matrix: { durationsSeconds: cells, distancesMeters: cells } },
      { id: 'idle', travelMode: 3 },
    ];
    const walking = { profileId: '' };
    const vehicles = [
      { id: 'a', profileId: 'bike', walking },
      { id: 'b', profileId: 'bike' },
      { id: 'c', profileId: 'own', walking },
    ];
    expect(measuredModes(problem({ profiles, vehicles }))).toEqual(['bicycle', 'walk']);
    expect(measuredModes(problem({ profiles, vehicles: [...vehicles, { id: 'd' }] }))).toEqual([
      'drive',
      'bicycle',
      'walk',
    ]);
    expect(measuredModes(problem({ travelMode: MIXED }))).toEqual(['walk', 'drive']);
  });

  it('gives each profile its own matrix or that of its mode, raw, and walking legs where no profile says them', () => {
    const routing = problem({
      profiles: [
        { id: 'bike', travelMode: BICYCLE, speedFactor: 2 },
        { id: 'own', matrix: { durationsSeconds: cells, distancesMeters: cells } },
        { id: 'mixed', travelMode: MIXED },
      ],
      vehicles: [
        { id: 'a', profileId: 'bike', walking: { profileId: '' } },
        { id: 'b', profileId: 'own' },
        { id: 'c', profileId: 'mixed' },
        { id: 'd' },
      ],
    });
    const travel = profileTravel(routing, asked(routing));
    expect(travel?.get('bike')).toMatchObject(new GreatCircle(locations, 'bicycle').matrix());
    expect(travel?.get('own')?.durations).toEqual(Int32Array.from(cells));
    expect(travel?.get(WALK)).toMatchObject(new GreatCircle(locations, 'walk').matrix());
    const [walked, driven] = [travel?.get('mixed')?.distances[1], travel?.get('mixed')?.distances[2]];
    expect(walked).toBe(new GreatCircle(locations, 'walk').meters(0, 1));
    expect(driven).toBe(new GreatCircle(locations, 'drive').meters(0, 2));
    expect(routingTravel(routing, asked(routing))).toMatchObject(new GreatCircle(locations, 'drive').matrix());
  });

  it('is that of the first profile where no vehicle is without one', () => {
    const profiles = [{ id: 'bike', travelMode: BICYCLE }];
    const routing = problem({ profiles, vehicles: [{ id: 'a', profileId: 'bike' }], travelMode: DRIVE });
    expect(routingTravel(routing, asked(routing))).toMatchObject(new GreatCircle(locations, 'bicycle').matrix());
  });

  it('asks nobody when great circles are wanted', () => {
    const routing = problem({ greatCircle: true, profiles: [{ id: 'foot', travelMode: 1 }] });
    const walking = problem({ ...routing, vehicles: [{ id: 'a', profileId: 'foot' }] });
    expect(routingTravel(routing, [])).toEqual(new GreatCircle(locations, 'drive').matrix());
    expect(profileTravel(walking, [])?.get('foot')).toEqual(new GreatCircle(locations, 'walk').matrix());
  });

  it('says when travel that must be measured did not come along', () => {
    expect(() => routingTravel(problem({}), [])).toThrow('no travel data for the mode drive');
  });
});
