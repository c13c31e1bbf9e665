/**
 * The one table of NATS subjects: what is said, by whom, on which stream, and
 * who listens. `docs/reference/subjects.md`, the AsyncAPI document and the rights
 * of the services' NATS users are made from it; a wrong payload does not compile.
 */
import { AlertChanged } from '../gen/solveig/events/v1/alert.ts';
import { CommandAnswer, SetSlowdown, SetSolverMode } from '../gen/solveig/events/v1/command.ts';
import { JobDispatched } from '../gen/solveig/events/v1/job.ts';
import {
  SolveCancelled,
  SolveCompleted,
  SolveExpired,
  SolveFailed,
  SolveFellBack,
  SolveImproved,
  SolveNearedDeadline,
  SolveRelaxed,
  SolveStarted,
  SolveSubmitted,
} from '../gen/solveig/events/v1/solve.ts';

export type ServiceName = 'gateway' | 'solver' | 'distance' | 'monitor' | 'alerting';

/** How a message is written and read: the JSON half of a ts-proto codec. */
export interface JsonCodec<T> {
  fromJSON(object: unknown): T;
  toJSON(message: T): unknown;
}

export interface SubjectSpec<T> {
  /** Tokens in braces are filled by `subjectOf`. */
  readonly template: string;
  readonly message: JsonCodec<T>;
  /** Full protobuf name, for documents and `ce-dataschema`. */
  readonly messageName: string;
  /** CloudEvents type. */
  readonly type: string;
  readonly stream: StreamName;
  readonly publisher: ServiceName;
  readonly consumers: readonly ServiceName[];
  readonly summary: string;
}

export type StreamName = 'JOBS' | 'SOLVE' | 'ALERTS' | 'ADVISORIES';

export interface StreamSpec {
  readonly subjects: readonly string[];
  readonly retention: 'workqueue' | 'limits';
  readonly discard: 'new' | 'old';
  readonly maxAgeSeconds: number;
  readonly maxMessages: number;
  readonly maxMessageBytes: number;
  readonly duplicateWindowSeconds: number;
  readonly summary: string;
}

const DAY_SECONDS = 86_400;

export const STREAMS: Readonly<Record<StreamName, StreamSpec>> = {
  JOBS: {
    subjects: ['solveig.v1.job.*.*'],
    retention: 'workqueue',
    discard: 'new',
    maxAgeSeconds: 0,
    maxMessages: 10_000,
    maxMessageBytes: 8_192,
    duplicateWindowSeconds: 600,
    summary: 'Jobs that wait for a worker; ids only.',
  },
  SOLVE: {
    subjects: ['solveig.v1.solve.>'],
    retention: 'limits',
    discard: 'old',
    maxAgeSeconds: 7 * DAY_SECONDS,
    maxMessages: 500_000,
    maxMessageBytes: 262_144,
    duplicateWindowSeconds: 600,
    summary: 'Everything that happens to a solve.',
  },
  ALERTS: {
    subjects: ['solveig.v1.alert.>'],
    retention: 'limits',
    discard: 'new',
    maxAgeSeconds: 14 * DAY_SECONDS,
    maxMessages: 1_000_000,
    maxMessageBytes: 65_536,
    duplicateWindowSeconds: 600,
    summary: 'Alerts that begin and end.',
  },
  ADVISORIES: {
    subjects: ['$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>', '$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>'],
    retention: 'limits',
    discard: 'old',
    maxAgeSeconds: 30 * DAY_SECONDS,
    maxMessages: 100_000,
    maxMessageBytes: 65_536,
    duplicateWindowSeconds: 120,
    summary: 'What the NATS server says of messages it gave up.',
  },
};

const SOLVE_TEMPLATE = 'solveig.v1.solve.{tenant}.{kind}.{job}';

function solveEvent<const E extends string, T>(event: E, name: string, message: JsonCodec<T>, summary: string) {
  return {
    template: `${SOLVE_TEMPLATE}.${event}` as `${typeof SOLVE_TEMPLATE}.${E}`,
    message,
    messageName: `solveig.events.v1.${name}`,
    type: `dev.solveig.solve.${event}.v1`,
    stream: 'SOLVE',
    publisher: 'solver',
    consumers: ['monitor'],
    summary,
  } satisfies SubjectSpec<T>;
}

export const SUBJECTS = {
  jobDispatched: {
    template: 'solveig.v1.job.{priority}.{kind}',
    message: JobDispatched,
    messageName: 'solveig.events.v1.JobDispatched',
    type: 'dev.solveig.job.dispatched.v1',
    stream: 'JOBS',
    publisher: 'solver',
    consumers: ['solver'],
    summary: 'A job waits for a worker.',
  } satisfies SubjectSpec<JobDispatched>,
  submitted: solveEvent('submitted', 'SolveSubmitted', SolveSubmitted, 'A job was accepted.'),
  started: solveEvent(
    'started',
    'SolveStarted',
    SolveStarted,
    'A worker began. Not told of a synchronous solve of under a second: its end is all there is to know.',
  ),
  improved: solveEvent(
    'improved',
    'SolveImproved',
    SolveImproved,
    'A better answer was found: at most four a second. Not told of a job of under 100 ms or a synchronous solve of under a second.',
  ),
  fellback: solveEvent('fellback', 'SolveFellBack', SolveFellBack, 'The next strategy took over.'),
  relaxed: solveEvent('relaxed', 'SolveRelaxed', SolveRelaxed, 'A rule was bent.'),
  neardeadline: solveEvent(
    'neardeadline',
    'SolveNearedDeadline',
    SolveNearedDeadline,
    'Five sixths of its time are used and it still runs: once a solve. Not told of budgets of under a second.',
  ),
  completed: solveEvent('completed', 'SolveCompleted', SolveCompleted, 'There is an answer.'),
  failed: solveEvent('failed', 'SolveFailed', SolveFailed, 'There is no answer.'),
  cancelled: solveEvent('cancelled', 'SolveCancelled', SolveCancelled, 'Somebody ended it.'),
  expired: solveEvent('expired', 'SolveExpired', SolveExpired, 'It did not start in time.'),
  alert: {
    template: 'solveig.v1.alert.{tenant}.{severity}.{name}',
    message: AlertChanged,
    messageName: 'solveig.events.v1.AlertChanged',
    type: 'dev.solveig.alert.changed.v1',
    stream: 'ALERTS',
    publisher: 'monitor',
    consumers: ['alerting'],
    summary: 'An alert began or ended.',
  } satisfies SubjectSpec<AlertChanged>,
} as const;

/** A request over core NATS, which no stream keeps. JSON bodies without CloudEvents headers. */
export interface CommandSpec<Q, A> {
  readonly subject: string;
  readonly request: JsonCodec<Q>;
  readonly requestName: string;
  readonly answer: JsonCodec<A>;
  readonly answerName: string;
  /** Every instance of it hears the command. */
  readonly answeredBy: ServiceName;
  readonly summary: string;
}

/** What operators, and later alerting, may ask of a service. */
export const COMMANDS = {
  slowdown: {
    subject: 'solveig.v1.ctl.solver.fault',
    request: SetSlowdown,
    requestName: 'solveig.events.v1.SetSlowdown',
    answer: CommandAnswer,
    answerName: 'solveig.events.v1.CommandAnswer',
    answeredBy: 'solver',
    summary: 'For drills: the solves of a template take longer. Production does not listen.',
  } satisfies CommandSpec<SetSlowdown, CommandAnswer>,
  mode: {
    subject: 'solveig.v1.ctl.solver.mode',
    request: SetSolverMode,
    requestName: 'solveig.events.v1.SetSolverMode',
    answer: CommandAnswer,
    answerName: 'solveig.events.v1.CommandAnswer',
    answeredBy: 'solver',
    summary: 'Solves are made as asked, with half of their budgets, or without any search.',
  } satisfies CommandSpec<SetSolverMode, CommandAnswer>,
} as const;

export type SubjectKey = keyof typeof SUBJECTS;

/** The message that travels on a subject. */
export type MessageOf<K extends SubjectKey> = (typeof SUBJECTS)[K] extends SubjectSpec<infer T> ? T : never;

type Tokens<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Tokens<Rest> : never;

/** Names of a subject's tokens. */
export type TokensOf<K extends SubjectKey> = Tokens<(typeof SUBJECTS)[K]['template']>;

const TOKEN = /^[A-Za-z0-9_-]+$/;

/**
 * Fills a subject's tokens. A token may hold letters, digits, `_` and `-`.
 * Throws a RangeError on a missing or malformed token.
 */
export function subjectOf<K extends SubjectKey>(key: K, tokens: Readonly<Record<TokensOf<K>, string>>): string {
  const values: Readonly<Record<string, string>> = tokens;
  return SUBJECTS[key].template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || !TOKEN.test(value))
      throw new RangeError(`subject token ${name}: ${JSON.stringify(value)}`);
    return value;
  });
}

/** The solve event a subject names, by its last token. */
export type SolveEventName = Exclude<SubjectKey, 'jobDispatched' | 'alert'>;
