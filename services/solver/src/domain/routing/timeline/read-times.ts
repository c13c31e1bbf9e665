import type { Chain } from './chain.ts';
import type { ChainTimes } from './chain-times.ts';
import { ARG, BUSY, KIND, type Labels, LEG_METERS, MOVE, ON_FOOT, OPEN, STEP } from './labels.ts';

/** A stop of a timed route, in order. */
export interface TimedVisit {
  readonly stop: number;
  readonly arrival: number;
  /** Of service. */
  readonly start: number;
  readonly departure: number;
  readonly meters: number;
  readonly seconds: number;
  readonly walked: boolean;
}

/** A reload, break or night of a timed route. */
export interface TimedEvent {
  readonly kind: 'reload' | 'break' | 'night';
  readonly visitsBefore: number;
  readonly start: number;
  readonly end: number;
  /** Matrix location of the depot, -1 on the way and at the last stop. */
  readonly depot: number;
  /** Number of the break in `TypeRules.breaks`, or one of the pauses of the driving rules. */
  readonly what: number;
  readonly meters: number;
}

export interface TimedRoute {
  readonly departure: number;
  readonly arrival: number;
  readonly visits: readonly TimedVisit[];
  readonly events: readonly TimedEvent[];
  /** Of the leg to the end. */
  readonly lastMeters: number;
  readonly lastSeconds: number;
  readonly lastWalked: boolean;
}

/** Reads the times of a chain as what happens where. Breaks lie on the way as early as they may, else after arrival. */
export function readTimes(labels: Labels, { chain, start }: ChainTimes): TimedRoute {
  const { d } = labels;
  const visits: TimedVisit[] = [];
  const events: TimedEvent[] = [];
  const departure = start[0] as number;
  let left = departure;
  let last = { meters: 0, seconds: 0, walked: false };
  for (let i = 1; i < chain.count; i++) {
    const first = i;
    while (isOnWay(labels, chain, i)) i++;
    const o = chain.node[i] as number;
    const leg = new LegReading(labels, chain, { first, place: i, left, visits: visits.length });
    events.push(...leg.events);
    const kind = d[o + KIND] as number;
    const begin = start[i] as number;
    const meters = d[o + LEG_METERS] as number;
    const done = begin + (d[o + BUSY] as number);
    last = { meters, seconds: leg.seconds, walked: d[o + ON_FOOT] === 1 };
    if (kind === STEP.stop) {
      visits.push({
        stop: chain.stop[i] as number,
        arrival: leg.arrival,
        start: begin + (chain.setup[i] as number),
        departure: done,
        meters,
        seconds: leg.seconds,
        walked: last.walked,
      });
    } else if (kind !== STEP.end)
      events.push(eventAt(labels, chain, i, { begin, done, arrival: leg.arrival, visits: visits.length }));
    left = done;
  }
  const { meters: lastMeters, seconds: lastSeconds, walked: lastWalked } = last;
  return { departure, arrival: left, visits, events, lastMeters, lastSeconds, lastWalked };
}

function isOnWay({ d }: Labels, chain: Chain, i: number): boolean {
  return d[(chain.node[i] as number) + KIND] === STEP.pause && chain.depotAt(i) < 0;
}

interface Doing {
  readonly begin: number;
  readonly done: number;
  readonly arrival: number;
  readonly visits: number;
}

function eventAt({ d }: Labels, chain: Chain, i: number, { begin, done, arrival, visits }: Doing): TimedEvent {
  const o = chain.node[i] as number;
  const kind = d[o + KIND] as number;
  const depot = chain.depotAt(i);
  const isNight = kind === STEP.night;
  return {
    kind: isNight ? 'night' : kind === STEP.reload ? 'reload' : 'break',
    visitsBefore: visits,
    start: isNight ? arrival : begin,
    end: done,
    depot,
    what: kind === STEP.pause ? (d[o + ARG] as number) : 0,
    meters: depot < 0 ? 0 : (d[o + LEG_METERS] as number),
  };
}

/** One leg with its breaks: when it arrives. */
class LegReading {
  readonly events: TimedEvent[] = [];
  readonly arrival: number;
  /** On the way. */
  readonly seconds: number;

  constructor(labels: Labels, chain: Chain, leg: { first: number; place: number; left: number; visits: number }) {
    const { d } = labels;
    let seconds = 0;
    for (let i = leg.first; i <= leg.place; i++) seconds += d[(chain.node[i] as number) + MOVE] as number;
    this.seconds = seconds;
    let time = leg.left;
    let way = seconds;
    let arrival = -1;
    for (let i = leg.first; i < leg.place; i++) {
      const o = chain.node[i] as number;
      const begin = beginOf(labels, o, time, way);
      if (begin >= time + way) {
        // It has arrived; the break lies in the time that it waits.
        if (arrival < 0) arrival = time + way;
        way = 0;
      } else way -= begin - time;
      const end = begin + (d[o + BUSY] as number);
      this.events.push({
        kind: 'break',
        visitsBefore: leg.visits,
        start: begin,
        end,
        depot: -1,
        what: d[o + ARG] as number,
        meters: 0,
      });
      time = end;
    }
    this.arrival = arrival < 0 ? time + way : arrival;
  }
}

/** When a break begins: under driving rules after its part of the leg, else as early as it may. */
function beginOf({ d, driving }: Labels, o: number, time: number, way: number): number {
  const open = d[o + OPEN] as number;
  if (driving) return Math.max(open, time + (d[o + MOVE] as number));
  const begin = Math.max(open, time);
  return begin < time + way ? begin : Math.max(open, time + way);
}
