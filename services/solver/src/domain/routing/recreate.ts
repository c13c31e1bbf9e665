import type { CompiledRouting } from './compiled.ts';
import type { SearchState } from './search-state.ts';

/** Chance that a place is overlooked (Christiaens & Vanden Berghe 2020). */
const BLINK = 0.01;

/** Most optional stops, absent before the ruin, that one recreation tries again. */
const MOST_RETRIED = 30;

type Order = 'random' | 'demand' | 'far' | 'near' | 'tight' | 'early' | 'prize';

/** Puts absent stops back one by one, each where it costs least, in an order drawn from the seed. */
export class GreedyRecreate {
  readonly #state: SearchState;
  readonly #orders: readonly Order[];
  readonly #keys: Readonly<Record<Order, Float64Array>>;
  readonly #retry: Int32Array;

  constructor(state: SearchState) {
    this.#state = state;
    this.#orders = ordersFor(state.problem);
    this.#keys = sortKeys(state.problem);
    this.#retry = new Int32Array(state.problem.stops);
  }

  /**
   * Tries the absent stops from index `fresh` on (those that the ruin took out),
   * the required ones before it, and some of the optional ones. Gives false when
   * the stop rule cut it short.
   */
  recreate(fresh: number): boolean {
    const { absent, random } = this.#state;
    const length = this.#choose(fresh);
    const order = this.#orders[random.below(this.#orders.length)] as Order;
    random.shuffle(this.#retry, length);
    const list = this.#retry.subarray(0, length);
    if (order !== 'random') {
      const key = this.#keys[order];
      list.sort((a, b) => (key[a] as number) - (key[b] as number));
    }
    for (const stop of list) {
      if (this.#state.stop()) return false;
      this.#state.insert(stop, BLINK);
    }
    let left = 0;
    for (let i = 0; i < this.#state.absentCount; i++) {
      const stop = absent[i] as number;
      if (!this.#state.isServed(stop)) absent[left++] = stop;
    }
    this.#state.absentCount = left;
    return true;
  }

  #choose(fresh: number): number {
    const { absent, absentCount, problem, random } = this.#state;
    let length = 0;
    for (let i = fresh; i < absentCount; i++) this.#retry[length++] = absent[i] as number;
    const offset = fresh > 0 ? random.below(fresh) : 0;
    let retried = 0;
    for (let i = 0; i < fresh; i++) {
      const stop = absent[(i + offset) % fresh] as number;
      if (problem.required[stop] === 1 || retried++ < MOST_RETRIED) this.#retry[length++] = stop;
    }
    return length;
  }
}

function ordersFor(problem: CompiledRouting): Order[] {
  const orders: Order[] = ['random', 'random', 'far', 'near', 'early', 'tight'];
  if (problem.dims > 0) orders.push('demand', 'demand');
  if (problem.required.includes(0)) orders.push('prize', 'prize', 'prize');
  return orders;
}

/** Smaller goes first. */
function sortKeys(problem: CompiledRouting): Record<Order, Float64Array> {
  const keys = (read: (stop: number) => number) =>
    Float64Array.from({ length: problem.stops }, (_, stop) => read(stop));
  const base = problem.start[0] ?? 0;
  const meters = (stop: number) =>
    problem.distances[base * problem.size + (problem.location[stop] as number)] as number;
  const width = (stop: number) => {
    let open = 0;
    for (let w = problem.windowFrom[stop] as number; w < (problem.windowFrom[stop + 1] as number); w++) {
      open += (problem.windowClose[w] as number) - (problem.windowOpen[w] as number);
    }
    return open;
  };
  const demand = (stop: number) => {
    let sum = 0;
    for (let d = 0; d < problem.dims; d++) sum += problem.demand[stop * problem.dims + d] as number;
    return sum;
  };
  return {
    random: new Float64Array(0),
    demand: keys((stop) => -demand(stop)),
    far: keys((stop) => -meters(stop)),
    near: keys(meters),
    tight: keys(width),
    early: keys((stop) => problem.windowOpen[problem.windowFrom[stop] as number] ?? 0),
    prize: keys((stop) => -(problem.prize[stop] as number) / (1 + (problem.service[stop] as number))),
  };
}
