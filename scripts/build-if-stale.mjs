// Runs the build only when a source is newer than what was built from it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expected, oneAtATime, root, stateFolder } from './process.mjs';

const STAMP = join(stateFolder, 'build.stamp');

/** Everything that ends up in a bundle, or decides how it is made. */
const SOURCES = [
  'proto/gen',
  'proto/src',
  'kit/src',
  'services',
  'cli/src',
  'deploy/local/src',
  'scripts',
  'pnpm-lock.yaml',
];

/** Builds unless the last build is of these very sources. `always` builds in any case. */
export async function ensureBuilt({ always = false } = {}) {
  if (!always && isBuilt()) return;
  await oneAtATime('build', async () => {
    if (!always && isBuilt()) return;
    const state = fingerprint(); // of before the build: what changes meanwhile is built next time
    const { build } = await import('./build.mjs');
    const started = performance.now();
    const outputs = await build().catch((error) => {
      // esbuild has printed each error with its place already.
      throw expected(
        `solveig: the build failed: ${error.errors ? `${error.errors.length} errors above` : error.message}`,
      );
    });
    writeFileSync(STAMP, state);
    console.error(`solveig: built ${outputs.length} bundles in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  });
}

function isBuilt() {
  return (
    existsSync(STAMP) && existsSync(join(root, 'cli/dist/main.js')) && readFileSync(STAMP, 'utf8') === fingerprint()
  );
}

/** Names, sizes and times of all sources: a few milliseconds, where hashing their text would take many. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) addTo(hash, join(root, source));
  return hash.digest('hex');
}

function addTo(hash, path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return;
  if (!stats.isDirectory()) {
    hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (name !== 'node_modules' && name !== 'dist' && name !== 'test' && !name.endsWith('.test.ts'))
      addTo(hash, join(path, name));
  }
}
