import type { RoutingInput, Stop } from '#domain/routing/problem';
import { counted, impossible, likely, percent, type QuoteIssue, some } from './issue.ts';
import { loads } from './measure-routing.ts';
import { TIGHT_FROM, WIDE_FROM_KILOMETERS } from './score.ts';
import type { VisitMeasures } from './visit-measures.ts';

const LITTLE = 0.05;
/** More cells than this take seconds to be asked for. */
const MANY_CELLS = 250_000;

/** What is likely to go wrong with a routing problem, worst first. */
export function routingIssues(input: RoutingInput, measures: VisitMeasures): QuoteIssue[] {
  return [
    ...misfits(input),
    ...capacityIssues(input, measures),
    ...timeIssues(measures),
    ...shapeIssues(measures),
    ...matrixIssue(input),
  ];
}

/** Stops that no vehicle can serve, whatever else is left out. */
function misfits({ stops, vehicles }: RoutingInput): QuoteIssue[] {
  const required = stops.filter(({ optional }) => !optional);
  const ids = (isMisfit: (stop: Stop) => boolean) => required.filter(isMisfit).map(({ id }) => id);
  const most = new Map<number, number>();
  const mostOf = (index: number) => {
    const known = most.get(index);
    if (known !== undefined) return known;
    const value = vehicles.reduce(
      (top, { capacity }) => Math.max(top, capacity[index] ?? Number.POSITIVE_INFINITY),
      Number.NEGATIVE_INFINITY,
    );
    most.set(index, value);
    return value;
  };
  const tooLarge = ids(({ demand }) => demand.some((amount, index) => amount > mostOf(index)));
  const skillSets = vehicles.map(({ skills }) => new Set(skills));
  const unskilled = ids(
    ({ skills }) => skills.length > 0 && !skillSets.some((set) => skills.every((one) => set.has(one))),
  );
  const shifts = vehicles.map(({ shift }) => shift);
  const outside = ids(
    ({ timeWindows }) =>
      timeWindows.length > 0 &&
      !timeWindows.some((window) =>
        shifts.some(
          (shift) => !shift || (window.startSeconds <= shift.endSeconds && window.endSeconds >= shift.startSeconds),
        ),
      ),
  );
  const noVehicle = (code: string, found: readonly string[], why: string, hint: string) =>
    found.length === 0 ? [] : [impossible(code, `${why} ${counted(found.length, 'stop')}: ${some(found)}`, hint)];
  return [
    ...noVehicle(
      'STOP_TOO_LARGE',
      tooLarge,
      'no vehicle holds the demand of',
      'Split the demand, or add a larger vehicle.',
    ),
    ...noVehicle('SKILL_MISSING', unskilled, 'no vehicle has the skills for', 'Give a vehicle the skills.'),
    ...noVehicle('WINDOW_OUTSIDE_SHIFTS', outside, 'no shift meets a window of', 'Widen the windows or the shifts.'),
  ];
}

function capacityIssues(input: RoutingInput, { capacitySlack, scarcestDimension }: VisitMeasures): QuoteIssue[] {
  const short = loads(input, ({ optional }) => !optional)
    .filter(({ asked, held }) => asked > held)
    .map(({ dimension, asked, held }) =>
      impossible(
        'CAPACITY_SHORT',
        `the stops ask for ${asked} ${dimension}, the fleet holds ${held}`,
        'Add vehicles, or make stops optional.',
      ),
    );
  if (short.length > 0 || capacitySlack === undefined || capacitySlack < 0 || capacitySlack >= LITTLE) return short;
  const message = `only ${percent(capacitySlack)} of the fleet's ${scarcestDimension} are left when every stop is served`;
  return [likely('CAPACITY_TIGHT', message, 'Allow more time, or add a vehicle.')];
}

function timeIssues({ timeSlack }: VisitMeasures): QuoteIssue[] {
  if (timeSlack === undefined || timeSlack >= 2 * LITTLE) return [];
  const hint = 'Add vehicles or longer shifts, or make stops optional.';
  // The way is an estimate: this is no proof.
  if (timeSlack >= 0) {
    return [
      likely('TIME_TIGHT', `about ${percent(timeSlack)} of the working time are left when every stop is served`, hint),
    ];
  }
  return [likely('TIME_SHORT', 'service and the way, as estimated, take longer than all shifts together', hint)];
}

/** What makes the search harder: of routing problems and itineraries. */
export function shapeIssues({ windowTightness, spreadKilometers }: VisitMeasures): QuoteIssue[] {
  return [
    ...(windowTightness > TIGHT_FROM
      ? [
          likely(
            'TIGHT_WINDOWS',
            `on average a visit may not start in ${percent(windowTightness)} of the horizon`,
            'Widen windows where that is possible, or allow more time.',
          ),
        ]
      : []),
    ...(spreadKilometers > WIDE_FROM_KILOMETERS
      ? [
          likely(
            'WIDE_SPREAD',
            `the places lie up to ${Math.round(spreadKilometers)} km apart`,
            'Split the problem by region, or allow more time.',
          ),
        ]
      : []),
  ];
}

function matrixIssue({ stops, depots, matrix }: RoutingInput): QuoteIssue[] {
  const cells = (stops.length + depots.length) ** 2;
  if (matrix || cells <= MANY_CELLS) return [];
  const message = `${cells} travel times are asked from the distance service before the search begins`;
  return [likely('LARGE_MATRIX', message, 'Send a matrix of your own, or allow more time.')];
}
