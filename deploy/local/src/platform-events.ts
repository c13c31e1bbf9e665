import type { NatsAttempt } from './nats-provider.ts';
import type { SupervisorEvent } from './supervised-service.ts';

/** What a person who waits for the platform, or watches it, is told. */
export type PlatformEvent =
  | SupervisorEvent
  | { readonly type: 'nats attempt'; readonly attempt: NatsAttempt }
  | { readonly type: 'server crashed'; readonly server: 'nats' | 'postgres'; readonly how: string }
  | { readonly type: 'server restarted'; readonly server: 'nats' | 'postgres'; readonly pid: number };
