import type { EgressPolicy } from '../net/ssrf-guard.ts';
import type { Channel, ChannelContext } from './channel.ts';
import { type EmailOptions, emailChannel } from './email/email-channel.ts';
import { type SlackOptions, slackChannel } from './slack/slack-channel.ts';
import { type WebhookOptions, webhookChannel } from './webhook/webhook-channel.ts';

/** A channel as configured. A new type is one more line here and in `createChannel`. */
export type ChannelSpec =
  | { readonly name: string; readonly type: 'email'; readonly options: EmailOptions }
  | { readonly name: string; readonly type: 'slack'; readonly options: SlackOptions }
  | { readonly name: string; readonly type: 'webhook'; readonly options: WebhookOptions };

/** Makes a channel ready to send. Nothing is connected yet. */
export function createChannel(spec: ChannelSpec, context: ChannelContext, policy: EgressPolicy): Channel {
  if (spec.type === 'email') return emailChannel(spec.name, spec.options, context);
  if (spec.type === 'slack') return slackChannel(spec.name, spec.options, context, policy);
  return webhookChannel(spec.name, spec.options, context, policy);
}
