import {
  defineSettings,
  pageSettings,
  type SettingSpec,
  serviceSettings,
  setting,
  sharedSettings,
} from '@solveig/kit/config';
import { secretProblem } from './channels/webhook/webhook-signature.ts';

/** A spec whose text must also pass `check`, which throws an Error that completes "NAME ...". */
function checked<S extends SettingSpec<unknown>>(spec: S, check: (text: string) => void): S {
  return {
    ...spec,
    read: (text: string) => {
      check(text);
      return spec.read(text);
    },
  };
}

function checkSmtpUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname)
    throw new Error('must be smtp://host:port or smtps://host:port');
}

function checkHttpUrl(text: string): void {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new Error('must be an http(s) address');
}

function checkSecrets(text: string): void {
  for (const secret of text.trim().split(/\s+/)) {
    const problem = secretProblem(secret);
    if (problem) throw new Error(`is not a signing secret: ${problem}`);
  }
}

function checkAddresses(text: string): void {
  const wrong = splitList(text).find((address) => !isMailAddress(address));
  if (wrong !== undefined) throw new Error(`holds "${wrong}", which is not a mail address`);
}

function checkTargets(text: string): void {
  const wrong = splitList(text).find((target) => !/^(\[[0-9a-f:.]+\]|[^:\s/]+):\d{1,5}$/i.test(target));
  if (wrong !== undefined) throw new Error(`holds "${wrong}", which is not host:port`);
}

/** The parts of a comma-separated list. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Whether it is a bare address `a@b`: no name, no spaces, no line breaks. */
export function isMailAddress(text: string): boolean {
  return /^[^\s@<>,;:"()[\]\\]+@[A-Za-z0-9.-]+$/.test(text);
}

const delivery = {
  sendTimeoutMs: setting.milliseconds({
    env: 'SOLVEIG_ALERTING_SEND_TIMEOUT_MS',
    default: 10_000,
    min: 100,
    max: 60_000,
    doc: 'Longest attempt to deliver a message.',
  }),
  leaseMs: setting.milliseconds({
    env: 'SOLVEIG_ALERTING_LEASE_MS',
    default: 20_000,
    min: 500,
    max: 300_000,
    doc: 'How long a sender may hold a delivery before another takes it; at least a second more than the send time-out is used.',
  }),
  maxAttempts: setting.integer({
    env: 'SOLVEIG_ALERTING_MAX_ATTEMPTS',
    default: 12,
    min: 1,
    max: 50,
    doc: 'Attempts before a delivery becomes a dead letter; twelve take about 19 hours.',
  }),
  pollMs: setting.milliseconds({
    env: 'SOLVEIG_ALERTING_POLL_MS',
    default: 1000,
    min: 20,
    max: 60_000,
    doc: 'How often the database is asked for due work when nothing else wakes the senders.',
  }),
  maxAlertsPerMessage: setting.integer({
    env: 'SOLVEIG_ALERTING_MAX_ALERTS_PER_MESSAGE',
    default: 100,
    min: 1,
    max: 1000,
    doc: 'Alerts that one message carries; the others are counted.',
  }),
  keepDays: setting.integer({
    env: 'SOLVEIG_ALERTING_KEEP_DAYS',
    default: 30,
    min: 1,
    max: 3650,
    doc: 'How long sent deliveries, dead letters and ended alerts are kept, days.',
  }),
};

const routing = {
  configPath: setting.text({
    env: 'SOLVEIG_ALERTING_CONFIG',
    doc: 'A YAML or JSON file with routes and receivers, in the form of alertmanager.yml. Not set: every alert goes to every channel set here.',
  }),
  groupBy: setting.text({
    env: 'SOLVEIG_ALERTING_GROUP_BY',
    default: 'alertname,severity',
    doc: 'Labels whose alerts share a message where no route says otherwise; "..." groups by all.',
  }),
  groupWaitMs: setting.milliseconds({
    env: 'SOLVEIG_ALERTING_GROUP_WAIT_MS',
    default: 10_000,
    min: 0,
    max: 3_600_000,
    doc: 'How long the first alert of a group waits for company.',
  }),
  groupWaitCriticalMs: setting.milliseconds({
    env: 'SOLVEIG_ALERTING_GROUP_WAIT_CRITICAL_MS',
    default: 0,
    min: 0,
    max: 3_600_000,
    doc: 'The same for critical alerts.',
  }),
  groupIntervalMs: setting.milliseconds({
    env: 'SOLVEIG_ALERTING_GROUP_INTERVAL_MS',
    default: 60_000,
    min: 0,
    max: 86_400_000,
    doc: 'How long after a message about a group the next may come: additions and ends wait for it.',
  }),
  repeatIntervalMs: setting.milliseconds({
    env: 'SOLVEIG_ALERTING_REPEAT_INTERVAL_MS',
    default: 14_400_000,
    min: 1000,
    max: 2_592_000_000,
    doc: 'After how long a group that still fires is told again.',
  }),
  externalUrl: setting.url({
    env: 'SOLVEIG_ALERTING_EXTERNAL_URL',
    default: 'http://127.0.0.1:7700',
    doc: 'Where the people who read messages reach the platform; links begin with it.',
  }),
};

const channels = {
  smtpUrl: checked(
    setting.secret({
      env: 'SOLVEIG_ALERTING_SMTP_URL',
      doc: 'The mail server: smtp://user:password@host:port, or smtps:// for TLS from the first byte.',
      guideName: 'SMTP_HOST',
    }),
    checkSmtpUrl,
  ),
  smtpRequireTls: setting.flag({
    env: 'SOLVEIG_ALERTING_SMTP_REQUIRE_TLS',
    doc: 'Refuse a mail server that offers no TLS. Default: true in production.',
  }),
  emailFrom: setting.text({
    env: 'SOLVEIG_ALERTING_EMAIL_FROM',
    default: 'Solveig <alerts@solveig.example>',
    doc: 'The sender of mails.',
    guideName: 'ALERT_EMAIL_FROM',
  }),
  emailTo: checked(
    setting.text({
      env: 'SOLVEIG_ALERTING_EMAIL_TO',
      doc: 'Who gets mails, separated by commas.',
      guideName: 'ALERT_EMAIL_TO',
    }),
    checkAddresses,
  ),
  slackUrl: checked(
    setting.secret({
      env: 'SOLVEIG_ALERTING_SLACK_URL',
      doc: 'A Slack incoming webhook: an https address; whoever knows it may post.',
      guideName: 'SLACK_WEBHOOK_URL',
    }),
    checkHttpUrl,
  ),
  webhookUrl: setting.url({
    env: 'SOLVEIG_ALERTING_WEBHOOK_URL',
    doc: "Where Alertmanager's webhook body is posted, signed by Standard Webhooks.",
    guideName: 'ALERT_WEBHOOK_URL',
  }),
  webhookSecret: checked(
    setting.secret({
      env: 'SOLVEIG_ALERTING_WEBHOOK_SECRET',
      doc: 'What webhooks are signed with: whsec_ and 24 to 64 bytes in base64; while rotating, the new one, a space, the old one.',
    }),
    checkSecrets,
  ),
  allowHttp: setting.flag({
    env: 'SOLVEIG_ALERTING_ALLOW_HTTP',
    default: false,
    doc: 'Let Slack and webhook addresses be plain http. Addresses inside the network stay refused.',
  }),
  allowedHosts: checked(
    setting.text({
      env: 'SOLVEIG_ALERTING_ALLOWED_HOSTS',
      forbidden: 'production',
      doc: 'Exact host:port pairs, separated by commas, that may be posted to although they are inside the network; for the sinks of the local platform, refused in production.',
    }),
    checkTargets,
  ),
  crashAt: setting.text({
    env: 'SOLVEIG_ALERTING_CRASH_AT',
    forbidden: 'production',
    doc: 'A crash point (consume-after-commit, send-after-send) at which the process kills itself, for tests of recovery; refused in production.',
  }),
};

/** Everything that alerting reads from its environment. */
export const alertingSettings = defineSettings('alerting', {
  ...sharedSettings,
  ...serviceSettings('alerting', { grpc: 7716, ops: 7717 }),
  ...pageSettings('alerting'),
  ...routing,
  ...channels,
  ...delivery,
});

export type AlertingSettings = NonNullable<(typeof alertingSettings)['settings']>;
