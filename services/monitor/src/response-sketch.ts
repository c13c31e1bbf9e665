import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { DDSketch } from '@datadog/sketches-js';

/** Quantiles are exact within 1 %. */
const RELATIVE_ACCURACY = 0.01;

/** Quantiles of response times, in seconds (DDSketch, Masson, Rim and Lee 2019). Two of them add up without losing accuracy. */
export class ResponseSketch {
  readonly #sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

  add(seconds: number): void {
    this.#sketch.accept(seconds);
  }

  /** Adds what another sketch, or its bytes, counted. */
  merge(other: ResponseSketch | Uint8Array): void {
    const sketch = other instanceof ResponseSketch ? other.#sketch : DDSketch.fromProto(inflateRawSync(other));
    if (sketch.count > 0) this.#sketch.merge(sketch);
  }

  /** The `q`-quantile, 0 to 1, in seconds; 0 when nothing was counted. */
  quantile(q: number): number {
    return this.#sketch.count === 0 ? 0 : this.#sketch.getValueAtQuantile(q);
  }

  get count(): number {
    return this.#sketch.count;
  }

  /** Its bytes. Deflated, because the library writes its bins out in full, and most are empty. */
  toBytes(): Uint8Array {
    return deflateRawSync(this.#sketch.toProto(), { level: 1 });
  }
}
