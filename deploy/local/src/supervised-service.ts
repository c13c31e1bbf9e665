import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { answersOk } from './http-probe.ts';
import { RotatedFile } from './rotated-file.ts';

export interface ServiceCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: NodeJS.ProcessEnv;
  /** Answers 200 once the service can be used. */
  readonly readyUrl?: string;
  /** How long it may take to end after SIGTERM before it is killed; 10 s when absent. */
  readonly stopGraceMs?: number;
}

/** What happened to a child, for the person who watches. */
export type SupervisorEvent =
  | { readonly type: 'started'; readonly service: string; readonly pid: number }
  | { readonly type: 'ready'; readonly service: string; readonly pid: number; readonly seconds: number }
  | { readonly type: 'crashed'; readonly service: string; readonly how: string; readonly againInMs: number }
  | { readonly type: 'misconfigured'; readonly service: string; readonly lastLines: string }
  | { readonly type: 'stopped'; readonly service: string };

export type SupervisorListener = (event: SupervisorEvent) => void;

/** The environment variable that names the file descriptor whose end tells a child that its parent is gone. */
export const PARENT_PIPE_VARIABLE = 'SOLVEIG_PARENT_PIPE';
const PARENT_PIPE_DESCRIPTOR = 3;

/** The exit code of a service whose settings are wrong: starting it again would not help. */
const EXIT_MISCONFIGURED = 78;

const FIRST_BACK_OFF_MS = 200;
const LONGEST_BACK_OFF_MS = 10_000;
/** After this long without a crash, the next one is treated as the first. */
const HEALTHY_AFTER_MS = 30_000;
const TAIL_CHARACTERS = 4_000;

/** One child process that is kept running until `stop`. */
export class SupervisedService {
  readonly name: string;
  readonly logFile: string;
  readonly #command: ServiceCommand;
  readonly #onEvent: SupervisorListener;
  readonly #log: RotatedFile;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #stopping = false;
  #misconfigured = false;
  #crashes = 0;
  #startedAt = 0;
  #restartTimer: NodeJS.Timeout | undefined;
  #tail = '';
  #announced = 0;

  constructor(command: ServiceCommand, options: { logFile: string; onEvent: SupervisorListener }) {
    this.name = command.name;
    this.logFile = options.logFile;
    this.#command = command;
    this.#onEvent = options.onEvent;
    this.#log = new RotatedFile(options.logFile);
  }

  /** The process id, or undefined between a crash and the next start. */
  get pid(): number | undefined {
    return this.isRunning() ? this.#child?.pid : undefined;
  }

  isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last lines that it has printed since it was started last. */
  tail(): string {
    return this.#tail.trim();
  }

  start(): void {
    this.#stopping = false;
    this.#misconfigured = false;
    this.#tail = '';
    const { command, args, cwd, env } = this.#command;
    const child = spawn(command, args, {
      cwd,
      env: { ...env, [PARENT_PIPE_VARIABLE]: String(PARENT_PIPE_DESCRIPTOR) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#startedAt = Date.now();
    const record = (chunk: Buffer): void => {
      this.#log.write(chunk);
      this.#tail = (this.#tail + chunk.toString('utf8')).slice(-TAIL_CHARACTERS);
    };
    child.stdout?.on('data', record);
    child.stderr?.on('data', record);
    child.stdio[PARENT_PIPE_DESCRIPTOR]?.on('error', () => {}); // the child went first
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve();
        // Its last lines say what is wrong and may still be on their way; nothing is restarted, so there is time for them.
        if (code === EXIT_MISCONFIGURED) child.once('close', () => this.#afterExit('misconfigured', code));
        else this.#afterExit(signal ? `killed by ${signal}` : `exit code ${code}`, code);
      });
      child.once('error', (error) => {
        record(Buffer.from(`cannot run ${command}: ${error.message}\n`));
        resolve();
        if (child.pid === undefined) this.#afterExit(error.message, null);
      });
    });
    if (child.pid !== undefined) this.#onEvent({ type: 'started', service: this.name, pid: child.pid });
  }

  /**
   * Resolves when its ready address answers. Rejects with its last lines when it does not in time, cannot at all, or has crashed
   * `giveUpAfterCrashes` times in a row.
   */
  async waitReady(
    timeoutMs = 30_000,
    options: { signal?: AbortSignal; giveUpAfterCrashes?: number } = {},
  ): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      options.signal?.throwIfAborted();
      if (this.#crashes >= (options.giveUpAfterCrashes ?? Number.POSITIVE_INFINITY))
        throw new Error(`${this.name} crashed ${this.#crashes} times in a row; its last lines:\n${this.tail()}`);
      if (this.#misconfigured) throw new Error(`${this.name} refuses its settings:\n${this.tail()}`);
      if (this.#stopping) throw new Error(`${this.name} was stopped before it was ready`);
      const { pid } = this;
      if (pid !== undefined && (await this.#isReady()) && this.pid === pid) {
        this.#announceReady(pid);
        return;
      }
      if (Date.now() > deadline)
        throw new Error(`${this.name} is not ready after ${timeoutMs / 1000} s; its last lines:\n${this.tail()}`);
      await delay(20);
    }
  }

  /** Kills it as a crash would; it is then started again with back-off. */
  async kill9(): Promise<void> {
    if (this.pid !== undefined) process.kill(this.pid, 'SIGKILL');
    await this.#ended;
  }

  /** Stops it politely and starts it at once. */
  async restart(): Promise<void> {
    await this.stop();
    this.start();
  }

  /** SIGTERM, a bounded wait, then SIGKILL to the whole group. It is not started again. Idempotent. */
  async stop(): Promise<void> {
    clearTimeout(this.#restartTimer);
    const alreadyStopping = this.#stopping;
    this.#stopping = true;
    const { pid } = this;
    if (pid !== undefined) {
      signalTo(pid, 'SIGTERM');
      const timer = setTimeout(() => signalTo(-pid, 'SIGKILL'), this.#command.stopGraceMs ?? 10_000);
      await this.#ended;
      clearTimeout(timer);
      signalTo(-pid, 'SIGKILL'); // grandchildren that did not heed their own parent pipe
    }
    if (!alreadyStopping) this.#onEvent({ type: 'stopped', service: this.name });
  }

  /** Stops it for good. Idempotent. */
  async close(): Promise<void> {
    await this.stop();
    this.#log.close();
  }

  #isReady(): Promise<boolean> {
    return this.#command.readyUrl === undefined ? Promise.resolve(true) : answersOk(this.#command.readyUrl);
  }

  #announceReady(pid: number): void {
    if (this.#announced === pid) return;
    this.#announced = pid;
    this.#onEvent({ type: 'ready', service: this.name, pid, seconds: (Date.now() - this.#startedAt) / 1000 });
  }

  #afterExit(how: string, code: number | null): void {
    if (this.#stopping) return;
    if (code === EXIT_MISCONFIGURED) {
      this.#misconfigured = true;
      this.#onEvent({ type: 'misconfigured', service: this.name, lastLines: this.tail() });
      return;
    }
    if (Date.now() - this.#startedAt > HEALTHY_AFTER_MS) this.#crashes = 0;
    const againInMs = Math.min(FIRST_BACK_OFF_MS * 2 ** this.#crashes, LONGEST_BACK_OFF_MS);
    this.#crashes++;
    this.#onEvent({ type: 'crashed', service: this.name, how, againInMs });
    this.#restartTimer = setTimeout(() => {
      this.start();
      this.waitReady(60_000).catch(() => {}); // only to say that it is back; whoever depends on it waits by himself
    }, againInMs);
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
