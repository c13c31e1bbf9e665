import type { SendOutcome } from '#domain/send-outcome';

/** What nodemailer says of a mail that some server took. */
export interface MailInfo {
  readonly messageId?: string | undefined;
  readonly response?: string | undefined;
  readonly rejected?: readonly unknown[] | undefined;
  readonly rejectedErrors?: readonly Error[] | undefined;
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  recipient?: string;
  rejectedErrors?: SmtpError[];
}

/** Parts of a conversation that are about the server, not about this mail: a wrong password today may be right tomorrow. */
const ABOUT_THE_SERVER = new Set([
  'EAUTH',
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EPROTOCOL',
  'EOAUTH2',
]);

/** A server may take a mail for some recipients only: those it put off (4xx) are tried again, those it refused are said. */
export function outcomeOfMail(info: MailInfo, to: readonly string[]): SendOutcome {
  const errors = (info.rejectedErrors ?? []) as readonly SmtpError[];
  if (errors.length === 0) return { kind: 'sent', providerRef: info.messageId };
  const putOff = errors.filter((error) => isPassing(error));
  const said = errors.map((error) => `${error.recipient ?? 'a recipient'}: ${error.message}`).join('; ');
  if (putOff.length === 0) return { kind: 'sent', providerRef: info.messageId, warning: `not delivered to ${said}` };
  const open = new Set(putOff.map((error) => error.recipient));
  return { kind: 'retry', error: `put off for ${said}`, done: to.filter((address) => !open.has(address)) };
}

/** Judges a mail that nobody took: 4xx and trouble on the way pass, 5xx about this mail does not. */
export function outcomeOfFailure(thrown: unknown, hasStopped: boolean, timeoutMs: number): SendOutcome {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as SmtpError;
  if (hasStopped) return { kind: 'retry', error: 'the service stopped before an answer came' };
  if (error.name === 'TimeoutError' || error.name === 'AbortError') {
    return { kind: 'retry', error: `no answer within ${timeoutMs} ms` };
  }
  const text = `${error.code ? `${error.code}: ` : ''}${error.message}`.slice(0, 300);
  const rejected = error.rejectedErrors ?? [];
  // Every recipient was refused; one that was only put off keeps the mail alive.
  if (rejected.length > 0)
    return rejected.some(isPassing) ? { kind: 'retry', error: text } : { kind: 'fatal', error: text };
  return isPassing(error) ? { kind: 'retry', error: text } : { kind: 'fatal', error: text };
}

function isPassing(error: SmtpError): boolean {
  if (error.code !== undefined && ABOUT_THE_SERVER.has(error.code)) return true;
  if (error.responseCode !== undefined) return error.responseCode >= 400 && error.responseCode < 500;
  return error.code !== 'EENVELOPE' && error.code !== 'EMESSAGE';
}
