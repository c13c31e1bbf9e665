import {
  defineSettings,
  type InferSettings,
  pageSettings,
  serviceSettings,
  setting,
  sharedSettings,
} from '@solveig/kit/config';
import type { Rules } from '#domain/rules';

const percent = (thing: string, value: number, doc: string, guideName?: string) =>
  setting.number({
    env: `SOLVEIG_MONITOR_${thing}_PERCENT`,
    default: value,
    min: 0,
    max: 100,
    doc,
    ...(guideName ? { guideName } : {}),
  });

const thresholds = {
  windowMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_WINDOW_MS',
    default: 300_000,
    min: 1_000,
    max: 3_600_000,
    doc: 'The sliding window that thresholds and health look at.',
  }),
  minSolves: setting.integer({
    env: 'SOLVEIG_MONITOR_MIN_SOLVES',
    default: 20,
    min: 1,
    max: 10_000,
    doc: 'Fewer solves in the window are insufficient data.',
  }),
  evaluateEveryMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_EVALUATE_EVERY_MS',
    default: 1_000,
    min: 50,
    max: 60_000,
    doc: 'How often the window is judged.',
  }),
  successWarning: percent('SUCCESS_WARNING', 95, 'Warns when surely fewer solves than this have an answer.'),
  successCritical: percent('SUCCESS_CRITICAL', 90, 'Critical when surely fewer solves than this have an answer.'),
  errorWarning: percent('ERROR_WARNING', 5, 'Warns when something breaks in surely more solves than this.'),
  errorCritical: percent('ERROR_CRITICAL', 10, 'Critical when something breaks in surely more solves than this.'),
  cacheWarning: percent('CACHE_WARNING', 70, 'Warns when surely fewer travel cells than this come from the cache.'),
  cacheCritical: percent('CACHE_CRITICAL', 50, 'Critical when surely fewer travel cells than this do.'),
  responseWarningSeconds: setting.number({
    env: 'SOLVEIG_MONITOR_RESPONSE_WARNING_SECONDS',
    default: 5,
    min: 0,
    doc: 'Warns when the 95th percentile of response times is surely above it.',
  }),
  responseCriticalSeconds: setting.number({
    env: 'SOLVEIG_MONITOR_RESPONSE_CRITICAL_SECONDS',
    default: 10,
    min: 0,
    doc: 'Critical when the 95th percentile of response times is surely above it.',
  }),
} as const;

const regression = {
  regressionPercent: setting.number({
    env: 'SOLVEIG_MONITOR_REGRESSION_PERCENT',
    default: 50,
    min: 1,
    doc: 'A template has regressed when its recent median is so much above its baseline.',
  }),
  regressionResolvePercent: setting.number({
    env: 'SOLVEIG_MONITOR_REGRESSION_RESOLVE_PERCENT',
    default: 25,
    min: 0,
    notAbove: 'SOLVEIG_MONITOR_REGRESSION_PERCENT',
    doc: 'A regression is over when the recent median is less than so much above the baseline.',
  }),
  regressionRecent: setting.integer({
    env: 'SOLVEIG_MONITOR_REGRESSION_RECENT',
    default: 10,
    min: 1,
    max: 1_000,
    doc: 'How many of the last solves of a template are judged together.',
  }),
  baselineMin: setting.integer({
    env: 'SOLVEIG_MONITOR_BASELINE_MIN',
    default: 20,
    min: 2,
    max: 1_000,
    notAbove: 'SOLVEIG_MONITOR_BASELINE_MAX',
    doc: 'Fewer solves of like size are no baseline.',
  }),
  baselineMax: setting.integer({
    env: 'SOLVEIG_MONITOR_BASELINE_MAX',
    default: 200,
    min: 2,
    max: 1_000,
    doc: 'Most solves that a baseline remembers.',
  }),
  regressionMinMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_REGRESSION_MIN_MS',
    default: 50,
    min: 0,
    doc: 'A smaller difference of time is never a regression.',
  }),
  regressionMinGap: percent('REGRESSION_MIN_GAP', 0.5, 'A smaller difference of gaps is never a regression.'),
  sizeTolerance: percent('SIZE_TOLERANCE', 25, 'Solves whose sizes differ by no more than this are compared.'),
  regressionExpiresMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_REGRESSION_EXPIRES_MS',
    default: 48 * 3_600_000,
    min: 1_000,
    doc: 'A regression that lasts so long is taken as the new normal: its alert ends, its baseline begins anew.',
  }),
  regressionMinScore: setting.number({
    env: 'SOLVEIG_MONITOR_REGRESSION_MIN_SCORE',
    default: 2.6,
    min: 0,
    max: 10,
    doc: 'Least standard score of the rank comparison; 2.6 happens by chance once in two hundred windows, 0 asks for none.',
  }),
} as const;

const ops = (name: string) =>
  setting.url({
    env: `SOLVEIG_${name.toUpperCase()}_OPS_URL`,
    doc: `Where the ${name} service shows its health. Not set: the monitor does not watch it.`,
  });

const specs = {
  ...sharedSettings,
  ...serviceSettings('monitor', { grpc: 7714, ops: 7715 }),
  ...pageSettings('monitor'),
  ...thresholds,
  ...regression,
  solveSecondsCritical: setting.number({
    env: 'SOLVEIG_MONITOR_SOLVE_SECONDS_CRITICAL',
    default: 0,
    min: 0,
    doc: 'A single solve slower than this many seconds is an alert at once; 0 turns it off.',
  }),
  noDataMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_NO_DATA_MS',
    default: 900_000,
    min: 1_000,
    doc: 'An alert whose template or kind was not heard of for so long ends with "no data".',
  }),
  keepHistoryMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_KEEP_HISTORY_MS',
    default: 30 * 86_400_000,
    min: 3_600_000,
    doc: 'How long ended solves, counts and ended alerts are kept.',
  }),
  ackWaitMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_ACK_WAIT_MS',
    default: 30_000,
    min: 500,
    doc: 'Events that a killed monitor held come again after so long.',
  }),
  platformTenant: setting.text({
    env: 'SOLVEIG_MONITOR_PLATFORM_TENANT',
    default: 'default',
    doc: 'The tenant that alerts about the platform itself belong to (ServiceDown).',
  }),
  serviceProbeMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_SERVICE_PROBE_MS',
    default: 5_000,
    min: 100,
    max: 300_000,
    doc: 'How often the other services are asked for their health.',
  }),
  serviceMisses: setting.integer({
    env: 'SOLVEIG_MONITOR_SERVICE_MISSES',
    default: 3,
    min: 1,
    max: 100,
    doc: 'A service that does not answer so many times in a row is down.',
  }),
  serviceTimeoutMs: setting.milliseconds({
    env: 'SOLVEIG_MONITOR_SERVICE_TIMEOUT_MS',
    default: 2_000,
    min: 50,
    max: 60_000,
    doc: 'How long a service may take to say how it is; four times as long before silence calls it down, so that a busy machine is no outage.',
  }),
  gatewayOpsUrl: ops('gateway'),
  solverOpsUrl: ops('solver'),
  distanceOpsUrl: ops('distance'),
  alertingOpsUrl: ops('alerting'),
  crashAt: setting.oneOf({
    env: 'SOLVEIG_MONITOR_CRASH_AT',
    values: ['consume-after-commit'],
    forbidden: 'production',
    doc: 'Kills the process at a named point, for tests of what survives; refused in production.',
  }),
} as const;

export const monitorSettings = defineSettings('monitor', specs);

export type MonitorSettings = InferSettings<typeof specs>;

/** The settings as the rules take them: shares instead of percentages, seconds instead of milliseconds. */
export function rulesOf(settings: MonitorSettings): Rules {
  return {
    thresholds: {
      windowMs: settings.windowMs,
      minSolves: settings.minSolves,
      success: { warning: settings.successWarning / 100, critical: settings.successCritical / 100 },
      errors: { warning: settings.errorWarning / 100, critical: settings.errorCritical / 100 },
      responseSeconds: { warning: settings.responseWarningSeconds, critical: settings.responseCriticalSeconds },
      cacheHits: { warning: settings.cacheWarning / 100, critical: settings.cacheCritical / 100 },
    },
    regression: {
      recentCount: settings.regressionRecent,
      baselineMin: settings.baselineMin,
      baselineMax: Math.max(settings.baselineMax, settings.baselineMin),
      raiseRatio: 1 + settings.regressionPercent / 100,
      resolveRatio: 1 + Math.min(settings.regressionResolvePercent, settings.regressionPercent) / 100,
      minSeconds: settings.regressionMinMs / 1000,
      minGap: settings.regressionMinGap / 100,
      sizeTolerance: settings.sizeTolerance / 100,
      minScore: settings.regressionMinScore,
      expiresMs: settings.regressionExpiresMs,
    },
    instant: { solveSecondsCritical: settings.solveSecondsCritical },
    noDataMs: settings.noDataMs,
  };
}

/** The services to watch: name and ops address. */
export function watchedServices(settings: MonitorSettings): { name: string; url: string }[] {
  const urls = {
    gateway: settings.gatewayOpsUrl,
    solver: settings.solverOpsUrl,
    distance: settings.distanceOpsUrl,
    alerting: settings.alertingOpsUrl,
  };
  return Object.entries(urls).flatMap(([name, url]) => (url ? [{ name, url }] : []));
}
