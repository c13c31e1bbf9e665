import { COMMANDS, type ServiceName, STREAMS, type StreamName, SUBJECTS, type SubjectSpec } from './subjects.ts';

/** What a NATS user may say and hear. */
export interface NatsPermissions {
  readonly publish: NatsRights;
  readonly subscribe: NatsRights;
  /** Lets it answer what it is asked, without a right to all inboxes. */
  readonly allow_responses?: boolean;
}

interface NatsRights {
  readonly allow: readonly string[];
  readonly deny?: readonly string[];
}

/**
 * Where a user's clients must take their answers: the `inboxPrefix` of the client library. With the common `_INBOX.>` each
 * user could listen to the answers, and so to the messages, that others get.
 */
export function inboxPrefixOf(user: string): string {
  return `_INBOX_${user.replace(/[^A-Za-z0-9_-]/g, '_')}`;
}

/** Exactly what a service says and hears by the one table of subjects, and the JetStream calls that this takes. */
export function servicePermissions(service: ServiceName): NatsPermissions {
  const specs = Object.values<SubjectSpec<never>>(SUBJECTS as never);
  const said = specs.filter((spec) => spec.publisher === service);
  const heard = specs.filter((spec) => spec.consumers.includes(service));
  const commands = Object.values(COMMANDS).filter((command) => command.answeredBy === service);
  const isOnNats = said.length + heard.length + commands.length > 0;
  if (!isOnNats) return { publish: NOTHING, subscribe: NOTHING };
  const streams = distinct([...said, ...heard].map(({ stream }) => stream));
  return {
    publish: {
      allow: distinct([
        ...said.map(wildcardOf),
        ...streams.flatMap(keepingOf),
        ...distinct(heard.map(({ stream }) => stream)).flatMap(consumingOf),
      ]),
    },
    subscribe: {
      allow: distinct([
        ...heard.map(wildcardOf),
        ...commands.map(({ subject }) => subject),
        `${inboxPrefixOf(service)}.>`,
      ]),
    },
    ...(commands.length > 0 ? { allow_responses: true } : {}),
  };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

const NOTHING: NatsRights = { allow: [], deny: ['>'] };

/** `solveig.v1.job.{priority}.{kind}` as NATS filters it. */
function wildcardOf({ template }: { readonly template: string }): string {
  return template.replace(/\{\w+\}/g, '*');
}

/** Who writes to a stream or reads it makes it, should it be gone. */
function keepingOf(stream: StreamName): string[] {
  return ['CREATE', 'UPDATE', 'INFO'].map((call) => `$JS.API.STREAM.${call}.${stream}`);
}

/** To make its durables, pull from them and acknowledge. The second form of acknowledgements carries domain and account. */
function consumingOf(stream: StreamName): string[] {
  return [
    `$JS.API.CONSUMER.CREATE.${stream}.>`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.*`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
    `$JS.ACK.${stream}.>`,
    `$JS.ACK.*.*.${stream}.>`,
  ];
}

/**
 * Another team's service: it listens to solve events and alerts, and makes consumers of its own on SOLVE to replay them. It cannot
 * publish an event, see another stream, or touch the consumers by which our services read SOLVE.
 */
export function readerPermissions(protectedConsumers: readonly string[]): NatsPermissions {
  const consumerApi = [
    'CREATE.SOLVE',
    'CREATE.SOLVE.>',
    'DURABLE.CREATE.SOLVE.>',
    'INFO.SOLVE.>',
    'MSG.NEXT.SOLVE.>',
    'NAMES.SOLVE',
    'LIST.SOLVE',
  ];
  return {
    publish: {
      allow: [
        '$JS.API.INFO',
        '$JS.API.STREAM.INFO.SOLVE',
        '$JS.API.STREAM.NAMES',
        ...consumerApi.map((call) => `$JS.API.CONSUMER.${call}`),
        '$JS.ACK.SOLVE.>',
        '$JS.FC.SOLVE.>',
      ],
      deny: protectedConsumers.flatMap((name) => [
        `$JS.API.CONSUMER.CREATE.SOLVE.${name}`,
        `$JS.API.CONSUMER.CREATE.SOLVE.${name}.>`,
        `$JS.API.CONSUMER.DURABLE.CREATE.SOLVE.${name}`,
        `$JS.API.CONSUMER.MSG.NEXT.SOLVE.${name}`,
        `$JS.ACK.SOLVE.${name}.>`,
      ]),
    },
    subscribe: { allow: [...STREAMS.SOLVE.subjects, ...STREAMS.ALERTS.subjects, `${inboxPrefixOf('reader')}.>`] },
  };
}
