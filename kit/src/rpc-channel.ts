import { Client, credentials } from '@grpc/grpc-js';
import type { App } from './app.ts';

export interface ChannelSettings {
  /** Largest answer. Default 64 MiB: plans of big problems are large, and the server is ours. */
  maxReceiveBytes?: number;
}

const channels = new WeakMap<App, Map<string, Client>>();

/** One channel per target for the life of the app: channels made per use leak, and each costs a connection. */
export function channelTo(app: App, address: string, settings: ChannelSettings = {}): Client {
  const known = channels.get(app) ?? new Map<string, Client>();
  channels.set(app, known);
  const found = known.get(address);
  if (found) return found;
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': settings.maxReceiveBytes ?? 64 * 1024 * 1024,
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.keepalive_permit_without_calls': 0,
    // Retries are decided by who knows whether the work may run twice; the retry buffer would hold every message.
    'grpc.enable_retries': 0,
    'grpc.enable_channelz': 0,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2000,
    'grpc.service_config_disable_resolution': 1,
    'grpc.use_local_subchannel_pool': 1,
  });
  known.set(address, client);
  app.defer(`gRPC channel to ${address}`, () => {
    known.delete(address);
    client.close();
  });
  return client;
}

/** Whether the app's channel to `address` is connected, or becomes so within `withinMs`. A channel that is idle connects. */
export function isConnected(app: App, address: string, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    channelTo(app, address).waitForReady(Date.now() + withinMs, (error) => resolve(error === undefined));
  });
}
