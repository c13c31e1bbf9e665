import { type CompiledRouting, FAR, UNLIMITED } from '#domain/routing/compiled';

/** A way to have served a set of stops, ending at one of them. */
export interface Label {
  cost: number;
  /** 0 where no limit asks for them. */
  meters: number;
  walked: number;
  /** Earliest time to be ready to leave; when time counts, least duration and latest start of it. */
  ready: number;
  duration: number;
  late: number;
  stop: number;
  before: Label | undefined;
}

/** The cost of the route that ends with the label, without what its duration costs. */
export function leastCost(p: CompiledRouting, vehicle: number, { cost, stop, walked }: Label): number {
  const cell = (p.location[stop] as number) * p.size + (p.end[vehicle] as number);
  const isWalked = walks(p, vehicle, cell, walked);
  const meters = (isWalked ? p.walking?.distances[cell] : p.distances[cell]) as number;
  const seconds = (isWalked ? p.walking?.durations[cell] : p.durations[cell]) as number;
  const legs = (p.perMeter[vehicle] as number) * meters + (p.perTravelSecond[vehicle] as number) * seconds;
  // The walk adds in another order: rounding must not hide a better route.
  return ((p.fixedCost[vehicle] as number) + cost + legs) * (1 - 1e-12);
}

/** Makes `into` the label after going on to `next`; false when a rule breaks that no later stop can mend. */
export function follow(
  p: CompiledRouting,
  vehicle: number,
  from: Label | undefined,
  next: number,
  into: Label,
): boolean {
  const type = (p.type[vehicle] as number) * p.stops + next;
  if (p.allowed[type] === 0) return false;
  const at = from ? (p.location[from.stop] as number) : (p.start[vehicle] as number);
  const cell = at * p.size + (p.location[next] as number);
  const walked = from ? from.walked : 0;
  const isWalked = walks(p, vehicle, cell, walked);
  const legMeters = (isWalked ? p.walking?.distances[cell] : p.distances[cell]) as number;
  const legSeconds = (isWalked ? p.walking?.durations[cell] : p.durations[cell]) as number;
  if (legSeconds >= FAR || legMeters >= FAR) return false;
  const isLimited = (p.maxDistance[vehicle] as number) < UNLIMITED;
  const meters = isLimited ? (from ? from.meters : 0) + legMeters : 0;
  if (meters > (p.maxDistance[vehicle] as number)) return false;
  const arrival = (from ? from.ready : (p.shiftStart[vehicle] as number)) + legSeconds;
  let window = p.windowFrom[type] as number;
  const end = p.windowFrom[type + 1] as number;
  while (window < end && (p.windowClose[window] as number) < arrival) window++;
  if (window === end) return false;
  const open = p.windowOpen[window] as number;
  const service = p.service[next] as number;
  into.ready = Math.max(arrival, open) + service;
  if (into.ready > (p.shiftEnd[vehicle] as number)) return false;
  into.cost =
    (from ? from.cost : 0) +
    (p.perMeter[vehicle] as number) * legMeters +
    (p.perTravelSecond[vehicle] as number) * legSeconds;
  into.meters = meters;
  into.walked = walked + (isWalked ? legMeters : 0);
  into.stop = next;
  into.before = from;
  // With several windows a stop, time does not count here (see isSmall).
  if (p.scan) return true;
  const shift = (from ? from.duration : 0) + legSeconds;
  const lateBefore = from ? from.late : (p.shiftEnd[vehicle] as number);
  into.duration = shift + Math.max(open - shift - lateBefore, 0) + service;
  into.late = Math.min((p.windowClose[window] as number) - shift, lateBefore);
  return true;
}

/** Whether the leg is made on foot after having walked so far. */
function walks(p: CompiledRouting, vehicle: number, cell: number, walked: number): boolean {
  if (!p.walking) return false;
  const onFoot = p.walking.distances[cell] as number;
  return onFoot <= p.walking.legMeters && walked + onFoot <= (p.walkingBudget[vehicle] as number);
}

/**
 * By set of stops served: metres that may have been walked so far without any later leg ever lacking budget, because not
 * even the longest walks to all other stops and to the end would use it up.
 */
export function spareWalking(p: CompiledRouting, vehicle: number): Float64Array {
  const spare = new Float64Array(1 << p.stops).fill(Number.POSITIVE_INFINITY);
  if (!p.walking) return spare;
  const { distances, legMeters } = p.walking;
  const from = [p.start[vehicle] as number, ...p.location];
  const longestTo = (to: number) => {
    const walks = from.map((at) => distances[at * p.size + to] as number).filter((meters) => meters <= legMeters);
    return Math.max(0, ...walks);
  };
  const longest = Array.from(p.location.subarray(0, p.stops), longestTo);
  const toEnd = longestTo(p.end[vehicle] as number);
  for (let set = 0; set < spare.length; set++) {
    let ahead = toEnd;
    for (let stop = 0; stop < p.stops; stop++) if (!(set & (1 << stop))) ahead += longest[stop] as number;
    spare[set] = (p.walkingBudget[vehicle] as number) - ahead;
  }
  return spare;
}

/** Keeps the label unless one as good in everything is there; drops those that it beats. */
export function keep(labels: (Label[] | undefined)[], cell: number, label: Label, spare: number): boolean {
  let list = labels[cell];
  if (!list) {
    list = [];
    labels[cell] = list;
  }
  for (const other of list) if (beats(other, label, spare)) return false;
  let kept = 0;
  for (const other of list) if (!beats(label, other, spare)) list[kept++] = other;
  if (kept < list.length) list.length = kept;
  list.push({ ...label });
  return true;
}

/**
 * As good for whatever comes after. What was walked decides how later legs are made, so it must be the same, or too little
 * for both to matter.
 */
function beats(a: Label, b: Label, spare: number): boolean {
  return (
    a.cost <= b.cost &&
    a.ready <= b.ready &&
    a.meters <= b.meters &&
    a.duration <= b.duration &&
    a.late >= b.late &&
    (a.walked === b.walked || (a.walked <= spare && b.walked <= spare))
  );
}

/** Writes the stops of the label's route, in order; gives their number. */
export function unwind(label: Label, into: Int32Array): number {
  let length = 0;
  for (let at: Label | undefined = label; at; at = at.before) into[length++] = at.stop;
  into.subarray(0, length).reverse();
  return length;
}
