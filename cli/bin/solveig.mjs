#!/usr/bin/env node
// What `npx solveig` runs. It is committed, so that it works right after a clone: it installs and builds when that
// has not been done for these sources, then hands over to the bundle.
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(dirname(realpathSync(fileURLToPath(import.meta.url)))));
const from = (path) => import(pathToFileURL(join(root, path)).href);

const { requireNode } = await from('scripts/node-version.mjs').catch(() => ({ requireNode() {} }));
requireNode();

try {
  // A deployed copy has the bundle and nothing to build it from.
  if (isCheckout()) {
    const { ensureInstalled } = await from('scripts/install.mjs');
    const { ensureBuilt } = await from('scripts/build-if-stale.mjs');
    await ensureInstalled();
    await ensureBuilt();
  }
  process.argv[1] = join(root, 'cli/dist/main.js');
  await from('cli/dist/main.js');
} catch (error) {
  console.error(error.expected ? error.message : error);
  process.exitCode = 1;
}

function isCheckout() {
  try {
    return readFileSync(join(root, 'scripts/bootstrap.mjs')).length > 0;
  } catch {
    return false;
  }
}
