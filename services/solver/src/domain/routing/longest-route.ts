import { type CompiledRouting, HORIZON } from './compiled.ts';
import { longestLeg } from './padded-matrices.ts';

/** Legs to and from depots on the way that a stop may bring, counted with its own. */
export const LEGS_PER_STOP = 8;

/** Routes of most problems are shorter: then the numbers of one do not depend on what it names. */
const SECONDS = 10_000_000;
const METERS = 10_000_000;

type Timed = Pick<CompiledRouting, 'stops' | 'durations' | 'service' | 'windowOpen' | 'windowClose'> &
  Partial<Pick<CompiledRouting, 'rules'>>;

/** No plan that makes sense has a route of more seconds: until the last time that anything names, and then all there is to do. */
export function longestSeconds({ stops, durations, service, windowOpen, windowClose, rules }: Timed): number {
  const legs = (rules ? LEGS_PER_STOP : 1) * (stops + 1);
  const named = [windowOpen, windowClose, ...(rules ? [rules.release, rules.depotOpen] : [])];
  if (rules?.soft) named.push(rules.soft.from);
  let latest = named.reduce((most, times) => Math.max(most, lastOf(times)), 0);
  let leg = longestLeg(durations);
  let busy = mostOfAll(rules?.service ?? service, stops);
  if (rules)
    busy += mostOfAll(rules.setup, stops) + legs * rules.loading.reduce((most, seconds) => Math.max(most, seconds), 0);
  for (const { breaks, durations: ridden, walking } of rules?.types ?? []) {
    leg = Math.max(leg, longestLeg(ridden), walking ? longestLeg(walking.durations) : 0);
    for (const { open, duration } of breaks) {
      latest = Math.max(latest, lastOf(open));
      busy += duration;
    }
  }
  return Math.min(HORIZON, Math.max(SECONDS, latest + busy + legs * leg));
}

/** No plan that makes sense has a route of more metres. */
export function longestMeters({
  stops,
  distances,
  rules,
}: Pick<CompiledRouting, 'stops' | 'distances' | 'rules'>): number {
  const tables = [distances, ...(rules?.types ?? []).flatMap((type) => [type.distances, type.walking?.distances])];
  const leg = tables.reduce((most, cells) => Math.max(most, cells ? longestLeg(cells) : 0), 0);
  return Math.max(METERS, LEGS_PER_STOP * (stops + 1) * leg);
}

/** Of times that are not the end of all. */
function lastOf(times: ArrayLike<number>): number {
  let last = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    if (time < HORIZON && time > last) last = time;
  }
  return last;
}

/** Sum over the stops of the most that any type of vehicle takes there. @param seconds types x stops */
function mostOfAll(seconds: Int32Array, stops: number): number {
  let sum = 0;
  for (let stop = 0; stop < stops; stop++) {
    let most = 0;
    for (let cell = stop; cell < seconds.length; cell += stops) most = Math.max(most, seconds[cell] as number);
    sum += most;
  }
  return sum;
}
