import type { Notification } from '#domain/notification';
import type { SendOutcome } from '#domain/send-outcome';

export type ChannelType = 'email' | 'slack' | 'webhook';

/** What a channel is given to send. The id is the same at every attempt: receivers may drop what they have seen. */
export interface Delivery {
  readonly id: string;
  readonly notification: Notification;
  /** Recipients that have it already from an earlier attempt. */
  readonly done: readonly string[];
}

/**
 * One way to reach people or programs. `send` tries once, ends within the send time-out, and says what became of it; it
 * never throws and never tries again by itself: retries live in the database, where a crash cannot lose them.
 */
export interface Channel {
  readonly name: string;
  readonly type: ChannelType;
  /** Where it goes, without secrets. */
  readonly target: string;
  /** Changes when the configuration changes; a channel that was closed by its destination opens again then. */
  readonly identity: string;
  readonly sendResolved: boolean;
  /** Most sends at once. */
  readonly concurrency: number;
  send(delivery: Delivery, signal: AbortSignal): Promise<SendOutcome>;
  close(): Promise<void>;
}

/** What every channel needs, whatever its type. */
export interface ChannelContext {
  /** Where people reach the platform; empty when unknown. */
  readonly externalUrl: string;
  /** Longest attempt, milliseconds. */
  readonly sendTimeoutMs: number;
}
