import { readFile } from 'node:fs/promises';
import { UsageError } from './exit.ts';

/** The text of a file that the user named. Throws `UsageError` where there is none. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`there is no file ${path}`);
    if (code === 'EISDIR') throw new UsageError(`${path} is a folder: name a file`);
    throw new UsageError(`${path} cannot be read: ${message}`);
  }
}

/** The same, as JSON. */
export async function readJsonFile(path: string): Promise<unknown> {
  return parseJson(path, await readTextFile(path));
}

export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
  }
}
