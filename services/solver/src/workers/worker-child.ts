import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import type { ChildMessage, ChildOrder } from './messages.ts';
import { workerProcessFile } from './worker-entry.ts';

/** How much of a child's last words is kept. */
const LAST_WORDS = 2000;

export interface ChildEvents {
  onMessage(message: ChildMessage): void;
  /** The process is gone; `lastWords` is the end of its standard error. */
  onExit(how: { code: number | null; signal: string | null; lastWords: string }): void;
}

/** One child process with its solver thread, as the supervisor holds it. */
export interface WorkerChild {
  readonly pid: number;
  send(order: ChildOrder): void;
  /** Ends it at once. */
  kill(): void;
}

/** Starts a child process; it says `ready` once its engines are warm. `niceness` keeps it behind the service itself. */
export function startChild(niceness: number, events: ChildEvents): WorkerChild {
  const child = fork(workerProcessFile(), {
    serialization: 'advanced',
    execArgv: MEMORY_FLAGS,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(),
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  child.on('message', (message) => events.onMessage(message as ChildMessage));
  let ended = false;
  const end = (code: number | null, signal: string | null) => {
    if (ended) return;
    ended = true;
    events.onExit({ code, signal, lastWords });
  };
  child.on('close', end);
  child.on('error', (error) => {
    lastWords += error.message;
    if (child.pid === undefined) end(null, null);
  });
  lowerPriority(child, niceness);
  return {
    pid: child.pid ?? -1,
    send: (order) => {
      // A child that is gone is told by `onExit`.
      if (child.connected) child.send(order, () => undefined);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

/** A worker computes in typed arrays and WebAssembly: a large young generation would only sit in memory. */
const MEMORY_FLAGS = ['--max-semi-space-size=4'];

/** A worker needs no secret of the service. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TZ, TMPDIR } = process.env;
  return { PATH, HOME, TZ, TMPDIR };
}

function lowerPriority(child: ChildProcess, niceness: number): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, niceness);
  } catch {
    // It ended already, or the system forbids it: only a courtesy is lost.
  }
}
