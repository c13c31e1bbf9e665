import { z } from 'zod';

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `1h30m` in milliseconds, as in Prometheus' files. */
const duration = z
  .string()
  .regex(/^(0|(\d+(ms|[smhdw]))+)$/, 'must be a duration such as 30s, 5m or 1h30m')
  .transform((text) => {
    const parts = [...text.matchAll(/(\d+)(ms|[smhdw])/g)];
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS_MS[unit as string] ?? 0), 0);
  });

const positive = duration.refine((ms) => ms > 0, 'must be more than zero');
const text = z.string();
const labelMap = z.record(text, text);

/** A route as it stands in the file. */
export interface FileRoute {
  receiver?: string | undefined;
  group_by?: string[] | undefined;
  group_wait?: number | undefined;
  group_interval?: number | undefined;
  repeat_interval?: number | undefined;
  matchers?: string[] | undefined;
  match?: Record<string, string> | undefined;
  match_re?: Record<string, string> | undefined;
  continue?: boolean | undefined;
  routes?: FileRoute[] | undefined;
}

const route: z.ZodType<FileRoute> = z.strictObject({
  receiver: text.min(1).optional(),
  group_by: z.array(text.min(1)).optional(),
  group_wait: duration.optional(),
  group_interval: positive.optional(),
  repeat_interval: positive.optional(),
  matchers: z.array(text).optional(),
  match: labelMap.optional(),
  match_re: labelMap.optional(),
  continue: z.boolean().optional(),
  get routes() {
    return z.array(route).optional();
  },
});

const email = z.strictObject({
  to: text.min(1),
  from: text.min(1).optional(),
  smarthost: text.optional(),
  auth_username: text.optional(),
  auth_password: text.optional(),
  require_tls: z.boolean().optional(),
  send_resolved: z.boolean().optional(),
});

const slack = z.strictObject({ api_url: text.optional(), send_resolved: z.boolean().optional() });

const webhook = z.strictObject({
  url: text.min(1),
  send_resolved: z.boolean().optional(),
  /** Beyond Alertmanager: what to sign with, the new secret first. */
  x_solveig_secrets: z.array(text).max(2).optional(),
});

const receiver = z.strictObject({
  name: text.min(1),
  email_configs: z.array(email).optional(),
  slack_configs: z.array(slack).optional(),
  webhook_configs: z.array(webhook).optional(),
});

const global = z.strictObject({
  smtp_smarthost: text.optional(),
  smtp_from: text.optional(),
  smtp_auth_username: text.optional(),
  smtp_auth_password: text.optional(),
  smtp_require_tls: z.boolean().optional(),
  slack_api_url: text.optional(),
});

/** The part of alertmanager.yml that is understood. Anything else is refused by name rather than ignored. */
export const fileSchema = z.strictObject({
  global: global.optional(),
  route,
  receivers: z.array(receiver).min(1),
});

export type ConfigFile = z.infer<typeof fileSchema>;
export type FileReceiver = ConfigFile['receivers'][number];
