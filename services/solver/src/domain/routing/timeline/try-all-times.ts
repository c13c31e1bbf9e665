import { type RoutingProblem, type Stop, type Vehicle, WALK } from '#domain/routing/problem';
import { UNLOADING } from '#domain/routing/problem-rules';

/*
 * For tests: the least cost of a route of given order, found by trying every
 * action at every tick of a clock. Reads the request alone and shares no code
 * with the engine. Exact when all its seconds are whole ticks.
 */

const TICK = 100;
const NEVER = Number.POSITIVE_INFINITY;

interface State {
  /** Stops done; where it is, or heads for. */
  readonly done: number;
  readonly at: number;
  readonly clock: number;
  /** What is left of the leg; -1 where it is done with its place. */
  readonly left: number;
  /** What it heads for: a stop, the end, or a depot to reload, rest at night, or take a break. */
  readonly goal: 'stop' | 'end' | 'reload' | 'night' | `break ${number}`;
  readonly moved: boolean;
  readonly onFoot: boolean;
  readonly shift: number;
  readonly shiftStart: number;
  readonly began: number;
  readonly nights: number;
  readonly reloads: number;
  /** Number of stops done when it must have reloaded. */
  readonly tripEnd: number;
  readonly load: number;
  readonly taken: number;
  readonly drive: number;
  readonly work: number;
  readonly first: boolean;
  readonly meters: number;
  readonly travel: number;
  readonly driven: number;
  readonly walked: number;
  readonly served: number;
  /** By stop: when its service was over, for rides that are limited. */
  readonly picked: Readonly<Record<number, number>>;
  readonly hasSlept: boolean;
  readonly hasReloaded: boolean;
}

/** Least cost of one vehicle's route, `Infinity` where there is none; fixed cost and price of changes not counted. */
export function leastByTicks(problem: RoutingProblem, order: readonly number[]): number {
  return new TickSearch(problem, order).least();
}

class TickSearch {
  readonly #problem: RoutingProblem;
  readonly #order: readonly number[];
  readonly #vehicle: Vehicle;
  readonly #shifts: readonly { startSeconds: number; endSeconds: number }[];
  readonly #known = new Map<string, number>();

  constructor(problem: RoutingProblem, order: readonly number[]) {
    this.#problem = problem;
    this.#order = order;
    this.#vehicle = problem.input.vehicles[0] as Vehicle;
    const { shifts = [], shift } = this.#vehicle;
    this.#shifts = shifts.length > 0 ? shifts : [shift ?? { startSeconds: 0, endSeconds: 20_000 }];
  }

  least(): number {
    if (!this.#keepsUnloading()) return NEVER;
    let best = NEVER;
    this.#shifts.forEach((shift, index) => {
      for (let clock = shift.startSeconds; clock <= shift.endSeconds; clock += TICK) {
        if (!this.#isOpen(this.#start(), clock)) continue;
        for (const tripEnd of this.#tripEnds(0, 0)) {
          if (clock < this.#release(0, tripEnd)) continue;
          const load = this.#loadOf(0, tripEnd);
          if (load > this.#capacity()) continue;
          best = Math.min(
            best,
            this.#after({
              done: 0,
              at: this.#start(),
              clock,
              left: -1,
              goal: 'stop',
              moved: false,
              onFoot: false,
              shift: index,
              shiftStart: clock,
              began: clock,
              nights: 0,
              reloads: 0,
              tripEnd,
              load,
              taken: 0,
              drive: 0,
              work: 0,
              first: false,
              meters: 0,
              travel: 0,
              driven: 0,
              walked: 0,
              served: 0,
              picked: {},
              hasSlept: false,
              hasReloaded: false,
            }),
          );
        }
      }
    });
    return best;
  }

  #depot(id: string): number {
    return this.#problem.input.depots.findIndex((depot) => depot.id === id);
  }

  #start(): number {
    return this.#depot(this.#vehicle.startDepotId);
  }

  #capacity(): number {
    return this.#vehicle.capacity[0] ?? NEVER;
  }

  #isOpen(place: number, clock: number): boolean {
    const window = this.#problem.input.depots[place]?.timeWindow;
    return !window || (clock >= window.startSeconds && clock <= window.endSeconds);
  }

  #stop(position: number): Stop {
    return this.#problem.input.stops[this.#order[position] as number] as Stop;
  }

  #keepsUnloading(): boolean {
    const aboard: string[] = [];
    for (let i = 0; i < this.#order.length; i++) {
      const id = this.#stop(i).id;
      for (const one of this.#problem.input.shipments ?? []) {
        if (one.pickupStopId === id) aboard.push(one.id);
        if (one.deliveryStopId !== id) continue;
        const at = aboard.indexOf(one.id);
        if (at < 0) return false;
        if (this.#vehicle.unloadingOrder === UNLOADING.lifo && at !== aboard.length - 1) return false;
        if (this.#vehicle.unloadingOrder === UNLOADING.fifo && at !== 0) return false;
        aboard.splice(at, 1);
      }
    }
    return aboard.length === 0;
  }

  #tripEnds(done: number, reloads: number): number[] {
    const ends = [this.#order.length];
    const { reload } = this.#vehicle;
    if (reload && reloads < (reload.maxReloads ?? NEVER)) {
      for (let end = done + 1; end < this.#order.length; end++) ends.push(end);
    }
    return ends;
  }

  #release(from: number, to: number): number {
    let release = 0;
    for (let i = from; i < to; i++) release = Math.max(release, this.#stop(i).releaseSeconds ?? 0);
    return release;
  }

  #loadOf(from: number, to: number): number {
    let load = 0;
    for (let i = from; i < to; i++) load += this.#stop(i).demand[0] ?? 0;
    return load;
  }

  #shipped(position: number): number {
    const { id } = this.#stop(position);
    let change = 0;
    for (const one of this.#problem.input.shipments ?? []) {
      if (one.pickupStopId === id) change += one.amount[0] ?? 0;
      if (one.deliveryStopId === id) change -= one.amount[0] ?? 0;
    }
    return change;
  }

  /** Cost of so many seconds that count from leaving to coming back, with overtime. */
  #timeCost(state: State, seconds: number): number {
    const { costPerHour = 0, overtime } = this.#vehicle;
    const before = state.clock - state.shiftStart;
    const extra = (at: number) => Math.max(0, at - (overtime?.regularSeconds ?? NEVER));
    return (costPerHour * seconds + (overtime?.costPerHour ?? 0) * (extra(before + seconds) - extra(before))) / 3600;
  }

  /** Time goes by; `undefined` when that is too long. */
  #later(state: State, seconds: number): State | undefined {
    const clock = state.clock + seconds;
    const isLate = clock > (this.#shifts[state.shift]?.endSeconds ?? 0);
    if (isLate || clock - state.shiftStart > (this.#vehicle.maxDurationSeconds ?? NEVER)) return undefined;
    return { ...state, clock };
  }

  /** Least cost from a state on. */
  #from(state: State): number {
    const key = keyOf(state);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, NEVER);
    const best = state.left < 0 ? this.#after(state) : Math.min(this.#pause(state), this.#onLeg(state));
    this.#known.set(key, best);
    return best;
  }

  /** Done with a place: where to now. */
  #after(state: State): number {
    const { input } = this.#problem;
    const { vehicles } = input;
    const vehicle = vehicles[0] as Vehicle;
    let best = NEVER;
    const mustReload = state.done === state.tripEnd && state.done < this.#order.length;
    if (!mustReload) {
      const isOver = state.done === this.#order.length;
      const end = vehicle.openEnd ? -1 : this.#depot(vehicle.endDepotId);
      best = isOver
        ? this.#leave(state, end, 'end')
        : this.#leave(state, input.depots.length + (this.#order[state.done] as number), 'stop');
    } else {
      for (const id of vehicle.reload?.depotIds ?? [])
        best = Math.min(best, this.#leave(state, this.#depot(id), 'reload'));
    }
    if (this.#shifts.length > 1 && !state.hasSlept) {
      const beds = vehicle.overnight?.depotIds ?? [];
      for (const id of beds) best = Math.min(best, this.#leave(state, this.#depot(id), 'night'));
      const isAtStop = state.at >= input.depots.length;
      if (beds.length === 0 && isAtStop) best = Math.min(best, this.#sleep(state));
    }
    (vehicle.breaks ?? []).forEach(({ depotIds }, k) => {
      if ((state.taken & (1 << k)) !== 0) return;
      for (const id of depotIds) best = Math.min(best, this.#leave(state, this.#depot(id), `break ${k}`));
    });
    return best;
  }

  #travelOf(state: State, to: number) {
    const { travel, profileTravel, input } = this.#problem;
    if (to < 0) return { seconds: 0, meters: 0, onFoot: false };
    const own = this.#vehicle.profileId ? (profileTravel?.get(this.#vehicle.profileId) ?? travel) : travel;
    const speed = input.profiles?.find(({ id }) => id === this.#vehicle.profileId)?.speedFactor ?? 1;
    const cell = state.at * travel.size + to;
    const { walking } = this.#vehicle;
    const foot = profileTravel?.get(WALK);
    const far = foot?.distances[cell] ?? NEVER;
    if (walking && foot && far <= (walking.maxLegMeters ?? 0) && state.walked + far <= (walking.maxMeters ?? NEVER)) {
      return { seconds: foot.durations[cell] as number, meters: far, onFoot: true };
    }
    return {
      seconds: Math.round((own.durations[cell] as number) / speed),
      meters: own.distances[cell] as number,
      onFoot: false,
    };
  }

  #leave(state: State, to: number, goal: State['goal']): number {
    const { seconds, meters, onFoot } = this.#travelOf(state, to);
    const { costPerKm = 0, costPerTravelHour = 0, maxDistanceMeters, maxTravelSeconds, drivingRules } = this.#vehicle;
    const next: State = {
      ...state,
      at: to,
      goal,
      onFoot,
      left: seconds,
      moved: seconds > 0 || meters > 0,
      meters: state.meters + meters,
      travel: state.travel + seconds,
      driven: state.driven + (onFoot ? 0 : seconds),
      walked: state.walked + (onFoot ? meters : 0),
    };
    if (next.meters > (maxDistanceMeters ?? NEVER) || next.travel > (maxTravelSeconds ?? NEVER)) return NEVER;
    if (next.driven > (drivingRules?.maxDrivingSeconds ?? NEVER)) return NEVER;
    return (costPerKm * meters) / 1000 + (costPerTravelHour * seconds) / 3600 + this.#from(this.#slim(next));
  }

  /** Without what no rule asks for, so that states meet. */
  #slim(state: State): State {
    const { maxDistanceMeters, maxTravelSeconds, drivingRules, walking, maxStops } = this.#vehicle;
    const { overtime, maxDurationSeconds, breaks = [] } = this.#vehicle;
    return {
      ...state,
      meters: maxDistanceMeters === undefined ? 0 : state.meters,
      travel: maxTravelSeconds === undefined ? 0 : state.travel,
      driven: drivingRules ? state.driven : 0,
      drive: drivingRules ? state.drive : 0,
      work: drivingRules ? state.work : 0,
      walked: walking ? state.walked : 0,
      served: maxStops === undefined ? 0 : state.served,
      shiftStart: overtime || maxDurationSeconds !== undefined ? state.shiftStart : 0,
      began: breaks.length > 0 ? state.began : 0,
    };
  }

  /** Every break that may begin now. */
  #pause(state: State): number {
    const { breaks = [], drivingRules } = this.#vehicle;
    let best = NEVER;
    const rests: [number, number][] = [];
    breaks.forEach(({ windows, durationSeconds, depotIds }, k) => {
      const isNow = windows.some((w) => state.clock >= w.startSeconds && state.clock <= w.endSeconds);
      const isHere = depotIds.length === 0 || state.goal === `break ${k}`;
      if (isNow && isHere && depotIds.length === 0 && (state.taken & (1 << k)) === 0) rests.push([durationSeconds, k]);
    });
    if (drivingRules && (state.drive > 0 || state.work > 0)) {
      const { breakSeconds = 0, firstPartSeconds = 0, workBreakSeconds = 0 } = drivingRules;
      for (const seconds of [breakSeconds, workBreakSeconds, firstPartSeconds, breakSeconds - firstPartSeconds]) {
        if (seconds > 0) rests.push([seconds, -1]);
      }
    }
    for (const [seconds, k] of rests) {
      const later = this.#later(state, seconds);
      if (!later) continue;
      const rested = this.#rested({ ...later, taken: k < 0 ? state.taken : state.taken | (1 << k) }, seconds);
      best = Math.min(best, this.#timeCost(state, seconds) + this.#from(rested));
    }
    return best;
  }

  #rested(state: State, seconds: number): State {
    const rules = this.#vehicle.drivingRules;
    if (!rules) return state;
    const { breakSeconds = 0, firstPartSeconds = 0, workBreakSeconds = 0 } = rules;
    const work = seconds >= workBreakSeconds ? 0 : state.work;
    if (seconds >= breakSeconds || (state.first && seconds >= breakSeconds - firstPartSeconds)) {
      return { ...state, work, drive: 0, first: false };
    }
    return { ...state, work, first: state.first || (firstPartSeconds > 0 && seconds >= firstPartSeconds) };
  }

  /** Drives on for a tick; at the end of the leg waits for one, or does what it came for. */
  #onLeg(state: State): number {
    const { maxContinuousDrivingSeconds = NEVER, maxContinuousWorkSeconds = NEVER } = this.#vehicle.drivingRules ?? {};
    if (state.left === 0) return Math.min(this.#wait(state), this.#act(state));
    // Without breaks nothing can happen on the way.
    const { drivingRules, breaks = [] } = this.#vehicle;
    const isFree = !drivingRules && breaks.every((_, k) => (state.taken & (1 << k)) !== 0);
    const seconds = isFree ? state.left : TICK;
    const later = this.#later(state, seconds);
    if (!later) return NEVER;
    const drive = state.drive + (state.onFoot ? 0 : seconds);
    const work = state.work + seconds;
    if (drive > maxContinuousDrivingSeconds || work > maxContinuousWorkSeconds) return NEVER;
    return (
      this.#timeCost(state, seconds) + this.#from(this.#slim({ ...later, left: state.left - seconds, drive, work }))
    );
  }

  #wait(state: State): number {
    if (state.goal === 'end' || state.goal === 'night') return NEVER;
    const later = this.#later(state, TICK);
    const price = ((this.#vehicle.costPerWaitingHour ?? 0) * TICK) / 3600;
    return later ? price + this.#timeCost(state, TICK) + this.#from(later) : NEVER;
  }

  #act(state: State): number {
    if (state.goal === 'end') return this.#finish(state);
    if (state.goal === 'night') return this.#sleep(state);
    if (state.goal === 'reload') return this.#reload(state);
    if (state.goal === 'stop') return this.#serve(state);
    const k = Number(state.goal.slice('break '.length));
    const one = this.#vehicle.breaks?.[k];
    const isNow = one?.windows.some((w) => state.clock >= w.startSeconds && state.clock <= w.endSeconds);
    const later = one && isNow ? this.#later(state, one.durationSeconds) : undefined;
    if (!one || !later) return NEVER;
    const rested = this.#rested({ ...later, taken: state.taken | (1 << k), left: -1 }, one.durationSeconds);
    return this.#timeCost(state, one.durationSeconds) + this.#from(rested);
  }

  /** Work of so many seconds; `undefined` when it is too much. */
  #worked(state: State, seconds: number): State | undefined {
    const later = this.#later(state, seconds);
    const rules = this.#vehicle.drivingRules;
    if (!later || !rules) return later;
    const work = state.work + seconds;
    return work > (rules.maxContinuousWorkSeconds ?? NEVER) ? undefined : { ...later, work };
  }

  #reload(state: State): number {
    const depot = this.#problem.input.depots[state.at];
    const later = this.#worked(state, depot?.loadingSeconds ?? 0);
    if (!later || !this.#isOpen(state.at, state.clock) || !this.#isOpen(state.at, later.clock)) return NEVER;
    let aboard = 0;
    for (let i = 0; i < state.done; i++) aboard += this.#shipped(i);
    let best = NEVER;
    for (const tripEnd of this.#tripEnds(state.done, state.reloads + 1)) {
      const load = aboard + this.#loadOf(state.done, tripEnd);
      if (load > this.#capacity() || later.clock < this.#release(state.done, tripEnd)) continue;
      const next = { ...later, reloads: state.reloads + 1, tripEnd, load, left: -1, hasReloaded: true };
      best = Math.min(best, this.#from(next));
    }
    return best + this.#timeCost(state, later.clock - state.clock);
  }

  #serve(state: State): number {
    const stop = this.#stop(state.done);
    const { type = '', maxStops } = this.#vehicle;
    const service = stop.serviceSecondsByType?.[type] ?? stop.serviceSeconds;
    const setup = state.moved ? (stop.setupSecondsByType?.[type] ?? stop.setupSeconds ?? 0) : 0;
    const begin = state.clock + setup;
    const isIn = (from: number, to: number) => begin >= from && begin <= to;
    const { timeWindows, openingHours = [], softWindow: soft } = stop;
    if (timeWindows.length > 0 && !timeWindows.some((w) => isIn(w.startSeconds, w.endSeconds))) return NEVER;
    // The calendar of these problems has one day, a Monday.
    const hours = openingHours.filter(({ weekdays }) => weekdays.length === 0 || weekdays.includes(1));
    if (openingHours.length > 0 && !hours.some((h) => isIn(h.openSeconds + setup, h.closeSeconds - service)))
      return NEVER;
    const later = this.#worked(state, setup + service);
    const load = state.load - (stop.demand[0] ?? 0) + (stop.pickup?.[0] ?? 0) + this.#shipped(state.done);
    if (!later || load > this.#capacity() || state.served + 1 > (maxStops ?? NEVER)) return NEVER;
    const picked = this.#picked(state, stop.id, begin, later.clock);
    if (!picked) return NEVER;
    const early = Math.max(0, (soft?.startSeconds ?? 0) - begin) * (soft?.costPerSecondEarly ?? 0);
    const late = Math.max(0, begin - (soft?.endSeconds ?? NEVER)) * (soft?.costPerSecondLate ?? 0);
    const next: State = {
      ...later,
      done: state.done + 1,
      left: -1,
      load,
      picked,
      served: state.served + 1,
      hasSlept: false,
      hasReloaded: false,
    };
    return early + late + this.#timeCost(state, setup + service) + this.#from(this.#slim(next));
  }

  /** Times of pickups under way; `undefined` when this delivery is too late. */
  #picked(state: State, id: string, begin: number, over: number): State['picked'] | undefined {
    const picked = { ...state.picked };
    for (const [k, one] of (this.#problem.input.shipments ?? []).entries()) {
      if (one.maxRideSeconds === undefined) continue;
      if (one.pickupStopId === id) picked[k] = over;
      if (one.deliveryStopId !== id) continue;
      if (begin - (picked[k] ?? 0) > one.maxRideSeconds) return undefined;
      delete picked[k];
    }
    return picked;
  }

  #sleep(state: State): number {
    const rest = this.#vehicle.drivingRules?.minRestSeconds ?? 0;
    let best = NEVER;
    for (let shift = state.shift + 1; shift < this.#shifts.length; shift++) {
      const { startSeconds = 0, endSeconds = 0 } = this.#shifts[shift] ?? {};
      for (let clock = startSeconds; clock <= endSeconds; clock += TICK) {
        if (clock < state.clock + rest) continue;
        const rested = this.#rested(state, clock - state.clock);
        let { taken } = rested;
        (this.#vehicle.breaks ?? []).forEach(({ windows, durationSeconds }, k) => {
          const fits = windows.some((w) => {
            const start = Math.max(state.clock, w.startSeconds);
            return start <= w.endSeconds && start + durationSeconds <= clock;
          });
          if (fits) taken |= 1 << k;
        });
        const woken = { ...rested, taken, clock, shift, shiftStart: clock, nights: 1, left: -1, hasSlept: true };
        best = Math.min(
          best,
          this.#from(this.#slim({ ...woken, meters: 0, travel: 0, driven: 0, walked: 0, served: 0 })),
        );
      }
    }
    return best;
  }

  #finish(state: State): number {
    if (!this.#vehicle.openEnd && !this.#isOpen(state.at, state.clock)) return NEVER;
    const isExcused = (this.#vehicle.breaks ?? []).every(({ windows, durationSeconds }, k) => {
      if ((state.taken & (1 << k)) !== 0) return true;
      const first = Math.min(...windows.map((w) => w.startSeconds));
      const last = Math.max(...windows.map((w) => w.endSeconds));
      return state.clock <= last || state.began >= first + durationSeconds;
    });
    return isExcused ? 0 : NEVER;
  }
}

function keyOf(s: State): string {
  let rides = '';
  for (const k in s.picked) rides += `${k}@${s.picked[k]}`;
  const place = `${s.done},${s.at},${s.clock},${s.left},${s.goal},${s.moved},${s.onFoot},${s.shift},${s.shiftStart},${s.began}`;
  const trip = `${s.nights},${s.reloads},${s.tripEnd},${s.load},${s.hasSlept},${s.hasReloaded}`;
  return `${place},${trip},${s.taken},${s.drive},${s.work},${s.first},${s.meters},${s.travel},${s.driven},${s.walked},${s.served},${rides}`;
}
