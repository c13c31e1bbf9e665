import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@solveig/kit/log';
import type { JobState } from '#domain/jobs/job-state';
import type { JobEvent } from '../store/event-rows.ts';
import type { Finish } from '../store/hold-jobs.ts';

/** Where finished jobs wait while the database is down: local files that survive this process. */
export interface Spool {
  put(finish: Finish): Promise<void>;
  remove(finish: Pick<Finish, 'id' | 'epoch'>): Promise<void>;
  /** What is left, also by an earlier process. Unreadable files are set aside and logged. */
  all(): Promise<Finish[]>;
}

const SUFFIX = '.finish.json';

export function openSpool(directory: string, log: Logger): Spool {
  const pathOf = (finish: Pick<Finish, 'id' | 'epoch'>) => join(directory, `${finish.id}.${finish.epoch}${SUFFIX}`);
  return {
    put: async (finish) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const path = pathOf(finish);
      // Written aside first: a file that is there is whole.
      await writeFile(`${path}.part`, JSON.stringify(finish, bytesAsBase64), { mode: 0o600 });
      await rename(`${path}.part`, path);
    },
    remove: (finish) => rm(pathOf(finish), { force: true }),
    all: async () => {
      const names = (await readdir(directory).catch(() => [] as string[])).filter((name) => name.endsWith(SUFFIX));
      const finishes = await Promise.all(names.map((name) => readOne(join(directory, name), log)));
      return finishes.filter((finish) => finish !== undefined);
    },
  };
}

/** Written into the file in the place of bytes. */
interface Base64 {
  base64: string;
}

function bytesAsBase64(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const bytes = this[key];
  return bytes instanceof Uint8Array ? ({ base64: Buffer.from(bytes).toString('base64') } satisfies Base64) : value;
}

async function readOne(path: string, log: Logger): Promise<Finish | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    const finish = JSON.parse(text, (_, value: unknown) =>
      isBase64(value) ? Buffer.from(value.base64, 'base64') : value,
    ) as Finish;
    if (!/^[0-9a-f-]{36}$/.test(finish.id) || !isEnd(finish.state)) throw new Error('it is not a finished job');
    return { ...finish, events: finish.events as readonly JobEvent[] };
  } catch (err) {
    log.warn({ err, path }, 'an answer in the spool cannot be read; it is set aside');
    await rename(path, `${path}.bad`).catch(() => undefined);
    return undefined;
  }
}

function isBase64(value: unknown): value is Base64 {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Base64>).base64 === 'string';
}

function isEnd(state: JobState): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED';
}
