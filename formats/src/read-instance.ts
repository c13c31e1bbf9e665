import { FormatError } from './format-error.ts';
import type { Instance } from './instance.ts';
import { readCordeau } from './read-cordeau.ts';
import { readLiLim } from './read-li-lim.ts';
import { readSolomon } from './read-solomon.ts';
import { readToptw } from './read-toptw.ts';
import { readVrplib } from './read-vrplib.ts';

const READERS = {
  vrplib: readVrplib,
  solomon: readSolomon,
  'li-lim': readLiLim,
  cordeau: readCordeau,
  toptw: readToptw,
} as const satisfies Readonly<Record<string, (text: string) => Instance>>;

export type InstanceFormat = keyof typeof READERS;

/** Formats of instances, by the names that commands take. */
export const INSTANCE_FORMATS = Object.keys(READERS) as InstanceFormat[];

/** Reads an instance. Throws `FormatError`. */
export function readInstance(format: string, text: string): Instance {
  if (!Object.hasOwn(READERS, format))
    throw new FormatError(`there is no format "${format}": one of ${INSTANCE_FORMATS.join(', ')}`);
  return READERS[format as InstanceFormat](text);
}
