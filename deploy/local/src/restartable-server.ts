import type { ExitInfo, ServerProcess } from './server-process.ts';

/** The life of a server that can be stopped, killed on purpose, started again, and that may crash by itself. */
export class RestartableServer {
  readonly #start: (isFirst: boolean) => Promise<ServerProcess>;
  readonly #onUnexpectedExit: (exit: ExitInfo) => void;
  #current: ServerProcess | undefined;
  #last: Promise<void> = Promise.resolve();
  /** The process whose end was asked for. */
  #dismissed: ServerProcess | undefined;

  /** `start` gives the process once it can be used; it is told whether it is the first start. */
  constructor(
    start: (isFirst: boolean) => Promise<ServerProcess>,
    onUnexpectedExit: (exit: ExitInfo) => void = () => {},
  ) {
    this.#start = start;
    this.#onUnexpectedExit = onUnexpectedExit;
  }

  get pid(): number {
    if (!this.#current) throw new Error('the server has not been started');
    return this.#current.pid;
  }

  isRunning(): boolean {
    return this.#current?.isRunning() ?? false;
  }

  start(): Promise<void> {
    return this.#inTurn(() => this.#startNow());
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stopNow());
  }

  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#stopNow();
      await this.#startNow();
    });
  }

  async kill9(): Promise<void> {
    this.#dismissed = this.#current;
    await this.#current?.kill9();
  }

  async #startNow(): Promise<void> {
    const started = await this.#start(this.#current === undefined);
    this.#current = started;
    void started.exited.then((exit) => {
      if (this.#dismissed !== started && this.#current === started) this.#onUnexpectedExit(exit);
    });
  }

  async #stopNow(): Promise<void> {
    this.#dismissed = this.#current;
    await this.#current?.stop();
  }

  /** One after the other: a stop that comes while it starts must find, and stop, what has started. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(step);
    this.#last = turn.catch(() => {}); // told to whoever asked for that step
    return turn;
  }
}
