import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { portsFrom, requireFree } from '@solveig/local/platform-ports';
import { repoRoot } from '@solveig/local/repo-root';

/** What a command printed, and how it ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built CLI as somebody in a terminal would, in the checkout, with only this environment. */
export class Terminal {
  readonly #env: Readonly<Record<string, string>>;
  readonly #checkout: string;

  constructor(env: Readonly<Record<string, string>>, checkout = repoRoot()) {
    this.#checkout = checkout;
    this.#env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env };
  }

  /** A terminal with more variables. */
  with(env: Readonly<Record<string, string>>): Terminal {
    return new Terminal({ ...this.#env, ...env }, this.#checkout);
  }

  /** The same in another checkout. */
  in(checkout: string): Terminal {
    return new Terminal(this.#env, checkout);
  }

  async run(...args: string[]): Promise<Ran> {
    const session = this.open(...args);
    return { code: await session.ended(), stdout: session.stdout, stderr: session.stderr };
  }

  /** Runs a command that must go well, and gives what it printed. */
  async print(...args: string[]): Promise<string> {
    const ran = await this.run(...args);
    if (ran.code !== 0)
      throw new Error(`solveig ${args.join(' ')} ended with ${ran.code}:\n${ran.stderr}${ran.stdout}`);
    return ran.stdout;
  }

  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.print(...args, '--json')) as T;
  }

  /** Starts a command that goes on until it is told to stop. */
  open(...args: string[]): Session {
    const main = join(this.#checkout, 'cli', 'dist', 'main.js');
    const options = { cwd: this.#checkout, env: this.#env };
    return new Session(spawn(process.execPath, [main, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
  }
}

/** A command that is still running. */
export class Session {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown[]>;

  constructor(child: ChildProcess) {
    this.child = child;
    this.#closed = once(child, 'close');
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  /** Resolves when `text` has been printed; rejects with everything printed when the command ends before that. */
  async says(text: string): Promise<void> {
    const ended = this.ended().then((code) => {
      if (this.stdout.includes(text)) return;
      throw new Error(`it ended with ${code} and never said "${text}":\n${this.stdout}${this.stderr}`);
    });
    while (!this.stdout.includes(text)) await Promise.race([ended, once(this.child.stdout!, 'data')]);
  }

  async ended(): Promise<number | null> {
    const [code] = await this.#closed;
    return code as number | null;
  }

  /** Ctrl-C. */
  interrupt(): Promise<number | null> {
    this.child.kill('SIGINT');
    return this.ended();
  }
}

/** Above this, all ports of a platform are free. It lies below the ports that other tests draw from. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const base = 12_000 + 100 * Math.floor(Math.random() * 29);
    const isFree = await requireFree(portsFrom(base)).then(
      () => true,
      () => false,
    );
    if (isFree) return base;
  }
  throw new Error('no port base between 12000 and 14900 is free');
}
