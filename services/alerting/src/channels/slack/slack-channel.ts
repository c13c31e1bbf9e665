import { messageOf } from '#domain/message';
import type { SendOutcome } from '#domain/send-outcome';
import { createPoster, type HttpAnswer, judgeByStatus } from '../../net/http-post.ts';
import type { EgressPolicy } from '../../net/ssrf-guard.ts';
import type { Channel, ChannelContext } from '../channel.ts';
import { identityOf, maskedUrl } from '../channel-target.ts';
import { slackPayload } from './slack-blocks.ts';

export interface SlackOptions {
  /** An incoming webhook; whoever knows it may post. */
  readonly url: string;
  readonly sendResolved: boolean;
}

/** Slack takes about one message a second to a channel, and short bursts. */
const CONCURRENCY = 1;

/** Posts to a Slack incoming webhook. */
export function slackChannel(
  name: string,
  options: SlackOptions,
  context: ChannelContext,
  policy: EgressPolicy,
): Channel {
  const poster = createPoster({ url: options.url, policy, connections: CONCURRENCY, timeoutMs: context.sendTimeoutMs });
  return {
    name,
    type: 'slack',
    target: maskedUrl(options.url),
    identity: identityOf(options),
    sendResolved: options.sendResolved,
    concurrency: CONCURRENCY,
    send: (delivery, signal) => {
      const payload = slackPayload(messageOf(delivery.notification, context.externalUrl));
      return poster.post(JSON.stringify(payload), { 'idempotency-key': delivery.id }, signal, judgeSlack);
    },
    close: () => poster.close(),
  };
}

/** Slack says `ok` in plain text; a 200 with other words is still a refusal. */
export function judgeSlack(answer: HttpAnswer): SendOutcome {
  const byStatus = judgeByStatus(answer);
  if (byStatus.kind !== 'sent' || answer.text === 'ok' || answer.text === '') return byStatus;
  const isPassing = /rate_?limited|service_unavailable|internal_error/.test(answer.text);
  const error = `Slack answered "${answer.text}"`;
  return isPassing ? { kind: 'retry', error, retryAfterMs: answer.retryAfterMs } : { kind: 'fatal', error };
}
