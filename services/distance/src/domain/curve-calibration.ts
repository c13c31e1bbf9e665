import { type CurveFit, priorP90, type TravelCurve, travelAt, travelCurve } from './travel-curve.ts';
import type { TravelMode } from './travel-mode.ts';

/** Ratios from 1/8 to 8 in steps of about 2 %. */
const BINS = 210;
const LOWEST_LOG = Math.log(1 / 8);
const LOG_STEP = (2 * Math.log(8)) / BINS;
/** So many answers are needed before they outweigh the prior. */
const ENOUGH = 500;
/** Counts are halved here, so that the fit follows the roads that are asked for now. */
const MOST = 100_000;

/**
 * Fits a mode's curve to network answers that were seen: the medians of observed / estimated stretch the curve, and
 * the spread around them is the error that is told with every estimate.
 */
export class CurveCalibration {
  readonly #mode: TravelMode;
  readonly #base: TravelCurve;
  readonly #durationRatios = new RatioHistogram();
  readonly #distanceRatios = new RatioHistogram();
  #current: { curve: TravelCurve; p90RelativeError: number };

  constructor(mode: TravelMode) {
    this.#mode = mode;
    this.#base = travelCurve(mode);
    this.#current = { curve: this.#base, p90RelativeError: priorP90(mode) };
  }

  /** The curve to estimate with, and the 90th percentile of the relative error of its durations. */
  get current(): { readonly curve: TravelCurve; readonly p90RelativeError: number } {
    return this.#current;
  }

  /** Whether the curve rests on answers that were seen. */
  get isFitted(): boolean {
    return this.#durationRatios.count >= ENOUGH;
  }

  /** Takes note of one network answer. Trips under 100 m say nothing about the roads. */
  observe(crowM: number, deciseconds: number, meters: number): void {
    if (crowM < 100 || deciseconds <= 0 || meters <= 0) return;
    const estimate = travelAt(this.#base, crowM);
    this.#durationRatios.add(deciseconds / estimate.deciseconds);
    this.#distanceRatios.add(meters / estimate.meters);
  }

  /** Fits again to everything seen so far. */
  refit(): void {
    if (!this.isFitted) return;
    const fit: CurveFit = {
      durationFactor: this.#durationRatios.quantile(0.5),
      distanceFactor: this.#distanceRatios.quantile(0.5),
    };
    this.#current = {
      curve: travelCurve(this.#mode, fit),
      p90RelativeError: this.#durationRatios.p90ErrorOf(fit.durationFactor),
    };
  }
}

class RatioHistogram {
  readonly #bins = new Float64Array(BINS);
  count = 0;

  add(ratio: number): void {
    const bin = Math.floor((Math.log(ratio) - LOWEST_LOG) / LOG_STEP);
    const clamped = Math.max(0, Math.min(BINS - 1, bin));
    this.#bins[clamped] = (this.#bins[clamped] as number) + 1;
    if (++this.count > MOST) this.#halve();
  }

  quantile(q: number): number {
    let left = q * this.count;
    let bin = 0;
    while (bin < BINS - 1 && left > (this.#bins[bin] as number)) left -= this.#bins[bin++] as number;
    return ratioOf(bin);
  }

  /** 90th percentile of |estimate / observed - 1| when everything is estimated with `factor`. */
  p90ErrorOf(factor: number): number {
    const errors = Array.from(this.#bins, (weight, bin) => ({ weight, error: Math.abs(factor / ratioOf(bin) - 1) }));
    errors.sort((a, b) => a.error - b.error);
    let left = 0.9 * this.count;
    for (const { weight, error } of errors) {
      left -= weight;
      if (left <= 0) return error;
    }
    return errors.at(-1)?.error ?? 0;
  }

  #halve(): void {
    this.count = 0;
    this.#bins.forEach((weight, bin) => {
      this.#bins[bin] = weight / 2;
      this.count += weight / 2;
    });
  }
}

/** The ratio in the middle of a bin. */
function ratioOf(bin: number): number {
  return Math.exp(LOWEST_LOG + (bin + 0.5) * LOG_STEP);
}
