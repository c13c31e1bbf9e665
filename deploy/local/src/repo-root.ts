import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The absolute path of the checkout: the nearest folder above this file that holds the workspace file. It works from
 * the source tree and from a bundle alike, since both lie inside the checkout.
 */
export function repoRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('solveig runs from its checkout, but no pnpm-workspace.yaml lies above it');
    folder = parent;
  }
  return folder;
}

/** Where downloads that every platform and test of this checkout shares are kept. */
export function cacheDirectory(): string {
  return join(repoRoot(), '.solveig', 'cache');
}
