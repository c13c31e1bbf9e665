import { Metadata } from '@grpc/grpc-js';
import { type App, startApp } from '@solveig/kit/app';
import { createRpcClient, type RpcClient } from '@solveig/kit/rpc-client';
import { findPlatform, readKey } from '@solveig/local/platform-state';
import { UsageError } from './exit.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
}

type ServiceDefinition = Parameters<typeof createRpcClient>[1];

/** A way to the gateway, with the key put on every call. */
export interface Connection {
  client<D extends ServiceDefinition>(definition: D): RpcClient<D>;
  /** Goes with every call. */
  readonly metadata: Metadata;
}

/** Where the gateway is and which key opens it. */
export function gatewayOf(options: GlobalOptions): { address: string; key: string } {
  const platform = findPlatform();
  const address = options.url ?? process.env.SOLVEIG_URL ?? platform?.addresses.grpc;
  if (!address) {
    throw new UsageError(
      'no platform runs here. Start one with `npm start`, or name a gateway with --url or SOLVEIG_URL',
    );
  }
  const ownKey = platform && address === platform.addresses.grpc ? readKey(platform) : undefined;
  const key = options.key ?? process.env.SOLVEIG_API_KEY ?? ownKey;
  if (!key) throw new UsageError(`${address} needs a key: give --key or SOLVEIG_API_KEY`);
  return { address: address.replace(/^\w+:\/\//, ''), key };
}

/** Runs a command with a connection, and closes it. Ctrl-C ends the calls in flight. */
export async function withGateway<T>(
  options: GlobalOptions,
  run: (connection: Connection, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { address, key } = gatewayOf(options);
  const interrupted = new AbortController();
  const onInterrupt = () => interrupted.abort();
  process.once('SIGINT', onInterrupt);
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${key}`);
  const running = await startApp('cli', interrupted.signal, async (app: App) => app);
  try {
    const connection: Connection = {
      metadata,
      client: (definition) => createRpcClient(running.parts, definition, address),
    };
    return await run(connection, interrupted.signal);
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    await running.stop().catch(() => undefined);
  }
}
