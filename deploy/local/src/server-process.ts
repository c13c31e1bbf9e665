import { spawn } from 'node:child_process';
import { watchForOurDeath } from './death-watch.ts';
import { RotatedFile } from './rotated-file.ts';

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Everything the server prints goes here, rotated by size. */
  readonly logFile: string;
  /** The signal by which this server stops politely. */
  readonly stopSignal: NodeJS.Signals;
}

export interface ExitInfo {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A foreign server that runs beside us, out of Ctrl-C's reach, and that ends when we end. */
export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<ExitInfo>;
  isRunning(): boolean;
  /** The last lines that it printed, for error messages. */
  tail(): string;
  /** Asks politely, waits `graceMs`, then kills. */
  stop(graceMs?: number): Promise<void>;
  kill9(): Promise<void>;
}

const TAIL_CHARACTERS = 4_000;

/** Starts a server in its own process group, with its output in a rotated file. Rejects when it cannot be run at all. */
export async function spawnServer(server: ServerCommand): Promise<ServerProcess> {
  const log = new RotatedFile(server.logFile);
  const child = spawn(server.command, server.args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: server.env ?? { PATH: process.env.PATH, LANG: 'C' },
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
    ...(server.uid === undefined ? {} : { uid: server.uid }),
    ...(server.gid === undefined ? {} : { gid: server.gid }),
  });
  let tail = '';
  const record = (chunk: Buffer): void => {
    log.write(chunk);
    tail = (tail + chunk.toString('utf8')).slice(-TAIL_CHARACTERS);
  };
  child.stdout.on('data', record);
  child.stderr.on('data', record);

  const exited = new Promise<ExitInfo>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  let running = true;
  child.once('exit', () => {
    running = false;
  });
  const pid = await pidOf(child, server.command);
  const endWatch = watchForOurDeath(pid, server.stopSignal);
  void exited.then(() => {
    endWatch();
    log.close();
  });
  // A caller that forgets to stop us must not hang: its exit ends the server through the death watch.
  const handles = [child, child.stdout, child.stderr] as unknown as { ref(): void; unref(): void }[];
  const hold = (): void => {
    for (const handle of handles) handle.ref();
  };
  for (const handle of handles) handle.unref();

  const kill9 = async (): Promise<void> => {
    hold();
    if (running) killGroup(pid);
    await exited;
  };
  const stop = async (graceMs = 10_000): Promise<void> => {
    hold();
    if (!running) return void (await exited);
    child.kill(server.stopSignal);
    const timer = setTimeout(() => killGroup(pid), graceMs);
    await exited;
    clearTimeout(timer);
  };
  return { pid, exited, isRunning: () => running, tail: () => tail.trim(), stop, kill9 };
}

function pidOf(child: ReturnType<typeof spawn>, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`cannot run ${command}: ${cause.message}`, { cause })));
    child.once('spawn', () => resolve(child.pid as number));
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
