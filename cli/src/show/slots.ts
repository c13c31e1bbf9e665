import type { FindSlotsResponse, PossibleTimes, Slot, SlotVisit } from '@solveig/proto/gen/solveig/solver/v1/slots';
import { amount, clock, distance, duration, table } from '../print.ts';

const MOST_ROWS = 40;
const DAY = 86_400;

/** Where something fits, cheapest first, and when somebody could come, for people. */
export function describeSlots(response: FindSlotsResponse): string {
  const { slots, possibleTimes, placesTried, engineMillis, warnings } = response;
  const head = `${slots.length} ${slots.length === 1 ? 'slot' : 'slots'}, ${placesTried} places tried in ${engineMillis.toFixed(1)} ms`;
  return [
    head,
    slots.length > 0 ? slotsTable(slots.slice(0, MOST_ROWS)) : '',
    possibleTimes.length > 0 ? timesTable(possibleTimes.slice(0, MOST_ROWS)) : '',
    warnings.map((warning) => `note: ${warning}`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function slotsTable(slots: readonly Slot[]): string {
  const rows = slots.flatMap((slot) =>
    slot.visits.map((visit, index) => [
      index === 0 ? vehicleOf(slot) : '',
      dayOf(slot),
      visit.stopId,
      between(visit),
      clockOn(slot, visit.startSeconds),
      promise(slot, visit),
      ...(index === 0
        ? [amount(slot.extraCost), distance(slot.extraDistanceMeters), duration(slot.extraDurationSeconds)]
        : ['', '', '']),
    ]),
  );
  return table(['vehicle', 'day', 'what', 'where', 'start', 'can be promised', 'cost', 'way', 'time'], rows);
}

function timesTable(times: readonly PossibleTimes[]): string {
  const rows = times.map((one) => [
    vehicleOf(one),
    dayOf(one),
    one.ranges
      .map(({ startSeconds, endSeconds }) => `${clockOn(one, startSeconds)}-${clockOn(one, endSeconds)}`)
      .join(', '),
    amount(one.extraCost),
  ]);
  return `When somebody could come, whatever its windows\n${table(['vehicle', 'day', 'start of service', 'cost from'], rows)}`;
}

type OnDay = Pick<Slot, 'vehicleId' | 'vehicleIndex' | 'day' | 'date'>;

function vehicleOf({ vehicleId, vehicleIndex }: OnDay): string {
  return vehicleIndex > 0 ? `${vehicleId} #${vehicleIndex + 1}` : vehicleId;
}

function dayOf({ date, day }: OnDay): string {
  return date || String(day + 1);
}

/** Of a routing problem's day, from its own midnight. */
function clockOn({ date, day }: OnDay, seconds: number): string {
  return clock(date ? seconds : seconds - day * DAY);
}

/** Of a promise that spans days, the part on the day of the planned start. */
function promise(slot: Slot, { startSeconds, earliestStartSeconds, latestStartSeconds }: SlotVisit): string {
  const midnight = Math.floor(startSeconds / DAY) * DAY;
  const from = Math.max(earliestStartSeconds, midnight);
  const until = Math.min(latestStartSeconds, midnight + DAY);
  return `${clockOn(slot, from)}-${clockOn(slot, until)}`;
}

function between({ afterId, beforeId }: SlotVisit): string {
  if (afterId === '' && beforeId === '') return 'alone';
  if (afterId === '') return `first, before ${beforeId}`;
  return beforeId === '' ? `last, after ${afterId}` : `${afterId} - ${beforeId}`;
}
