import { availableParallelism } from 'node:os';
import {
  ConfigError,
  defineSettings,
  type InferSettings,
  pageSettings,
  serviceSettings,
  setting,
  sharedSettings,
} from '@solveig/kit/config';
import { jobSettings } from './jobs/job-settings.ts';
import { type Budgets, DEFAULT_BUDGETS } from './solving/budgets.ts';
import { readSlowdowns } from './solving/slowdowns.ts';

const MOST_WORKERS_BY_DEFAULT = 4;

const workerSettings = {
  workers: setting.integer({
    env: 'SOLVEIG_SOLVER_WORKERS',
    default: Math.min(availableParallelism(), MOST_WORKERS_BY_DEFAULT),
    defaultText: `min(cores, ${MOST_WORKERS_BY_DEFAULT})`,
    min: 1,
    max: 64,
    doc: 'Worker processes; each solves one problem at a time.',
    guideName: 'SOLVER_WORKERS',
  }),
  workersPerSolve: setting.integer({
    env: 'SOLVEIG_SOLVER_WORKERS_PER_SOLVE',
    default: 2,
    min: 1,
    max: 64,
    doc: 'Workers that may search one large problem together while nobody waits for a worker.',
  }),
  queue: setting.integer({
    env: 'SOLVEIG_SOLVER_QUEUE',
    default: 20,
    min: 0,
    max: 10_000,
    doc: 'Solves that may wait for a worker; more are refused with QUEUE_FULL and a retry hint.',
    guideName: 'SOLVER_QUEUE_SIZE',
  }),
  workerMemoryMegabytes: setting.megabytes({
    env: 'SOLVEIG_SOLVER_WORKER_MEMORY_MB',
    default: 512,
    min: 32,
    max: 16_384,
    doc: 'Memory that a solve may use beyond an idle worker; above it the worker is killed and the solve ends with MEMORY_ERROR.',
    guideName: 'SOLVER_MEMORY_LIMIT',
  }),
  workerCheckMs: setting.milliseconds({
    env: 'SOLVEIG_SOLVER_WORKER_CHECK_MS',
    default: 30_000,
    min: 100,
    max: 600_000,
    doc: 'How often each worker is asked for a sign of life.',
    guideName: 'WORKER_HEALTH_CHECK_INTERVAL',
  }),
  workerFailures: setting.integer({
    env: 'SOLVEIG_SOLVER_WORKER_FAILURES',
    default: 5,
    min: 1,
    max: 1_000,
    doc: 'After so many failed solves in a row a worker is replaced, and health says so.',
    guideName: 'WORKER_RESTART_THRESHOLD',
  }),
  workerRecycleMs: setting.milliseconds({
    env: 'SOLVEIG_SOLVER_WORKER_RECYCLE_MS',
    default: 3_600_000,
    min: 10_000,
    max: 86_400_000,
    doc: 'An idle worker older than this is replaced by a fresh one.',
    guideName: 'WORKER_RECYCLE_INTERVAL',
  }),
  workerRecycleSolves: setting.integer({
    env: 'SOLVEIG_SOLVER_WORKER_RECYCLE_SOLVES',
    default: 10_000,
    min: 1,
    max: 10_000_000,
    doc: 'A worker that has solved so many problems is replaced by a fresh one.',
  }),
} as const;

/** Text that must also be readable as slowdowns, so that `config check` finds a fault in it. */
function checkedSlowdown(options: { env: string; default: string; forbidden: 'production'; doc: string }) {
  const text = setting.text(options);
  return {
    ...text,
    read: (value: string) => {
      readSlowdowns(value);
      return value;
    },
  };
}

const budgetSettings = {
  defaultBudgetMs: setting.milliseconds({
    env: 'SOLVEIG_SOLVER_DEFAULT_BUDGET_MS',
    default: DEFAULT_BUDGETS.defaultMillis,
    min: 1,
    max: 3_600_000,
    notAbove: 'SOLVEIG_SOLVER_MOST_BUDGET_MS',
    doc: 'Time from arrival to answer for a request that does not say; the answer says that it was the default.',
    guideName: 'SOLVER_TIMEOUT',
  }),
  mostBudgetMs: setting.milliseconds({
    env: 'SOLVEIG_SOLVER_MOST_BUDGET_MS',
    default: DEFAULT_BUDGETS.mostMillis,
    min: 1,
    max: 3_600_000,
    doc: 'The most that a request may ask for.',
    guideName: 'SOLVER_MAX_TIMEOUT',
  }),
} as const;

const faultSettings = {
  faultSlowdown: checkedSlowdown({
    env: 'SOLVEIG_SOLVER_FAULT_SLOWDOWN',
    default: '',
    forbidden: 'production',
    doc: 'Fault for drills: `template-id=1.6` makes the solves of that template take 1.6 times as long. Refused in production.',
  }),
  crashAt: setting.text({
    env: 'SOLVEIG_SOLVER_CRASH_AT',
    forbidden: 'production',
    doc: 'Fault for tests: the process kills itself at the crash point of this name. Refused in production.',
  }),
} as const;

const specs = {
  ...sharedSettings,
  ...serviceSettings('solver', { grpc: 7710, ops: 7711 }),
  ...pageSettings('solver'),
  distanceUrl: setting.address({
    env: 'SOLVEIG_DISTANCE_URL',
    default: '127.0.0.1:7712',
    required: 'production',
    doc: 'Where the distance service answers gRPC.',
  }),
  maxMatrixLocations: setting.integer({
    env: 'SOLVEIG_SOLVER_MAX_MATRIX_LOCATIONS',
    default: 4_000,
    min: 2,
    max: 10_000,
    doc: 'Most locations whose travel matrix is asked for; its square times 8 bytes a mode is what the service and a worker must hold.',
  }),
  maxRequestMegabytes: setting.megabytes({
    env: 'SOLVEIG_SOLVER_MAX_REQUEST_MB',
    default: 16,
    min: 1,
    max: 100,
    doc: 'Largest gRPC request, no less than what the gateway takes; larger problems are uploaded as blobs (up to 100 MB).',
  }),
  ...budgetSettings,
  ...workerSettings,
  ...jobSettings,
  ...faultSettings,
} as const;

export const solverSettings = defineSettings('solver', specs);
export type SolverSettings = InferSettings<typeof specs>;

/** The budgets that the settings give. A default above the most is the most. */
export function budgetsOf({ defaultBudgetMs, mostBudgetMs }: SolverSettings): Budgets {
  return { defaultMillis: Math.min(defaultBudgetMs, mostBudgetMs), mostMillis: mostBudgetMs };
}

/** What no setting can say by itself: faults are for drills. Throws a ConfigError with all of them. */
export function checkSettings({ faultSlowdown, crashAt, environment }: SolverSettings): void {
  if (environment !== 'production') return;
  const faults = [
    ...(faultSlowdown === '' ? [] : [refusedInProduction('SOLVEIG_SOLVER_FAULT_SLOWDOWN')]),
    ...(crashAt ? [refusedInProduction('SOLVEIG_SOLVER_CRASH_AT')] : []),
  ];
  if (faults.length > 0) throw new ConfigError('solver', faults);
}

function refusedInProduction(env: string) {
  return { env, problem: 'is a fault for drills and is refused in production', hint: 'Unset it.' };
}

/** The slowdowns that the settings ask for. */
export function slowdownsOf({ faultSlowdown }: SolverSettings) {
  return readSlowdowns(faultSlowdown);
}
