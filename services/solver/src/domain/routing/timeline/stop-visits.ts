import type { CompiledRouting } from '#domain/routing/compiled';
import type { CompiledRules } from '#domain/routing/compiled-rules';
import { isHopeless } from './excuse-breaks.ts';
import { AT, BUSY, CLOSE, COST, KIND, type Labels, LOADS, MOVED, OPEN, STEP, STOPS, WORK } from './labels.ts';
import type { Legs, WaitsUntil } from './legs.ts';

/** Takes what labels become, each for a position of its route. */
export interface LabelSink {
  keep(position: number, o: number): void;
}

/** Takes labels to a stop: the leg, the window, setup and service, its load. */
export class StopVisits {
  readonly #problem: CompiledRouting;
  readonly #rules: CompiledRules;
  readonly #labels: Labels;
  readonly #legs: Legs;
  readonly #sink: LabelSink;
  #vehicle = 0;
  #countsLoads = false;
  /** Of the stop at hand: first of its windows and one behind the last, setup. */
  #firstWindow = 0;
  #lastWindow = 0;
  #setup = 0;

  constructor(
    problem: CompiledRouting,
    rules: CompiledRules,
    legs: Legs,
    { labels, sink }: { labels: Labels; sink: LabelSink },
  ) {
    this.#problem = problem;
    this.#rules = rules;
    this.#labels = labels;
    this.#legs = legs;
    this.#sink = sink;
  }

  /** @param countsLoads loads are counted, by trip */
  use(vehicle: number, countsLoads: boolean): void {
    this.#vehicle = vehicle;
    this.#countsLoads = countsLoads;
  }

  /** Goes on from a label to the stop, and serves it at every time that may be best. */
  goTo(from: number, stop: number, to: number, position: number): void {
    const labels = this.#labels;
    const { stops, type, windowFrom, windowClose } = this.#problem;
    const cell = (type[this.#vehicle] as number) * stops + stop;
    let need = 0;
    if (labels.driving || labels.type.breaks.length > 0) {
      this.#firstWindow = windowFrom[cell] as number;
      this.#lastWindow = windowFrom[cell + 1] as number;
      if (this.#lastWindow === this.#firstWindow) return;
      if ((windowClose[this.#lastWindow - 1] as number) < labels.ready(from)) return;
      this.#setup = labels.d[from + AT] === to ? 0 : (this.#rules.setup[cell] as number);
      need = (this.#rules.service[cell] as number) + this.#setup;
    }
    this.#legs.travel(from, to, this.#waitsUntil, need);
    const { arrived, arrivals } = this.#legs;
    for (let i = 0; i < arrivals; i++) this.#serve(arrived[i] as number, stop, cell, position);
  }

  /** The latest opening of the windows in which the stop at hand may be served. */
  readonly #waitsUntil: WaitsUntil = (ready) => {
    const { windowClose } = this.#problem;
    const last = this.#lastWindow - 1;
    let window = this.#takesLater(ready) ? last : this.#firstWindow;
    while (window < last && (windowClose[window] as number) < ready + this.#setup) window++;
    return this.#rules.bareOpen[window] as number;
  };

  /** Whether a later window than the first may be better: time has a price or a limit, or the end is still closed. */
  #takesLater(ready: number): boolean {
    return this.#legs.isTimed || ready < this.#labels.type.endOpen;
  }

  #serve(arrived: number, stop: number, cell: number, position: number): void {
    const labels = this.#labels;
    const { windowFrom, windowOpen, windowClose } = this.#problem;
    const setup = labels.d[arrived + MOVED] === 1 ? (this.#rules.setup[cell] as number) : 0;
    const seconds = setup + (this.#rules.service[cell] as number);
    const release = this.#rules.release[stop] as number;
    const opens = setup > 0 ? windowOpen : this.#rules.bareOpen;
    const last = windowFrom[cell + 1] as number;
    if (release > 0 && labels.hasTrips && !labels.loadAt(arrived, release)) return;
    const takesLater = this.#takesLater(labels.ready(arrived));
    for (let w = windowFrom[cell] as number; w < last; w++) {
      const close = (windowClose[w] as number) - setup;
      if (close < labels.ready(arrived)) continue;
      const isLast = w === last - 1 || !takesLater;
      const o = isLast ? arrived : labels.copy(arrived);
      const open = (opens[w] as number) - setup;
      if (open <= close && labels.join(o, open, close, seconds) && this.#isLoaded(o, stop)) {
        labels.d[o + OPEN] = open;
        labels.d[o + CLOSE] = close;
        this.#arrive(o, stop, seconds - setup, seconds);
        if (labels.type.breaks.length === 0 || !isHopeless(labels, o)) this.#sink.keep(position, o);
        if (isLast) return;
      } else if (isLast) return;
    }
  }

  #arrive(o: number, stop: number, service: number, seconds: number): void {
    const { d } = this.#labels;
    d[o + KIND] = STEP.stop;
    d[o + BUSY] = seconds;
    (d[o + WORK] as number) += seconds;
    (d[o + STOPS] as number) += 1;
    const { soft } = this.#rules;
    if (!soft) return;
    // It cannot start earlier than now, nor later than the window's end: so much is certain.
    const late = this.#labels.ready(o) - service - (soft.to[stop] as number);
    const early = (soft.from[stop] as number) - ((d[o + CLOSE] as number) + seconds - service);
    if (late > 0) (d[o + COST] as number) += (soft.late[stop] as number) * late;
    if (early > 0) (d[o + COST] as number) += (soft.early[stop] as number) * early;
  }

  /** Takes the stop's load; false when that is too much for this trip, or the stop one too many for the shift. */
  #isLoaded(o: number, stop: number): boolean {
    const { d, type } = this.#labels;
    const { dims, demand, capacity, maxStops } = this.#problem;
    const vehicle = this.#vehicle;
    if (type.shifts.length > 2 && (d[o + STOPS] as number) >= (maxStops[vehicle] as number)) return false;
    if (!this.#countsLoads) return true;
    const change = this.#rules.shipments?.change;
    for (let k = 0; k < dims; k++) {
      const cell = stop * dims + k;
      const carried =
        (d[o + LOADS + 2 * k] as number) +
        (this.#rules.collected[cell] as number) +
        (change ? (change[cell] as number) : 0);
      const peak = Math.max((d[o + LOADS + 2 * k + 1] as number) + (demand[cell] as number), carried);
      if (peak > (capacity[vehicle * dims + k] as number)) return false;
      d[o + LOADS + 2 * k] = carried;
      d[o + LOADS + 2 * k + 1] = peak;
    }
    return true;
  }
}
