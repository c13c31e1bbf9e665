import { Client, credentials, Metadata } from '@grpc/grpc-js';

const identity = (bytes: Buffer): Buffer => bytes;
const DEADLINE_MS = 60_000;

/** Calls unary methods with bytes made before: the same client, at the same cost, for the platform and for its ceilings. */
export class RawClient implements Disposable {
  readonly #client: Client;
  readonly #metadata = new Metadata();

  /** @param headers metadata that goes with every call */
  constructor(address: string, headers: Readonly<Record<string, string>> = {}) {
    this.#client = new Client(address, credentials.createInsecure());
    for (const [name, value] of Object.entries(headers)) this.#metadata.set(name, value);
  }

  /** @param path `/package.Service/Method` */
  unary(path: string, request: Buffer, headers?: Readonly<Record<string, string>>): Promise<Buffer> {
    const metadata = this.#metadata.clone();
    for (const [name, value] of Object.entries(headers ?? {})) metadata.set(name, value);
    const options = { deadline: Date.now() + DEADLINE_MS };
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(path, identity, identity, request, metadata, options, (error, response) => {
        if (error) reject(error);
        else resolve(response as Buffer);
      });
    });
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
