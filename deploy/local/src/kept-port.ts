import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { freePort } from './free-port.ts';

/** A port that stays the same over restarts, so that clients find the server again. */
export interface KeptPort {
  get(): Promise<number>;
  current(): number;
  /** Gives up the port for another one, since it was lost to somebody else; false when it was asked for by number. */
  renew(): boolean;
}

/** The port asked for, else the one in `file`, else a free one, which is then written there. */
export function keptPort(file: string, fixed: number | undefined): KeptPort {
  let port = fixed ?? (existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined);
  return {
    async get() {
      if (port === undefined) {
        port = await freePort();
        writeFileSync(file, String(port));
      }
      return port;
    },
    current() {
      if (port === undefined) throw new Error(`the port of ${file} is asked for before its server has started`);
      return port;
    },
    renew() {
      if (fixed !== undefined) return false;
      port = undefined;
      return true;
    },
  };
}
