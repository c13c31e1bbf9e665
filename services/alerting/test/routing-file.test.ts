import { ConfigError, loadSettings } from '@solveig/kit/config';
import { describe, expect, test } from 'vitest';
import { routesOf } from '#domain/route';
import { alertingSettings } from '../src/config.ts';
import { RoutingFileError } from '../src/routing/config-faults.ts';
import { defaultConfig } from '../src/routing/default-config.ts';
import { parseConfig, readConfigFile } from '../src/routing/file-config.ts';
import { routingOf } from '../src/routing/routing-of.ts';

const base = { SOLVEIG_ALERTING_DATABASE_URL: 'postgresql://u:p@h/d' };
const settings = (env: Record<string, string> = {}) => loadSettings(alertingSettings, { ...base, ...env });
const policy = { allowHttp: false, allowedTargets: new Set<string>() };

function faultsOf(text: string, env: Record<string, string> = {}): readonly string[] {
  try {
    parseConfig('routes.yml', text, settings(env), policy);
  } catch (error) {
    if (error instanceof RoutingFileError) return error.lines;
    throw error;
  }
  return [];
}

const GOOD = `
global:
  smtp_smarthost: mail.example.com:587
  smtp_from: alerts@example.com
route:
  receiver: everyone
  group_by: [alertname]
  group_wait: 1m30s
  routes:
    - matchers: [severity="critical", 'kind=~"routing|itinerary"']
      receiver: on-call
      repeat_interval: 1h
    - match_re: { template_id: night-.* }
      receiver: everyone
      continue: true
receivers:
  - name: everyone
    slack_configs:
      - api_url: https://hooks.slack.com/services/T/B/x
        send_resolved: false
  - name: on-call
    email_configs: [{ to: 'a@example.com, b@example.com' }]
    webhook_configs: [{ url: 'https://pager.example.com/x' }, { url: 'https://other.example.com/y' }]
`;

describe('a file of routes', () => {
  test('gives channels, receivers and a tree', () => {
    const config = parseConfig('routes.yml', GOOD, settings(), policy);
    expect(config.channels.map((channel) => channel.name)).toEqual([
      'slack-everyone',
      'email-on-call',
      'webhook-on-call',
      'webhook-on-call-2',
    ]);
    expect(config.receivers.get('on-call')).toHaveLength(3);
    const [route] = routesOf({ severity: 'critical', kind: 'routing' }, config.root);
    expect(route).toMatchObject({
      receiver: 'on-call',
      repeatIntervalMs: 3_600_000,
      groupWaitMs: { critical: 90_000 },
    });
    expect(routesOf({ severity: 'critical', kind: 'linear' }, config.root)[0]?.key).toBe('{}');
    const email = config.channels.find((channel) => channel.type === 'email');
    expect(email?.options).toMatchObject({
      host: 'mail.example.com',
      port: 587,
      requireTls: true,
      to: ['a@example.com', 'b@example.com'],
    });
  });

  test('may be JSON, which is YAML', () => {
    const json = '{"route": {"receiver": "nobody"}, "receivers": [{"name": "nobody"}]}';
    expect(parseConfig('routes.json', json, settings(), policy).channels).toEqual([]);
  });

  test('takes mail server and Slack address from the environment when it names none', () => {
    const text =
      'route: { receiver: r }\nreceivers: [{ name: r, slack_configs: [{}], email_configs: [{ to: a@b.c }] }]';
    const env = {
      SOLVEIG_ALERTING_SLACK_URL: 'https://hooks.slack.com/x',
      SOLVEIG_ALERTING_SMTP_URL: 'smtp://u:p%40ss@m:2525',
    };
    const config = parseConfig('routes.yml', text, settings(env), policy);
    expect(config.channels.map((c) => c.options)).toMatchObject([
      { host: 'm', port: 2525, user: 'u', password: 'p@ss' },
      { url: 'https://hooks.slack.com/x' },
    ]);
  });

  test('has all its faults reported at once, each with its line', () => {
    const text = `route:
  receiver: nobody
  matchers: [a=b]
  routes:
    - receiver: ops
      matchers: ['severity=~"("', 'nonsense']
receivers:
  - name: ops
    webhook_configs:
      - url: http://127.0.0.1/hook
        x_solveig_secrets: [short]
    email_configs:
      - to: not an address
  - name: ops
    slack_configs: [{}]
`;
    const faults = faultsOf(text);
    const wanted = [
      /^2:13 route\.receiver: there is no receiver "nobody"; there are ops/,
      /^2:3 route: the first route takes every alert/,
      /^6:18 route\.routes\[0\]\.matchers\[0\]: "\(" is not a regular expression/,
      /^6:35 route\.routes\[0\]\.matchers\[1\]: expected name and operator/,
      /^10:14 receivers\[0\]\.webhook_configs\[0\]\.url: the address is refused/,
      /^11:29 receivers\[0\]\.webhook_configs\[0\]\.x_solveig_secrets\[0\]: it must begin with whsec_/,
      /^13:9 receivers\[0\]\.email_configs\[0\]: no mail server/,
      /^13:13 receivers\[0\]\.email_configs\[0\]\.to: "not an address" is not a mail address/,
      /^14:11 receivers\[1\]\.name: is used twice/,
      /^15:21 receivers\[1\]\.slack_configs\[0\]: no address/,
    ];
    for (const fault of wanted) expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
    expect(faults).toHaveLength(wanted.length);
  });

  test('with a field that is not known is refused by name', () => {
    const faults = faultsOf(
      'route: { receiver: r, mute_time_intervals: [] }\nreceivers: [{ name: r, pagerduty_configs: [] }]\n',
    );
    expect(faults).toEqual([
      expect.stringMatching(/^1:\d+ route\.mute_time_intervals: is not known here/),
      expect.stringMatching(/^2:\d+ receivers\[0\]\.pagerduty_configs: is not known here/),
    ]);
  });

  test.each([
    ['route: [', /^1:/],
    ['', /\(file\)/],
    ['route: {receiver: r, group_wait: soon}\nreceivers: [{name: r}]', /^1:34 route\.group_wait: must be a duration/],
    ['route: {receiver: r, group_interval: 0s}\nreceivers: [{name: r}]', /more than zero/],
    ['route: {}\nreceivers: [{name: r}]', /needs a receiver/],
  ])('%j is refused', (text, fault) => {
    expect(faultsOf(text)[0]).toMatch(fault);
  });

  test('that is not there is said so', () => {
    expect(() => readConfigFile('/nowhere/routes.yml', settings(), policy)).toThrow(/cannot be read/);
  });
});

describe('the environment alone', () => {
  test('makes a channel of everything that it names', () => {
    const config = defaultConfig(
      settings({
        SOLVEIG_ALERTING_SMTP_URL: 'smtps://mail.example.com',
        SOLVEIG_ALERTING_EMAIL_TO: 'a@example.com,b@example.com',
        SOLVEIG_ALERTING_SLACK_URL: 'https://hooks.slack.com/x',
        SOLVEIG_ALERTING_WEBHOOK_URL: 'https://pager.example.com/x',
      }),
    );
    expect(config.channels.map((channel) => channel.name)).toEqual(['email', 'slack', 'webhook']);
    expect(config.channels[0]?.options).toMatchObject({ port: 465, isSecure: true });
    expect(routesOf({}, config.root)[0]?.receiver).toBe('default');
  });

  test('is refused when its parts do not fit together', () => {
    const env = {
      SOLVEIG_ALERTING_EMAIL_TO: 'a@example.com',
      SOLVEIG_ALERTING_SLACK_URL: 'http://hooks.slack.com/x',
      SOLVEIG_ALERTING_WEBHOOK_URL: 'https://10.0.0.1/x',
    };
    expect(() => routingOf(settings(env))).toThrow(ConfigError);
    expect(() => routingOf(settings(env))).toThrow(
      /3 settings are wrong[\s\S]*must be https[\s\S]*not a public[\s\S]*no mail server/,
    );
    const allowed = {
      ...env,
      SOLVEIG_ALERTING_EMAIL_TO: '',
      SOLVEIG_ALERTING_ALLOWED_HOSTS: 'hooks.slack.com:80,10.0.0.1:443',
    };
    expect(routingOf(settings(allowed)).channels).toHaveLength(2);
  });

  test('reports all its faults at once and prints no secret', () => {
    const env = {
      ...base,
      SOLVEIG_ENVIRONMENT: 'production',
      SOLVEIG_NATS_URL: 'nats://n',
      SOLVEIG_ALERTING_NATS_PASSWORD: 'kJ8#mQ2$vL5&xR9!',
      SOLVEIG_ALERTING_SMTP_URL: 'http://mail',
      SOLVEIG_ALERTING_EMAIL_TO: 'nobody',
      SOLVEIG_ALERTING_WEBHOOK_SECRET: 'whsec_c2hvcnRzaG9ydHNob3J0',
      SOLVEIG_ALERTING_ALLOWED_HOSTS: '127.0.0.1:80',
      SOLVEIG_ALERTING_CRASH_AT: 'send-after-send',
    };
    let error: unknown;
    try {
      loadSettings(alertingSettings, env);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    const { faults, message } = error as ConfigError;
    expect(faults.map((fault) => fault.env).sort()).toEqual([
      'SOLVEIG_ALERTING_ALLOWED_HOSTS',
      'SOLVEIG_ALERTING_CRASH_AT',
      // Its password is weak.
      'SOLVEIG_ALERTING_DATABASE_URL',
      'SOLVEIG_ALERTING_EMAIL_TO',
      'SOLVEIG_ALERTING_SMTP_URL',
      'SOLVEIG_ALERTING_WEBHOOK_SECRET',
    ]);
    expect(message).not.toContain('c2hvcnRzaG9ydHNob3J0');
  });
});
