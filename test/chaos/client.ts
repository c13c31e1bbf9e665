import { setTimeout as delay } from 'node:timers/promises';
import type { ClientNote } from '../src/history-checker.ts';
import { quickItinerary, quickProgram, type SolveRequestJson } from '../src/samples.ts';
import type { Stage } from '../src/stage.ts';
import type { Seeded } from './seeded.ts';

type Habit = 'fast' | 'slow' | 'cancelled' | 'duplicate';
const HABITS: readonly Habit[] = ['fast', 'fast', 'fast', 'fast', 'slow', 'slow', 'cancelled', 'duplicate'];

/** A request may hang on a killed server for so long. */
const PATIENCE_MS = 3_000;

export interface ClientOptions {
  readonly name: string;
  readonly jobs: number;
  /** Time between two jobs, on average. */
  readonly paceMs: number;
  readonly random: Seeded;
  /** When it stops to try a submission again. */
  readonly giveUpAt: () => number;
}

/** Submits its jobs one by one, whatever happens, as a good client does: the same key until there is an answer. Gives what it heard. */
export async function runClient(stage: Stage, options: ClientOptions): Promise<ClientNote[]> {
  const { name, jobs, paceMs, random } = options;
  const notes: ClientNote[] = [];
  const mine: string[] = [];
  for (let n = 0; n < jobs; n++) {
    const habit = random.pick(HABITS);
    const key = `${name}-${n}`;
    const request = requestFor(habit, random);
    const jobId = await submitUntilAccepted(stage, { request, key, notes, giveUpAt: options.giveUpAt });
    if (jobId !== undefined) mine.push(jobId);
    if (jobId !== undefined && habit === 'duplicate') await submitOnce(stage, request, key, notes);
    if (jobId !== undefined && habit === 'cancelled') await cancel(stage, jobId);
    await delay(random.between(0, 2 * paceMs));
    if (mine.length > 0) await look(stage, name, random.pick(mine), notes);
  }
  return notes;
}

function requestFor(habit: Habit, random: Seeded): SolveRequestJson {
  const seed = Math.floor(random.between(1, 1_000_000));
  if (habit === 'fast' || habit === 'duplicate') return quickProgram({ seed, template_id: 'chaos-fast' });
  // By iterations, so that a busy machine makes it slower, not late.
  const iterations = Math.floor(random.between(500, 3_000));
  return quickItinerary({ seed, budget_millis: 60_000, max_iterations: iterations, template_id: 'chaos-slow' });
}

interface Submission {
  readonly request: SolveRequestJson;
  readonly key: string;
  readonly notes: ClientNote[];
  readonly giveUpAt: () => number;
}

async function submitUntilAccepted(stage: Stage, submission: Submission): Promise<string | undefined> {
  while (Date.now() < submission.giveUpAt()) {
    const jobId = await submitOnce(stage, submission.request, submission.key, submission.notes);
    if (jobId !== undefined) return jobId;
    await delay(200);
  }
  return undefined;
}

/** The job's id, or undefined when nobody answered; then nothing is known. */
async function submitOnce(
  stage: Stage,
  request: SolveRequestJson,
  key: string,
  notes: ClientNote[],
): Promise<string | undefined> {
  const answer = await ask(stage, '/api/v1/jobs', { json: request, headers: { 'idempotency-key': key } });
  if (answer === undefined || answer.status >= 500) return undefined;
  const { job } = answer.body as { job?: { id: string } };
  if (!job) throw new Error(`${key} was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
  notes.push({ kind: 'accepted', jobId: job.id, key });
  return job.id;
}

async function cancel(stage: Stage, jobId: string): Promise<void> {
  const answer = await ask(stage, `/api/v1/jobs/${jobId}:cancel`, { json: { reason: 'chaos' } });
  if (answer && answer.status < 500 && ![200, 409].includes(answer.status))
    throw new Error(`the cancelling of ${jobId} was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
}

async function look(stage: Stage, client: string, jobId: string, notes: ClientNote[]): Promise<void> {
  const answer = await ask(stage, `/api/v1/jobs/${jobId}`);
  if (answer === undefined || answer.status >= 500) return;
  const { job } = answer.body as { job?: { state: string } };
  if (!job) throw new Error(`job ${jobId} cannot be read: ${answer.status} ${JSON.stringify(answer.body)}`);
  notes.push({ kind: 'saw', client, order: notes.length, jobId, state: job.state.replace('JOB_STATE_', '') });
}

async function ask(
  stage: Stage,
  path: string,
  init: Parameters<Stage['rest']>[1] = {},
): Promise<{ status: number; body: unknown } | undefined> {
  try {
    const response = await stage.rest(path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: response.status, body: await response.json() };
  } catch {
    return undefined; // somebody on the way was killed: whether it was done is not known
  }
}
