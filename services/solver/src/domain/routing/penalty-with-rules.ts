import { type CompiledRouting, HORIZON } from './compiled.ts';
import type { CompiledRules, TypeRules } from './compiled-rules.ts';
import { LEGS_PER_STOP, longestSeconds } from './longest-route.ts';
import { longestLeg } from './padded-matrices.ts';

/** Above the cost of every plan that the timeline makes, with all that rules cost; and the prizes with it. */
export function penaltyWithRules(
  compiled: CompiledRouting,
  rules: CompiledRules,
): Pick<CompiledRouting, 'missing' | 'prize'> {
  const legs = LEGS_PER_STOP * (compiled.stops + 1);
  const longest = longestSeconds({ ...compiled, rules });
  let more = compiled.missing;
  for (let v = 0; v < compiled.vehicles; v++) {
    const type = rules.types[compiled.type[v] as number] as TypeRules;
    const perSecond = (compiled.perSecond[v] as number) + type.perOvertimeSecond + type.perWaitingSecond;
    more += perSecond * workSeconds(compiled, type, v, longest);
  }
  for (const type of new Set(rules.types)) {
    const v = compiled.type.indexOf(rules.types.indexOf(type));
    if (v < 0) continue;
    const meters = Math.max(longestLeg(type.distances), type.walking ? longestLeg(type.walking.distances) : 0);
    const seconds = Math.max(longestLeg(type.durations), type.walking ? longestLeg(type.walking.durations) : 0);
    more += legs * ((compiled.perMeter[v] as number) * meters + (compiled.perTravelSecond[v] as number) * seconds);
  }
  more += softCost(compiled, rules, longest);
  const missing = 2 ** Math.ceil(Math.log2(more));
  return { missing, prize: compiled.prize.map((prize, stop) => (compiled.required[stop] === 1 ? missing : prize)) };
}

/** Open shifts of plans that make sense end sooner than they may. */
function workSeconds(compiled: CompiledRouting, { shifts }: TypeRules, vehicle: number, longest: number): number {
  const span = (shifts.at(-1) as number) - (shifts[0] as number);
  const days = shifts.length / 2;
  return Math.min((compiled.maxDuration[vehicle] as number) * days, span, longest);
}

/** Every stop as early, or as late, as a sensible plan can serve it. */
function softCost({ stops, windowClose, shiftEnd }: CompiledRouting, { soft }: CompiledRules, longest: number): number {
  if (!soft) return 0;
  const last = windowClose.reduce((most, close) => Math.max(most, close < HORIZON ? close : 0), 0);
  const end = shiftEnd.reduce((most, close) => Math.max(most, close < HORIZON ? close : longest), last);
  let cost = 0;
  for (let s = 0; s < stops; s++) {
    const late = Math.max(0, end - (soft.to[s] as number));
    cost += (soft.early[s] as number) * (soft.from[s] as number) + (soft.late[s] as number) * late;
  }
  return cost;
}
