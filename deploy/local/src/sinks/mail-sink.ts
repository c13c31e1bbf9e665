import type { AddressInfo } from 'node:net';
import type { AddressObject, ParsedMail } from 'mailparser';
import type { Inbox } from './inbox.ts';

const MAX_MAIL_BYTES = 5 * 1024 * 1024;

/** An SMTP server that takes every mail and delivers none: each goes into the inbox. `port` 0 takes a free one. */
export async function startMailSink(inbox: Inbox, port: number): Promise<{ port: number; close(): Promise<void> }> {
  // Loaded here, so that commands which only read this file's types do not pay for it.
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    size: MAX_MAIL_BYTES,
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, callback) {
      const recipients = session.envelope.rcptTo.map((to) => to.address);
      import('mailparser')
        .then(({ simpleParser }) => simpleParser(stream))
        .then((mail) => {
          inbox.add(arrivalOf(mail, recipients));
          callback();
        })
        .catch(callback);
    },
  });
  server.on('error', () => {}); // a client that breaks off is its own problem
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function arrivalOf(mail: ParsedMail, recipients: readonly string[]): Parameters<Inbox['add']>[0] {
  const headers = Object.fromEntries(
    mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
  );
  const { traceparent } = headers;
  return {
    kind: 'mail',
    ...(traceparent === undefined ? {} : { traceparent }),
    content: {
      from: mail.from?.text ?? '',
      to: textOf(mail.to),
      recipients,
      subject: mail.subject ?? '',
      message_id: mail.messageId ?? '',
      in_reply_to: mail.inReplyTo ?? '',
      text: mail.text ?? '',
      html: mail.html || '',
      headers,
    },
  };
}

function textOf(address: AddressObject | AddressObject[] | undefined): string {
  return [address ?? []]
    .flat()
    .map((one) => one.text)
    .join(', ');
}
