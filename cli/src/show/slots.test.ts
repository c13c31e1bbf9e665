import { FindSlotsResponse } from '@solveig/proto/gen/solveig/solver/v1/slots';
import { expect, it } from 'vitest';
import { describeSlots } from './slots.ts';

const DAY = 86_400;

it('shows of a promise that spans days the part on the day of the planned start', () => {
  const visit = { stopId: 'a', startSeconds: DAY + 36_000, earliestStartSeconds: 0, latestStartSeconds: 5 * DAY };
  const response = FindSlotsResponse.fromPartial({ slots: [{ vehicleId: 'van', day: 1, visits: [visit] }] });
  expect(describeSlots(response)).toContain('10:00  00:00-24:00');
});
