import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import type { ChildMessage, ChildOrder } from './messages.ts';
import { workerFile } from './worker-entry.ts';

/** How much of a child's last words is kept. */
const LAST_WORDS = 2000;

export interface ChildEvents<Message = ChildMessage> {
  onMessage(message: Message): void;
  /** The process is gone; `lastWords` is the end of its standard error. */
  onExit(how: { code: number | null; signal: string | null; lastWords: string }): void;
}

/** One child process with its solver thread, as the supervisor holds it. */
export interface WorkerChild<Order = ChildOrder> {
  readonly pid: number;
  send(order: Order): void;
  /** Ends it at once. */
  kill(): void;
}

/** The file of a child process and the flags of its Node. */
export interface ChildProgram {
  readonly file: string;
  readonly flags: readonly string[];
  readonly args?: readonly string[];
}

/** Starts a child process; it says `ready` once its engines are warm. `niceness` keeps it behind the service itself. */
export function startChild<Order extends object = ChildOrder, Message = ChildMessage>(
  niceness: number,
  events: ChildEvents<Message>,
  { file, flags, args = [] }: ChildProgram = { file: workerFile('worker-process'), flags: MEMORY_FLAGS },
): WorkerChild<Order> {
  const child = fork(file, [...args], {
    serialization: 'advanced',
    execArgv: [...flags],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(),
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  child.on('message', (message) => events.onMessage(message as Message));
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
