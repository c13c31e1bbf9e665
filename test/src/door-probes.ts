import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { Stage } from './stage.ts';

/** How a door answered. */
export interface DoorAnswer {
  /** HTTP status, or gRPC status code. */
  readonly status: number;
  /** The body by REST; by gRPC what the error says, empty when there is none. */
  readonly text: string;
}

/** Bytes at a REST path, whatever they are. */
export async function knockRest(stage: Stage, path: string, body: string | Uint8Array): Promise<DoorAnswer> {
  const response = await stage.rest(path, { method: 'POST', body, signal: AbortSignal.timeout(20_000) });
  return { status: response.status, text: await response.text() };
}

export interface GrpcKnocker extends Disposable {
  /** Bytes as the request message of a unary method. */
  knock(method: string, bytes: Uint8Array): Promise<DoorAnswer>;
}

export function grpcKnocker(stage: Stage): GrpcKnocker {
  const client = new Client(stage.platform.addresses.grpc, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${stage.key}`);
  const asBuffer = (value: Buffer): Buffer => value;
  return {
    knock: (method, bytes) =>
      new Promise((resolve) => {
        const done = (error: ServiceError | null) => resolve({ status: error?.code ?? 0, text: error?.details ?? '' });
        const deadline = Date.now() + 20_000;
        client.makeUnaryRequest(`/${method}`, asBuffer, asBuffer, Buffer.from(bytes), metadata, { deadline }, done);
      }),
    [Symbol.dispose]: () => client.close(),
  };
}

/** The process id of every service: the same afterwards means that none crashed. */
export function pidsOf({ platform }: Stage): Record<string, number | undefined> {
  return Object.fromEntries(platform.services().map((service) => [service.name, service.pid]));
}
