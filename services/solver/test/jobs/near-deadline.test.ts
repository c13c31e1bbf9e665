import { beginSpan } from '@solveig/kit/telemetry';
import { expect, test } from 'vitest';
import { DbClock } from '../../src/jobs/db-clock.ts';
import { HeldJob } from '../../src/jobs/held-job.ts';
import type { ClaimedRow } from '../../src/store/job-row.ts';

const ROW = {
  id: '0190a5f0-0000-7000-8000-000000000001',
  tenant: 'acme',
  kind: 'routing',
  template_id: '',
  priority: 1,
  size: 3,
  second_size: 1,
  last_seq: 3,
  epoch: '2',
  attempt: 2,
  trace_parent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  stop_at: null,
};

function heldJob(nearDeadlineTold: boolean): HeldJob {
  const row = { ...ROW, near_deadline_told: nearDeadlineTold } as unknown as ClaimedRow;
  return new HeldJob(row, beginSpan('test', { kind: 'consumer' }), new DbClock());
}

const NEAR = { elapsedSeconds: 25, budgetSeconds: 30 };

test('a held job says that it nears its deadline, with how much of its time is used', () => {
  const job = heldJob(false);
  job.nearedDeadline(NEAR);
  expect(job.takeLast()).toMatchObject([
    { seq: 4, event: 'neardeadline', state: 'RUNNING', detail: '25.0 s of 30.0 s are used and it still runs' },
  ]);
});

test('a job that said so in an attempt before says nothing more', () => {
  const job = heldJob(true);
  job.nearedDeadline(NEAR);
  expect(job.takeLast()).toEqual([]);
  expect(job.lastSeq).toBe(3);
});
