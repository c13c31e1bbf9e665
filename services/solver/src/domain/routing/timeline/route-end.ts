import { endsExcused } from './excuse-breaks.ts';
import { BUSY, CLOSE, DUR, KIND, LATE, type Labels, MOVE, OPEN, PARENT, STEP } from './labels.ts';
import type { Legs } from './legs.ts';
import type { LabelSink } from './stop-visits.ts';

/** Takes labels to the end of the route. */
export class RouteEnd {
  readonly #labels: Labels;
  readonly #legs: Legs;
  readonly #sink: LabelSink;

  constructor(labels: Labels, legs: Legs, sink: LabelSink) {
    this.#labels = labels;
    this.#legs = legs;
    this.#sink = sink;
  }

  /** Goes from a label to the end of the route, where its labels go to the sink. */
  goHome(from: number, to: number, position: number): void {
    this.#legs.travel(from, to, () => this.#labels.type.endOpen, 0);
    const { arrived, arrivals } = this.#legs;
    for (let i = 0; i < arrivals; i++) this.#comeBack(arrived[i] as number, position);
  }

  #comeBack(o: number, position: number): void {
    const labels = this.#labels;
    const close = Math.min(labels.type.endClose, labels.shiftEnd(o));
    if (!this.#comesWhenOpen(o)) return;
    if (!labels.join(o, labels.type.endOpen, close, 0) || !endsExcused(labels, o)) return;
    const { d } = labels;
    d[o + KIND] = STEP.end;
    d[o + OPEN] = labels.type.endOpen;
    d[o + CLOSE] = close;
    d[o + BUSY] = 0;
    this.#sink.keep(position, o);
  }

  /** The vehicle does not wait at its end: where leaving later does not help, the last stop must be served later. */
  #comesWhenOpen(o: number): boolean {
    const { d, type } = this.#labels;
    const open = type.endOpen;
    if ((d[o + LATE] as number) + (d[o + DUR] as number) >= open) return true;
    const last = d[o + PARENT] as number;
    if (d[last + KIND] !== STEP.stop) return false;
    return open - (d[o + MOVE] as number) - (d[last + BUSY] as number) <= (d[last + CLOSE] as number);
  }
}
