import { join } from 'node:path';
import { type ServiceCommand, SupervisedService, type SupervisorListener } from './supervised-service.ts';

export interface SupervisorOptions {
  /** Where each child's output goes: `<logDir>/<name>.log`, rotated. */
  readonly logDir: string;
  readonly onEvent?: SupervisorListener;
}

/**
 * Keeps child processes running: each in its own process group, out of Ctrl-C's reach, started again with back-off
 * when it ends by itself, and gone when this process is gone.
 */
export class Supervisor implements AsyncDisposable {
  readonly #options: SupervisorOptions;
  readonly #services: SupervisedService[] = [];

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Starts a child; `waitReady` of what is returned tells when it can be used. */
  start(command: ServiceCommand): SupervisedService {
    const service = new SupervisedService(command, {
      logFile: join(this.#options.logDir, `${command.name}.log`),
      onEvent: this.#options.onEvent ?? (() => {}),
    });
    this.#services.push(service);
    service.start();
    return service;
  }

  services(): readonly SupervisedService[] {
    return this.#services;
  }

  service(name: string): SupervisedService {
    const found = this.#services.find((service) => service.name === name);
    if (!found)
      throw new Error(`no service is called ${name}; there are ${this.#services.map((one) => one.name).join(', ')}`);
    return found;
  }

  /** Stops all children, the last started first. Idempotent. */
  async stop(): Promise<void> {
    for (const service of this.#services.toReversed()) await service.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
