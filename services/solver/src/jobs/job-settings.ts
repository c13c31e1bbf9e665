import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setting } from '@solveig/kit/config';
import { readTenantWeights } from './dispatcher.ts';

/** Text that must also be readable as weights, so that `config check` finds a fault in it. */
function checkedWeights(options: { env: string; default: string; doc: string }) {
  return {
    ...setting.text(options),
    read: (value: string) => {
      readTenantWeights(value);
      return value;
    },
  };
}

/** Settings of the jobs half. */
export const jobSettings = {
  leaseMs: setting.milliseconds({
    env: 'SOLVEIG_SOLVER_LEASE_MS',
    default: 30_000,
    min: 1_000,
    max: 600_000,
    doc: 'How long a job stays with a worker that says nothing; it says something every third of it.',
  }),
  dispatchTimeoutMs: setting.milliseconds({
    env: 'SOLVEIG_SOLVER_DISPATCH_TIMEOUT_MS',
    default: 15_000,
    min: 1_000,
    max: 600_000,
    doc: 'How long a dispatched job may wait for a worker before it is dispatched again.',
  }),
  pollAfterMs: setting.milliseconds({
    env: 'SOLVEIG_SOLVER_POLL_AFTER_MS',
    default: 5_000,
    min: 100,
    max: 600_000,
    doc: 'How long NATS must be down before workers take their jobs from the database.',
  }),
  maxAttempts: setting.integer({
    env: 'SOLVEIG_SOLVER_MAX_ATTEMPTS',
    default: 5,
    min: 1,
    max: 100,
    doc: 'How many workers may fail at a job before it ends as POISON_JOB.',
  }),
  spoolDir: setting.text({
    env: 'SOLVEIG_SOLVER_SPOOL_DIR',
    default: join(tmpdir(), 'solveig-solver-spool'),
    defaultText: 'solveig-solver-spool in the temporary folder',
    doc: 'Where answers wait while the database is down.',
  }),
  jobRetentionDays: setting.integer({
    env: 'SOLVEIG_SOLVER_JOB_RETENTION_DAYS',
    default: 30,
    min: 1,
    max: 3_650,
    doc: 'How long ended jobs are kept, with their history and their answers.',
  }),
  blobRetentionDays: setting.integer({
    env: 'SOLVEIG_SOLVER_BLOB_RETENTION_DAYS',
    default: 7,
    min: 1,
    max: 3_650,
    doc: 'How long uploaded blobs are kept that no job uses.',
  }),
  tenantWeights: checkedWeights({
    env: 'SOLVEIG_SOLVER_TENANT_WEIGHTS',
    default: '',
    doc: 'Shares of the workers by tenant, for example `acme=3,trial=0.5`; 0.01 to 100, else 1.',
  }),
} as const;
