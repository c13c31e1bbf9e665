import { describe, expect, it } from 'vitest';
import { compileRouting } from './compile-routing.ts';
import { FAR } from './compiled.ts';
import { longestLeg, paddedPair } from './padded-matrices.ts';
import { randomInstance } from './random-instance.ts';

describe('padded matrices', () => {
  it('have a place nowhere, and no way at all where seconds or metres are missing', () => {
    const durations = Int32Array.of(0, 5, -1, 0);
    const distances = Int32Array.of(0, -1, 7, 0);
    expect(paddedPair({ durations, distances }, 2)).toEqual({
      durations: Int32Array.of(0, FAR, 0, FAR, 0, 0, 0, 0, 0),
      distances: Int32Array.of(0, FAR, 0, FAR, 0, 0, 0, 0, 0),
    });
    expect(longestLeg(Int32Array.of(0, 4, FAR))).toBe(4);
  });

  it('are shared by problems with the same travel, and by no others', () => {
    const { input, travel } = randomInstance({ seed: 1, stops: 5, vehicles: 2 });
    const first = compileRouting({ input, travel });
    const lifted = { ...input, stops: input.stops.map((stop) => ({ ...stop, timeWindows: [] })) };
    const again = compileRouting({ input: lifted, travel });
    expect(again.durations).toBe(first.durations);
    expect(again.distances).toBe(first.distances);
    const slower = { ...travel, distances: travel.distances.map((meters) => 2 * meters) };
    expect(longestLeg(compileRouting({ input, travel: slower }).distances)).toBe(2 * longestLeg(first.distances));
  });
});
