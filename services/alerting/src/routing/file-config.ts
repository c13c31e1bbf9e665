import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { compileRoutes } from '#domain/route';
import type { ChannelSpec } from '../channels/channel-spec.ts';
import { secretProblem } from '../channels/webhook/webhook-signature.ts';
import { type AlertingSettings, isMailAddress, splitList } from '../config.ts';
import { type EgressPolicy, urlProblem } from '../net/ssrf-guard.ts';
import { describeFaults, type FileFault, RoutingFileError } from './config-faults.ts';
import { mailServer, routeDefaults, webhookSecrets } from './default-config.ts';
import { readRoute } from './file-routes.ts';
import { type ConfigFile, type FileReceiver, fileSchema } from './file-schema.ts';
import { compileRe2 } from './regex-re2.ts';
import type { RoutingConfig } from './routing-config.ts';

interface Reading {
  readonly file: ConfigFile;
  readonly settings: AlertingSettings;
  readonly policy: EgressPolicy;
  readonly faults: FileFault[];
}

/** Reads the file of routes; throws one RoutingFileError with every fault and its line. */
export function readConfigFile(path: string, settings: AlertingSettings, policy: EgressPolicy): RoutingConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new RoutingFileError(path, [`it cannot be read: ${(error as Error).message}`]);
  }
  return parseConfig(path, text, settings, policy);
}

/** The same for text that was read already. */
export function parseConfig(
  name: string,
  text: string,
  settings: AlertingSettings,
  policy: EgressPolicy,
): RoutingConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new RoutingFileError(
      name,
      document.errors.map((e) => `${e.linePos?.[0].line ?? 1}:${e.linePos?.[0].col ?? 1} ${e.message.split('\n')[0]}`),
    );
  }
  const fail = (faults: readonly FileFault[]) => new RoutingFileError(name, describeFaults(faults, document, lines));
  const parsed = fileSchema.safeParse(document.toJS());
  if (!parsed.success) throw fail(parsed.error.issues.flatMap(faultsOfIssue));
  const reading: Reading = { file: parsed.data, settings, policy, faults: [] };
  const config = assemble(reading);
  if (reading.faults.length > 0) throw fail(reading.faults);
  return config;
}

function faultsOfIssue(issue: { code?: string; path: PropertyKey[]; message: string; keys?: string[] }): FileFault[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  // One fault for each unknown field, where it stands.
  if (issue.keys) return issue.keys.map((key) => ({ path: [...path, key], problem: 'is not known here' }));
  return [{ path, problem: issue.message }];
}

function assemble(reading: Reading): RoutingConfig {
  const { file, faults, settings } = reading;
  const receivers = new Map<string, string[]>();
  const channels: ChannelSpec[] = [];
  file.receivers.forEach((receiver, i) => {
    if (receivers.has(receiver.name)) faults.push({ path: ['receivers', i, 'name'], problem: 'is used twice' });
    const own = channelsOf(receiver, i, reading);
    receivers.set(
      receiver.name,
      own.map((channel) => channel.name),
    );
    channels.push(...own);
  });
  const spec = readRoute(file.route, ['route'], receivers, faults);
  if (!file.route.receiver) faults.push({ path: ['route'], problem: 'the first route needs a receiver' });
  if (spec.matchers.length > 0)
    faults.push({ path: ['route'], problem: 'the first route takes every alert: it has no matchers' });
  const root = faults.length > 0 ? { ...spec, routes: [], matchers: [] } : spec;
  return { root: compileRoutes(root, routeDefaults(settings), compileRe2), receivers, channels };
}

function channelsOf(receiver: FileReceiver, index: number, reading: Reading): ChannelSpec[] {
  const name = (type: string, i: number) => `${type}-${receiver.name}${i === 0 ? '' : `-${i + 1}`}`;
  const at = (key: string, i: number) => ['receivers', index, key, i];
  return [
    ...(receiver.email_configs ?? []).flatMap((c, i) =>
      emailSpec(name('email', i), c, at('email_configs', i), reading),
    ),
    ...(receiver.slack_configs ?? []).flatMap((c, i) =>
      slackSpec(name('slack', i), c, at('slack_configs', i), reading),
    ),
    ...(receiver.webhook_configs ?? []).flatMap((c, i) =>
      webhookSpec(name('webhook', i), c, at('webhook_configs', i), reading),
    ),
  ];
}

type Config<K extends 'email_configs' | 'slack_configs' | 'webhook_configs'> = NonNullable<FileReceiver[K]>[number];

function emailSpec(
  name: string,
  config: Config<'email_configs'>,
  path: FileFault['path'],
  reading: Reading,
): ChannelSpec[] {
  const { file, settings, faults } = reading;
  const global = file.global ?? {};
  const server = mailServer(settings);
  const smarthost = config.smarthost ?? global.smtp_smarthost;
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(smarthost ?? '') ?? [];
  if (smarthost !== undefined && !host)
    faults.push({ path: [...path, 'smarthost'], problem: `must be host:port, not "${smarthost}"` });
  if (!host && !server)
    faults.push({
      path,
      problem: 'no mail server: set smarthost here, global.smtp_smarthost or SOLVEIG_ALERTING_SMTP_URL',
    });
  const to = splitList(config.to);
  const wrong = to.filter((address) => !isMailAddress(address));
  for (const address of wrong) faults.push({ path: [...path, 'to'], problem: `"${address}" is not a mail address` });
  if (to.length === 0) faults.push({ path: [...path, 'to'], problem: 'names nobody' });
  const options = {
    host: host ?? server?.host ?? '',
    port: host ? Number(port) : (server?.port ?? 0),
    isSecure: host ? port === '465' : (server?.isSecure ?? false),
    requireTls: config.require_tls ?? global.smtp_require_tls ?? (host ? true : (server?.requireTls ?? true)),
    user: config.auth_username ?? global.smtp_auth_username ?? (host ? '' : (server?.user ?? '')),
    password: config.auth_password ?? global.smtp_auth_password ?? (host ? '' : (server?.password ?? '')),
    from: config.from ?? global.smtp_from ?? settings.emailFrom,
    to,
    sendResolved: config.send_resolved ?? true,
  };
  return [{ name, type: 'email', options }];
}

function slackSpec(
  name: string,
  config: Config<'slack_configs'>,
  path: FileFault['path'],
  reading: Reading,
): ChannelSpec[] {
  const url = config.api_url ?? reading.file.global?.slack_api_url ?? reading.settings.slackUrl;
  if (url === undefined) {
    reading.faults.push({
      path,
      problem: 'no address: set api_url here, global.slack_api_url or SOLVEIG_ALERTING_SLACK_URL',
    });
    return [];
  }
  checkUrl(url, [...path, 'api_url'], reading);
  return [{ name, type: 'slack', options: { url, sendResolved: config.send_resolved ?? true } }];
}

function webhookSpec(
  name: string,
  config: Config<'webhook_configs'>,
  path: FileFault['path'],
  reading: Reading,
): ChannelSpec[] {
  checkUrl(config.url, [...path, 'url'], reading);
  config.x_solveig_secrets?.forEach((secret, i) => {
    const problem = secretProblem(secret);
    if (problem) reading.faults.push({ path: [...path, 'x_solveig_secrets', i], problem });
  });
  const secrets = config.x_solveig_secrets ?? webhookSecrets(reading.settings);
  return [{ name, type: 'webhook', options: { url: config.url, secrets, sendResolved: config.send_resolved ?? true } }];
}

function checkUrl(url: string, path: FileFault['path'], { policy, faults }: Reading): void {
  const problem = urlProblem(url, policy);
  if (problem) faults.push({ path, problem: `the address is refused: ${problem}` });
}
