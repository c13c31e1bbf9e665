import { setTimeout as delay } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Arrival } from '@solveig/local/sinks/inbox';
import { COMMANDS } from '@solveig/proto/subjects';
import type { SolveRequestJson } from './samples.ts';
import type { Stage } from './stage.ts';

/** A job as REST shows it. */
export interface JobJson {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  readonly trace_id: string;
  readonly result?: { readonly status: string; readonly value?: number; readonly measures?: Record<string, unknown> };
  readonly error?: { readonly reason: string; readonly message: string };
}

const ENDED: ReadonlySet<string> = new Set(
  ['SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED'].map((s) => `JOB_STATE_${s}`),
);

export function hasEnded(job: JobJson): boolean {
  return ENDED.has(job.state);
}

/** Submits a job by REST; throws with the answer when it is not accepted. */
export async function submitJob(
  stage: Stage,
  request: SolveRequestJson & { readonly label?: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<JobJson> {
  const response = await stage.rest('/api/v1/jobs', { json: request, headers });
  const body = (await response.json()) as { job?: JobJson };
  if (!body.job) throw new Error(`the job was not accepted: ${response.status} ${JSON.stringify(body)}`);
  return body.job;
}

export async function getJob(stage: Stage, id: string): Promise<JobJson> {
  const response = await stage.rest(`/api/v1/jobs/${id}`);
  const body = (await response.json()) as { job?: JobJson };
  if (!body.job) throw new Error(`job ${id} cannot be read: ${response.status} ${JSON.stringify(body)}`);
  return body.job;
}

/** The job once it has ended. */
export function endOfJob(stage: Stage, id: string, timeoutMs = 60_000): Promise<JobJson> {
  return until(`job ${id} to end`, timeoutMs, async () => {
    const job = await getJob(stage, id);
    return hasEnded(job) ? job : undefined;
  });
}

/** Asks again and again until there is an answer; what the question throws is told when the time is up. */
export async function until<T>(what: string, timeoutMs: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`, { cause });
    await delay(100);
  }
}

/** Makes the solves of a template take `factor` times as long; 1 ends it. Waits until the solver has heard it. */
export async function slowDown(stage: Stage, template: string, factor: number): Promise<void> {
  const connection = await connectAsAdmin(stage);
  try {
    const answer = await until('the solver to take the fault', 20_000, async () => {
      const reply = await connection.request(COMMANDS.slowdown.subject, JSON.stringify({ template, factor }));
      return reply.json<{ ok: boolean; error?: string }>();
    });
    if (!answer.ok) throw new Error(`the solver refused the fault: ${answer.error}`);
  } finally {
    await connection.close();
  }
}

/** NATS forgets all streams with all that is in them. */
export async function deleteStreams(stage: Stage): Promise<void> {
  const connection = await connectAsAdmin(stage);
  try {
    const manager = await jetstreamManager(connection);
    for await (const { config } of manager.streams.list()) await manager.streams.delete(config.name);
  } finally {
    await connection.close();
  }
}

function connectAsAdmin({ platform: { nats } }: Stage): Promise<NatsConnection> {
  const login = nats.login('admin');
  return connect({ servers: nats.url, ...(login ? { user: login.user, pass: login.password } : {}) });
}

/** An event as another team's service gets it. */
export interface HeardEvent {
  readonly subject: string;
  readonly type: string;
  readonly id: string;
  readonly body: { readonly context?: { readonly job_id?: string; readonly seq?: number } };
}

/** Listens to all solve events with the read-only login, from the first one on. */
export async function listenAsReader(stage: Stage): Promise<{ readonly events: HeardEvent[] } & AsyncDisposable> {
  const { natsReader, addresses } = stage.platform.state();
  const connection = await connect({
    servers: addresses.nats,
    user: natsReader.user,
    pass: natsReader.password,
    inboxPrefix: natsReader.inboxPrefix,
  });
  const consumer = await jetstream(connection, { checkAPI: false }).consumers.get('SOLVE');
  const messages = await consumer.consume();
  const events: HeardEvent[] = [];
  const listening = (async () => {
    for await (const message of messages) {
      const type = message.headers?.get('ce-type') ?? '';
      events.push({ subject: message.subject, type, id: message.headers?.get('ce-id') ?? '', body: message.json() });
    }
  })();
  return {
    events,
    [Symbol.asyncDispose]: async () => {
      messages.stop();
      await connection.close();
      await listening.catch(() => {}); // it may notice the end of the connection first
    },
  };
}

/** What is said about an alert in the three channels, whatever their form. */
export interface Told {
  readonly mail: readonly Arrival[];
  readonly slack: readonly Arrival[];
  readonly webhook: readonly Arrival[];
}

export interface ToldQuery {
  /** What each message must hold: alert, template. */
  readonly words: readonly string[];
  readonly status: 'firing' | 'resolved';
  /** Only what arrived after this. */
  readonly since?: number;
  readonly timeoutMs: number;
}

/** The messages asked for, once all three channels have one. */
export function toldOf(stage: Stage, { words, status, since, timeoutMs }: ToldQuery): Promise<Told> {
  return until(`${words.join(', ')} (${status}) in mail, Slack and webhook`, timeoutMs, async () => {
    const [mail, slack, webhook] = await Promise.all(
      (['mail', 'slack', 'webhook'] as const).map(async (kind) =>
        (await stage.arrivals(kind, since)).filter(({ content }) => {
          const text = JSON.stringify(content);
          return statusOf(content) === status && words.every((word) => text.includes(word));
        }),
      ),
    );
    return mail?.length && slack?.length && webhook?.length ? { mail, slack, webhook } : undefined;
  });
}

/** From the subject of a mail, the text of a Slack message, the body of a webhook. */
function statusOf(content: Arrival['content']): 'firing' | 'resolved' | undefined {
  const { text = '', status = '' } = (content.body ?? {}) as { text?: string; status?: string };
  return /\b(firing|resolved)\b/.exec(`${content.subject ?? ''} ${text} ${status}`.toLowerCase())?.[1] as
    | 'firing'
    | 'resolved'
    | undefined;
}
