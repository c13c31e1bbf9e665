import { compileRoutes, type RouteDefaults } from '#domain/route';
import type { ChannelSpec } from '../channels/channel-spec.ts';
import type { EmailOptions } from '../channels/email/email-channel.ts';
import { type AlertingSettings, splitList } from '../config.ts';
import { compileRe2 } from './regex-re2.ts';
import type { RoutingConfig } from './routing-config.ts';

/** What holds where no route says otherwise. */
export function routeDefaults(settings: AlertingSettings): RouteDefaults {
  return {
    groupBy: splitList(settings.groupBy),
    groupWaitMs: settings.groupWaitMs,
    groupWaitCriticalMs: settings.groupWaitCriticalMs,
    groupIntervalMs: settings.groupIntervalMs,
    repeatIntervalMs: settings.repeatIntervalMs,
  };
}

/** Without a file of routes: every alert goes to every channel that the environment names. */
export function defaultConfig(settings: AlertingSettings): RoutingConfig {
  const channels: ChannelSpec[] = [];
  const email = mailServer(settings);
  const to = splitList(settings.emailTo ?? '');
  if (email && to.length > 0)
    channels.push({ name: 'email', type: 'email', options: { ...email, to, sendResolved: true } });
  if (settings.slackUrl) {
    channels.push({ name: 'slack', type: 'slack', options: { url: settings.slackUrl, sendResolved: true } });
  }
  if (settings.webhookUrl) {
    const options = { url: settings.webhookUrl, secrets: webhookSecrets(settings), sendResolved: true };
    channels.push({ name: 'webhook', type: 'webhook', options });
  }
  const root = { receiver: 'default', matchers: [], continue: false, routes: [] };
  return {
    root: compileRoutes(root, routeDefaults(settings), compileRe2),
    receivers: new Map([['default', channels.map((channel) => channel.name)]]),
    channels,
  };
}

/** The mail server that the environment names, if any. */
export function mailServer(settings: AlertingSettings): Omit<EmailOptions, 'to' | 'sendResolved'> | undefined {
  if (!settings.smtpUrl) return undefined;
  const url = new URL(settings.smtpUrl);
  const isSecure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isSecure ? 465 : 587),
    isSecure,
    requireTls: settings.smtpRequireTls ?? settings.environment === 'production',
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    from: settings.emailFrom,
  };
}

/** The signing secrets that the environment names: the present one and, while rotating, the old one. */
export function webhookSecrets(settings: AlertingSettings): string[] {
  return (settings.webhookSecret ?? '').trim().split(/\s+/).filter(Boolean);
}
