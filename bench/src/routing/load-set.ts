import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UnsupportedFeature } from '@solveig/formats/format-error';
import type { Instance } from '@solveig/formats/instance';
import { readInstance } from '@solveig/formats/read-instance';
import { type Rounding, roundingOf } from '@solveig/formats/rounding';
import { toRouting } from '@solveig/formats/to-routing';
import type { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { type BestEntry, DATA_SETS, type DataSet, type Reference } from './data-sets.ts';

/** One instance as the benchmark needs it. */
export interface BenchInstance {
  readonly set: string;
  readonly name: string;
  readonly path: string;
  readonly instance: Instance;
  readonly rounding: Rounding;
  readonly reference: Reference;
  readonly problem: Routing;
}

/** Where an instance lies and what it is compared with; reading it is left for its turn. */
export interface BenchEntry {
  readonly set: string;
  readonly name: string;
  readonly path: string;
  readonly data: DataSet;
  readonly reference: Reference;
}

/** The instances of a set that lie in `folder`/`set`, by name. Throws when there is no such set or folder. */
export function listSet(folder: string, set: string): BenchEntry[] {
  const data = Object.hasOwn(DATA_SETS, set) ? DATA_SETS[set] : undefined;
  if (!data) throw new Error(`there is no set "${set}"; there are: ${Object.keys(DATA_SETS).join(', ')}`);
  const files = readdirSync(join(folder, set)).filter((file) => file.endsWith(data.extension));
  const known = JSON.parse(readFileSync(join(folder, set, 'bks.json'), 'utf8')).instances as Record<string, BestEntry>;
  return files.sort(inOrder).map((file) => {
    const name = basename(file, data.extension);
    const reference = data.reference(known[name] ?? {});
    return { set, name, path: join(folder, set, file), data, reference };
  });
}

function inOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Reads an instance; gives the features that stand in the way where the model cannot hold it. */
export function loadInstance({ set, name, path, data, reference }: BenchEntry): BenchInstance | UnsupportedFeature {
  const read = readInstance(data.format, readFileSync(path, 'utf8'));
  const instance = reference.routes === undefined ? read : withRoutes(read, reference.routes);
  const rounding = roundingOf(reference.rounding ?? instance.rounding);
  try {
    const problem = toRouting(instance, rounding);
    return { set, name, path, instance, rounding, reference, problem };
  } catch (error) {
    if (error instanceof UnsupportedFeature) return error;
    throw error;
  }
}

function withRoutes(instance: Instance, count: number): Instance {
  return { ...instance, fleets: instance.fleets.map((fleet) => ({ ...fleet, count })) };
}
