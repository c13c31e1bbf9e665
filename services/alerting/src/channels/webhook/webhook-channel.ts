import { createPoster } from '../../net/http-post.ts';
import type { EgressPolicy } from '../../net/ssrf-guard.ts';
import type { Channel, ChannelContext } from '../channel.ts';
import { identityOf, maskedUrl } from '../channel-target.ts';
import { webhookBody } from './webhook-body.ts';
import { signedHeaders } from './webhook-signature.ts';

export interface WebhookOptions {
  readonly url: string;
  /** `whsec_...`; the first is the present one, a second the one being retired. None: messages are not signed. */
  readonly secrets: readonly string[];
  readonly sendResolved: boolean;
}

const CONCURRENCY = 4;

/** Posts Alertmanager's webhook body, signed by Standard Webhooks. A 410 closes the channel. */
export function webhookChannel(
  name: string,
  options: WebhookOptions,
  context: ChannelContext,
  policy: EgressPolicy,
): Channel {
  const poster = createPoster({
    url: options.url,
    policy,
    connections: CONCURRENCY,
    timeoutMs: context.sendTimeoutMs,
  });
  return {
    name,
    type: 'webhook',
    target: maskedUrl(options.url),
    identity: identityOf(options),
    sendResolved: options.sendResolved,
    concurrency: CONCURRENCY,
    send: (delivery, signal) => {
      const body = JSON.stringify(webhookBody(delivery.notification, context.externalUrl));
      const signed = signedHeaders(delivery.id, body, options.secrets, new Date());
      return poster.post(body, { ...signed, 'idempotency-key': delivery.id }, signal);
    },
    close: () => poster.close(),
  };
}
