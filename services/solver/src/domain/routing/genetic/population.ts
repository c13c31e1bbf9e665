import type { Random } from '#domain/engine/random';
import type { Individuals } from './individuals.ts';

/** Individuals of a part that survive, how many more there may be before, and how many of the best are sure to (Vidal 2022). */
const SURVIVORS = 12;
const GENERATION = 20;
const ELITE = 4;
/** Nearest others by which an individual's diversity is measured. */
const CLOSE = 5;
/** Offspring between changes of the price, and the share of them that keeps the capacities by itself. */
const PRICE_EVERY = 50;
const FEASIBLE = 0.2;
const TOLERANCE = 0.05;

/** Slots that a population needs, one of them for the offspring that is being made. */
export const POPULATION_SLOTS = 2 * (SURVIVORS + GENERATION + 1) + 2;

/** Individuals that keep the capacities and those that do not, each part sorted by priced cost and kept both good and diverse (Vidal et al. 2012). */
export class Population {
  /** Price of a unit of load above capacity. */
  price: number;
  readonly #individuals: Individuals;
  readonly #random: Random;
  readonly #feasible: Part;
  readonly #infeasible: Part;
  #offspring = 0;
  #natural = 0;

  constructor(individuals: Individuals, random: Random, price: number) {
    this.price = price;
    this.#individuals = individuals;
    this.#random = random;
    this.#feasible = new Part(individuals);
    this.#infeasible = new Part(individuals);
  }

  get size(): number {
    return this.#feasible.count + this.#infeasible.count;
  }

  /** Adds an individual; its slot is the population's from now on. */
  add(slot: number): void {
    const part = this.#individuals.excess[slot] === 0 ? this.#feasible : this.#infeasible;
    part.add(slot, this.price);
    if (part.count > SURVIVORS + GENERATION) while (part.count > SURVIVORS) part.removeWorst();
  }

  /** To be told of each offspring whether it kept the capacities by itself. */
  noteNatural(isFeasible: boolean): void {
    if (isFeasible) this.#natural++;
    if (++this.#offspring < PRICE_EVERY) return;
    const share = this.#natural / this.#offspring;
    if (share < FEASIBLE - TOLERANCE) this.price *= 1.2;
    if (share > FEASIBLE + TOLERANCE) this.price *= 0.85;
    this.#offspring = 0;
    this.#natural = 0;
    this.#infeasible.sort(this.price);
  }

  /** A parent: the fitter one of two. */
  select(): number {
    this.#feasible.rank();
    this.#infeasible.rank();
    const a = this.#any();
    const b = this.#any();
    return this.#fitness(a) < this.#fitness(b) ? this.#slot(a) : this.#slot(b);
  }

  /** Lets all go. */
  clear(): void {
    this.#feasible.clear();
    this.#infeasible.clear();
  }

  #any(): number {
    return this.#random.below(this.size);
  }

  #slot(index: number): number {
    const { count } = this.#feasible;
    return (index < count ? this.#feasible.members[index] : this.#infeasible.members[index - count]) as number;
  }

  #fitness(index: number): number {
    const { count } = this.#feasible;
    return (index < count ? this.#feasible.fitness[index] : this.#infeasible.fitness[index - count]) as number;
  }
}

/** One of the two parts. */
class Part {
  count = 0;
  /** Slots, best priced cost first. */
  readonly members = new Int32Array(SURVIVORS + GENERATION + 1);
  /** By member, after `rank`: low is fit. */
  readonly fitness = new Float64Array(SURVIVORS + GENERATION + 1);
  readonly #cost: Float64Array;
  /** By member: mean distance of the nearest others, and the distance of the nearest one. */
  readonly #diversity = new Float64Array(SURVIVORS + GENERATION + 1);
  readonly #nearest = new Float64Array(SURVIVORS + GENERATION + 1);
  readonly #byDiversity = new Int32Array(SURVIVORS + GENERATION + 1);
  readonly #close = new Float64Array(CLOSE);
  readonly #individuals: Individuals;
  #isRanked = true;

  constructor(individuals: Individuals) {
    this.#individuals = individuals;
    this.#cost = new Float64Array(individuals.slots);
  }

  add(slot: number, price: number): void {
    for (let i = 0; i < this.count; i++) this.#individuals.compare(slot, this.members[i] as number);
    this.members[this.count++] = slot;
    this.#setCost(slot, price);
    this.#sink(this.count - 1);
    this.#isRanked = false;
  }

  /** Costs and order anew. */
  sort(price: number): void {
    for (let i = 0; i < this.count; i++) {
      this.#setCost(this.members[i] as number, price);
      this.#sink(i);
    }
    this.#isRanked = false;
  }

  /** Biased fitness: the rank by cost and, less heavily, the rank by diversity. */
  rank(): void {
    if (this.#isRanked) return;
    this.#isRanked = true;
    const { count, fitness } = this;
    for (let i = 0; i < count; i++) this.#measure(i);
    const order = this.#byDiversity.subarray(0, count);
    for (let i = 0; i < count; i++) order[i] = i;
    order.sort((a, b) => (this.#diversity[b] as number) - (this.#diversity[a] as number) || a - b);
    const weight = count <= ELITE ? 0 : 1 - ELITE / count;
    const last = Math.max(1, count - 1);
    for (let k = 0; k < count; k++) {
      const i = order[k] as number;
      fitness[i] = (i + weight * k) / last;
    }
  }

  /** Removes a clone when there is one, else the least fit; never the best. */
  removeWorst(): void {
    this.rank();
    let worst = 1;
    for (let i = 2; i < this.count; i++) {
      const isClone = (this.#nearest[i] as number) < 1e-9;
      const isCloneWorst = (this.#nearest[worst] as number) < 1e-9;
      if (isClone === isCloneWorst ? (this.fitness[i] as number) > (this.fitness[worst] as number) : isClone) worst = i;
    }
    this.#individuals.release(this.members[worst] as number);
    this.members.copyWithin(worst, worst + 1, this.count);
    this.count--;
    this.#isRanked = false;
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.#individuals.release(this.members[i] as number);
    this.count = 0;
    this.#isRanked = true;
  }

  #setCost(slot: number, price: number): void {
    const { length, excess } = this.#individuals;
    this.#cost[slot] = (length[slot] as number) + price * (excess[slot] as number);
  }

  /** Moves a member forward to where its cost belongs among those before it. */
  #sink(index: number): void {
    const { members } = this;
    const slot = members[index] as number;
    const cost = this.#cost[slot] as number;
    let i = index;
    for (; i > 0 && (this.#cost[members[i - 1] as number] as number) > cost; i--) members[i] = members[i - 1] as number;
    members[i] = slot;
  }

  #measure(index: number): void {
    const { distance, slots } = this.#individuals;
    const close = this.#close;
    const row = (this.members[index] as number) * slots;
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      if (i === index) continue;
      const way = distance[row + (this.members[i] as number)] as number;
      if (kept === CLOSE && way >= (close[CLOSE - 1] as number)) continue;
      let at = kept < CLOSE ? kept++ : CLOSE - 1;
      for (; at > 0 && (close[at - 1] as number) > way; at--) close[at] = close[at - 1] as number;
      close[at] = way;
    }
    let sum = 0;
    for (let k = 0; k < kept; k++) sum += close[k] as number;
    this.#diversity[index] = kept === 0 ? 1 : sum / kept;
    this.#nearest[index] = kept === 0 ? 1 : (close[0] as number);
  }
}
