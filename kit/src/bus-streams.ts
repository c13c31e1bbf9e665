import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { BusConnection, Link } from './bus-connection.ts';
import { monotonicMs } from './clock.ts';
import type { Logger } from './log.ts';

/** A stream, in the features of nats-server 2.9. */
export interface StreamDefinition {
  name: string;
  subjects: readonly string[];
  retention: 'workqueue' | 'limits';
  /** `new`: a full stream refuses; `old`: it forgets its oldest. */
  discard: 'new' | 'old';
  /** 0 = no limit. */
  maxAgeSeconds: number;
  maxMessages: number;
  maxMessageBytes: number;
  duplicateWindowSeconds: number;
  /** 1 locally, 3 in production. */
  replicas?: number;
}

/** Keeps the declared streams there: at every connect, and when somebody finds one missing. */
export interface StreamKeeper {
  /** Declares a stream; resolves once it is there. */
  declare(definition: StreamDefinition): Promise<void>;
  /** Makes sure that `name` is there, if it was declared here. Throws what the server says. */
  restore(link: Link, name: string): Promise<void>;
  /** Restores all in the background. */
  restoreAll(): void;
}

const NAME_IN_USE = 10058;
const RESTORE_PAUSE_MS = 1000;

export function keepStreams(connection: BusConnection, log: Logger): StreamKeeper {
  const declared = new Map<string, { definition: StreamDefinition; done: () => void }>();
  let lastRestoreMs = Number.NEGATIVE_INFINITY;
  const restore = async (link: Link, name: string) => {
    const entry = declared.get(name);
    if (!entry) return;
    await makeStream(link.manager, configOf(entry.definition));
    entry.done();
  };
  const attempt = (link: Link, name: string) =>
    restore(link, name).catch((error: unknown) => {
      if (!link.lost.aborted) log.warn({ err: error, stream: name }, 'a stream could not be made or changed');
    });
  connection.onUp((link) => {
    for (const name of declared.keys()) void attempt(link, name);
  });
  return {
    declare: (definition) =>
      new Promise((resolve) => {
        declared.set(definition.name, { definition, done: resolve });
        const link = connection.link();
        if (link) void attempt(link, definition.name);
      }),
    restore,
    restoreAll: () => {
      const link = connection.link();
      // Many publishers find the same stream missing at once; one look a second is enough.
      if (!link || monotonicMs() - lastRestoreMs < RESTORE_PAUSE_MS) return;
      lastRestoreMs = monotonicMs();
      for (const name of declared.keys()) void attempt(link, name);
    },
  };
}

type Config = Partial<StreamConfig> & { name: string };

function configOf(d: StreamDefinition): Config {
  return {
    name: d.name,
    subjects: [...d.subjects],
    retention: d.retention === 'workqueue' ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    discard: d.discard === 'new' ? DiscardPolicy.New : DiscardPolicy.Old,
    storage: StorageType.File,
    max_age: nanos(d.maxAgeSeconds * 1000),
    max_msgs: d.maxMessages,
    max_msg_size: d.maxMessageBytes,
    duplicate_window: nanos(d.duplicateWindowSeconds * 1000),
    num_replicas: d.replicas ?? 1,
  };
}

async function makeStream(manager: JetStreamManager, config: Config): Promise<void> {
  try {
    await manager.streams.add(config);
  } catch (error) {
    if ((error as { code?: number }).code !== NAME_IN_USE) throw error;
    const { name, retention: _fixed, storage: _alsoFixed, ...changeable } = config;
    await manager.streams.update(name, changeable);
  }
}
