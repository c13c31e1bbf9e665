import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Marks a folder as ours, so that `--fresh` never empties somebody's home by a slip of the pen. */
const MARKER = 'solveig-data.txt';

/** Makes the data folder, empty when `fresh`; gives its absolute path. */
export function prepareDataFolder(path: string, fresh: boolean): string {
  const folder = resolve(path);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const isOurs = names.length === 0 || names.includes(MARKER);
  if (!isOurs)
    throw new Error(`${folder} holds other things and no ${MARKER}: name a folder that is new, empty or solveig's own`);
  if (fresh) for (const name of names) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(folder, MARKER),
    'The data of a local Solveig platform. `npm start -- --fresh` empties this folder.\n',
  );
  return folder;
}
