import { drawTrace } from '@solveig/local/trace-tree';
import { quickItinerary } from '../samples.ts';
import type { Stage } from '../stage.ts';
import { endOfJob, slowDown, type Told, toldOf, until } from '../stage-moves.ts';
import type { Ledger } from './ledger.ts';
import { must, type Story } from './story.ts';

const TEMPLATE = 'santiago-fixed-iterations';
const FACTOR = 1.6;

/** The monitor's windows, short enough to be watched; see docs/reference/settings.md. */
export const SHORT_WINDOWS = {
  monitor: {
    SOLVEIG_MONITOR_REGRESSION_RECENT: '8',
    SOLVEIG_MONITOR_BASELINE_MIN: '16',
    SOLVEIG_MONITOR_BASELINE_MAX: '24',
    SOLVEIG_MONITOR_WINDOW_MS: '20000',
  },
  alerting: { SOLVEIG_ALERTING_GROUP_WAIT_MS: '0', SOLVEIG_ALERTING_GROUP_INTERVAL_MS: '1000' },
} as const;

/** The rule speaks from 50 ms on, so a normal solve must be long enough for 60 % to be clearly more. */
const NORMAL_SECONDS = 0.15;
const FEWEST_ITERATIONS = 100;

/** Fills the recent window and all of the baseline. */
const WARM_UP_SOLVES = 32;
/** After so many the baseline itself has become slow. */
const MOST_SLOW_SOLVES = 24;
const MOST_SOLVES = 80;
/** A machine whose own speed changes meanwhile can hide 60 %. */
const TRIES = 4;
const ALERT = 'SolveRegression';

/** A template's solves become slower; people are told, and told again when it is over. */
export async function raiseRegression(stage: Stage, story: Story, ledger: Ledger): Promise<void> {
  story.chapter(`A template becomes ${Math.round((FACTOR - 1) * 100)} % slower`);
  const iterations = await iterationsFor(stage, ledger);
  let since = 0;
  for (let tries = 1; ; tries++) {
    await story.check(
      'the monitor learns what is normal',
      () => learnNormal(stage, ledger, iterations),
      (median) => `${WARM_UP_SOLVES} solves, median ${(median * 1000).toFixed(0)} ms`,
    );
    since = await stage.newestArrival();
    await slowDown(stage, TEMPLATE, FACTOR);
    const isRaised = await solveUntil(stage, ledger, iterations, MOST_SLOW_SOLVES, () => isFiring(stage));
    if (isRaised || tries === TRIES) {
      await story.check('the slower solves raise SolveRegression', async () => must(isRaised, 'no alert was raised'));
      break;
    }
    await slowDown(stage, TEMPLATE, 1);
    story.tell('this machine changed its own speed meanwhile; once more');
  }
  const told = await story.check('it was told by mail, Slack and webhook', () =>
    toldOf(stage, { words: [ALERT, TEMPLATE], status: 'firing', since, timeoutMs: 20_000 }),
  );
  showMail(told, story);
  await slowDown(stage, TEMPLATE, 1);
  await story.check('solves as before end it', () =>
    mustCome(stage, ledger, iterations, async () => !(await isFiring(stage))),
  );
  const ended = await story.check('its end was told by mail, Slack and webhook', () =>
    toldOf(stage, { words: [ALERT, TEMPLATE], status: 'resolved', since, timeoutMs: 20_000 }),
  );
  showMail(ended, story);
  const [hook] = told.webhook;
  must(hook?.traceparent !== undefined, 'the webhook carried no traceparent');
  await showTrace(stage, story, hook.traceparent);
}

/** One trace from the request at the gateway to the webhook. */
async function showTrace(stage: Stage, story: Story, traceParent: string): Promise<void> {
  story.chapter('One trace, from the gateway to the webhook');
  const [, traceId = '', spanId = ''] = traceParent.split('-');
  const spans = await story.check(
    'the spans of the deciding solve form one tree across five services',
    () =>
      until('the trace to be whole', 20_000, async () => {
        const found = await stage.spans(traceId);
        const ids = new Set(found.map((span) => span.span_id));
        const roots = found.filter((span) => !ids.has(span.parent_span_id));
        const isWhole = ids.has(spanId) && roots.length === 1 && roots[0]?.service === 'gateway';
        return isWhole && new Set(found.map((span) => span.service)).size === 5 ? found : undefined;
      }),
    (found) => `${found.length} spans`,
  );
  for (const line of drawTrace(spans).split('\n')) story.tell(line);
}

async function solveOnce(stage: Stage, ledger: Ledger, iterations: number, templateId = TEMPLATE): Promise<number> {
  const job = await ledger.submit(quickItinerary({ template_id: templateId, max_iterations: iterations }));
  const ended = await endOfJob(stage, job.id);
  must(ended.state === 'JOB_STATE_SUCCEEDED', `a solve ended as ${ended.state}`);
  return Number(ended.result?.measures?.solve_seconds ?? 0);
}

/** How many iterations make a normal solve on this machine; found without the template, which has one number only. */
async function iterationsFor(stage: Stage, ledger: Ledger): Promise<number> {
  for (let iterations = FEWEST_ITERATIONS; ; iterations *= 2) {
    const first = await solveOnce(stage, ledger, iterations, '');
    const second = await solveOnce(stage, ledger, iterations, '');
    if (Math.min(first, second) >= NORMAL_SECONDS) return iterations;
  }
}

/** Gives the median of the template in seconds. A busy machine may have raised the alert by itself: then until that is over. */
async function learnNormal(stage: Stage, ledger: Ledger, iterations: number): Promise<number> {
  for (let i = 0; i < WARM_UP_SOLVES; i++) await solveOnce(stage, ledger, iterations);
  await mustCome(stage, ledger, iterations, async () => !(await isFiring(stage)));
  return medianSeconds(stage);
}

/** Solves on until something holds; looks after each solve. False when `most` solves did not bring it. */
async function solveUntil(
  stage: Stage,
  ledger: Ledger,
  iterations: number,
  most: number,
  holds: () => Promise<boolean>,
): Promise<boolean> {
  for (let i = 0; i < most; i++) {
    if (await holds()) return true;
    await solveOnce(stage, ledger, iterations);
  }
  return holds();
}

async function mustCome(
  stage: Stage,
  ledger: Ledger,
  iterations: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  must(await solveUntil(stage, ledger, iterations, MOST_SOLVES, holds), `${MOST_SOLVES} solves did not bring it`);
}

async function isFiring(stage: Stage): Promise<boolean> {
  const response = await stage.rest('/api/v1/monitoring/alerts?status=firing&page_size=100');
  const { alerts } = (await response.json()) as { alerts?: { name: string; labels: Record<string, string> }[] };
  return (alerts ?? []).some(({ name, labels }) => name === ALERT && labels.template_id === TEMPLATE);
}

async function medianSeconds(stage: Stage): Promise<number> {
  const response = await stage.rest('/api/v1/monitoring/dashboard');
  const { templates } = (await response.json()) as { templates: { template_id: string; median_seconds?: number }[] };
  const median = templates.find(({ template_id }) => template_id === TEMPLATE)?.median_seconds;
  must(median !== undefined, 'the dashboard does not know the template');
  return median;
}

function showMail({ mail }: Told, story: Story): void {
  story.tell(`“${String(mail.at(-1)?.content.subject)}”`);
}
