import { createHash } from 'node:crypto';

/** A URL without what might be secret: scheme and host, and the beginning of the path. */
export function maskedUrl(text: string): string {
  if (!URL.canParse(text)) return '(not a URL)';
  const url = new URL(text);
  const [first] = url.pathname.split('/').filter(Boolean);
  const rest = url.pathname.length > (first?.length ?? 0) + 1 || url.search ? '/…' : '';
  return `${url.protocol}//${url.host}${first ? `/${first}` : ''}${rest}`;
}

/** `ops@example.com` as `o…@example.com`: enough to recognise, not enough to collect. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '…' : `${address.slice(0, 1)}…${address.slice(at)}`;
}

/** A fingerprint of a configuration: it changes when any part does, and says nothing of the parts. */
export function identityOf(options: object): string {
  return createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 16);
}
