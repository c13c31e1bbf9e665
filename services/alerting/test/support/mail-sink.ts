import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface SinkOptions {
  /** Gives an SMTP code and words to refuse a recipient with. */
  refuse?: (address: string) => { code: number; text: string } | undefined;
  /** Refuses the message itself. */
  refuseData?: () => { code: number; text: string } | undefined;
  auth?: { user: string; password: string };
}

/** A real SMTP server that records what arrives. */
export class MailSink implements AsyncDisposable {
  readonly mails: { raw: string; parsed: ParsedMail; to: string[] }[] = [];
  options: SinkOptions;
  readonly #server: SMTPServer;

  private constructor(options: SinkOptions) {
    this.options = options;
    this.#server = new SMTPServer({
      authOptional: !options.auth,
      disabledCommands: options.auth ? ['STARTTLS'] : ['AUTH', 'STARTTLS'],
      allowInsecureAuth: true,
      closeTimeout: 100,
      onAuth: (auth, _session, done) => {
        const isRight = auth.username === options.auth?.user && auth.password === this.options.auth?.password;
        done(
          isRight ? null : refusal({ code: 535, text: 'wrong password' }),
          isRight ? { user: auth.username } : undefined,
        );
      },
      onRcptTo: (address, _session, done) => {
        const refused = this.options.refuse?.(address.address);
        done(refused ? refusal(refused) : null);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const refused = this.options.refuseData?.();
          if (refused) return done(refusal(refused));
          const raw = Buffer.concat(chunks).toString('utf8');
          void simpleParser(raw).then((parsed) => {
            this.mails.push({ raw, parsed, to: session.envelope.rcptTo.map((r) => r.address) });
            done();
          }, done);
        });
      },
    });
    this.#server.on('error', () => undefined);
  }

  static async start(options: SinkOptions = {}): Promise<MailSink> {
    const sink = new MailSink(options);
    await new Promise<void>((resolve) => sink.#server.listen(0, '127.0.0.1', () => resolve()));
    return sink;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function refusal({ code, text }: { code: number; text: string }): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
