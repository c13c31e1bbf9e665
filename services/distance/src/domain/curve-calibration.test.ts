import { describe, expect, it } from 'vitest';
import { CurveCalibration } from './curve-calibration.ts';
import { priorP90, travelAt, travelCurve } from './travel-curve.ts';

describe('curve calibration', () => {
  it('keeps the prior until enough answers were seen', () => {
    const calibration = new CurveCalibration('drive');
    for (let i = 0; i < 499; i++) calibration.observe(5_000, 100, 100);
    calibration.refit();
    expect(calibration.isFitted).toBe(false);
    expect(calibration.current.p90RelativeError).toBe(priorP90('drive'));
  });

  it('learns the factor and the error of a network that is 30 % slower, give or take 20 %', () => {
    const calibration = new CurveCalibration('drive');
    const base = travelCurve('drive');
    for (let i = 0; i < 2_000; i++) {
      const crowM = 500 + i * 10;
      const { deciseconds, meters } = travelAt(base, crowM);
      const spread = 0.8 + (0.4 * (i % 100)) / 99;
      calibration.observe(crowM, deciseconds * 1.3 * spread, meters * 0.9);
    }
    calibration.refit();
    const fitted = travelAt(calibration.current.curve, 8_000);
    const prior = travelAt(base, 8_000);
    expect(fitted.deciseconds / prior.deciseconds).toBeCloseTo(1.3, 1);
    expect(fitted.meters / prior.meters).toBeCloseTo(0.9, 1);
    expect(calibration.current.p90RelativeError).toBeGreaterThan(0.15);
    expect(calibration.current.p90RelativeError).toBeLessThan(0.25);
  });

  it('takes nothing from trips under 100 m or without a way', () => {
    const calibration = new CurveCalibration('walk');
    for (let i = 0; i < 1_000; i++) {
      calibration.observe(99, 10_000, 10_000);
      calibration.observe(5_000, -1, -1);
    }
    expect(calibration.isFitted).toBe(false);
  });
});
