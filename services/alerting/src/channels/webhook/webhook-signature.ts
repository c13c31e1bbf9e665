import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** What is wrong with a signing secret; undefined when nothing is. */
export function secretProblem(secret: string): string | undefined {
  if (!secret.startsWith(PREFIX)) return `it must begin with ${PREFIX}`;
  const text = secret.slice(PREFIX.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return `what follows ${PREFIX} must be base64`;
  const { length } = Buffer.from(text, 'base64');
  return length >= LEAST_BYTES && length <= MOST_BYTES
    ? undefined
    : `it holds ${length} bytes; ${LEAST_BYTES} to ${MOST_BYTES} are right`;
}

/**
 * The headers of the Standard Webhooks specification. The id is that of the delivery, the time that of this attempt. While a
 * key is being rotated, both keys sign.
 */
export function signedHeaders(id: string, body: string, secrets: readonly string[], now: Date): Record<string, string> {
  const timestamp = Math.floor(now.getTime() / 1000).toString();
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signatures.length > 0 ? { 'webhook-signature': signatures.join(' ') } : {}),
  };
}
