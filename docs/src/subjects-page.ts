import { type NatsPermissions, readerPermissions, servicePermissions } from '@solveig/proto/nats-rights';
import { COMMANDS, type ServiceName, STREAMS, SUBJECTS } from '@solveig/proto/subjects';
import { page, table } from './markdown.ts';

const DAY_SECONDS = 86_400;

/** docs/reference/subjects.md */
export function subjectsPage(): string {
  const subjects = Object.values(SUBJECTS).map((spec) => [
    `\`${spec.template}\``,
    `\`${spec.messageName}\``,
    spec.stream,
    spec.publisher,
    spec.consumers.join(', '),
    spec.summary,
  ]);
  const streams = Object.entries(STREAMS).map(([name, spec]) => [
    name,
    spec.subjects.map((subject) => `\`${subject}\``).join(' '),
    spec.retention,
    spec.discard,
    spec.maxAgeSeconds === 0 ? 'until taken' : `${spec.maxAgeSeconds / DAY_SECONDS} days`,
    spec.maxMessages.toLocaleString('en'),
    spec.summary,
  ]);
  const commands = Object.values(COMMANDS).map((spec) => [
    `\`${spec.subject}\``,
    `\`${spec.requestName}\``,
    `\`${spec.answerName}\``,
    spec.answeredBy,
    spec.summary,
  ]);
  return page(
    'Subjects and streams',
    'proto/src/subjects.ts',
    'Events are CloudEvents 1.0 in binary mode: `ce-*` headers in lower case, a JSON body with the field names of the',
    'contracts, `traceparent` beside them. The full schemas are in [asyncapi.json](asyncapi.json).',
    '',
    '## Subjects',
    '',
    table(['Subject', 'Message', 'Stream', 'Said by', 'Heard by', 'Meaning'], subjects),
    '',
    '## Streams',
    '',
    table(['Stream', 'Subjects', 'Retention', 'When full, drops', 'Kept', 'Most messages', 'Holds'], streams),
    '',
    '## Commands',
    '',
    'Requests over core NATS with JSON bodies; every instance of the service answers.',
    '',
    table(['Subject', 'Request', 'Answer', 'Answered by', 'Meaning'], commands),
    '',
    '## Rights of the NATS users',
    '',
    'What the local platform gives each user, and no more than production need give. Clients take their answers under',
    '`_INBOX_<user>`, so that nobody hears those of others. Gateway and distance do not use NATS. The reader is for other',
    "teams' services; what concerns the monitor's own consumer is denied to it.",
    '',
    table(['User', 'May publish', 'May subscribe'], rights()),
  );
}

const SERVICES: readonly ServiceName[] = ['alerting', 'monitor', 'solver'];

function rights(): string[][] {
  const users: [string, NatsPermissions][] = [
    ...SERVICES.map((name): [string, NatsPermissions] => [name, servicePermissions(name)]),
    ['reader', readerPermissions([])],
  ];
  const list = (subjects: readonly string[]) => subjects.map((subject) => `\`${subject}\``).join(' ');
  return users.map(([user, { publish, subscribe, allow_responses: mayAnswer }]) => [
    user,
    list(publish.allow) + (mayAnswer ? ' and answers (`allow_responses`)' : ''),
    list(subscribe.allow),
  ]);
}
