// Bundles each process into one file: a bundle starts in a third of the time and half the memory of the sources.
//
//   services/<name>/src/main.ts               -> services/<name>/dist/main.js
//   services/solver/src/workers/worker-*.ts   -> services/solver/dist/worker-*.js
//   cli/src/main.ts                           -> cli/dist/main.js
//   services/<name>/migrations                -> services/<name>/dist/migrations
//   proto/gen/image.binpb                     -> <each dist>/image.binpb
//
// From sources, migrations lie at ../migrations and the image in proto/gen; from a bundle, both lie beside main.js.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './process.mjs';

/** CommonJS packages inside the bundle still ask for these three. */
const BANNER = `
import { createRequire as bundleCreateRequire } from 'node:module';
import { fileURLToPath as bundleFileUrlToPath } from 'node:url';
import { dirname as bundleDirname } from 'node:path';
const require = bundleCreateRequire(import.meta.url);
const __filename = bundleFileUrlToPath(import.meta.url);
const __dirname = bundleDirname(__filename);
`.trim();

/** highs finds its WebAssembly beside its own file and crashes when bundled; pg-native is optional and absent. */
const EXTERNAL = ['highs', 'pg-native'];

/** Bundle without its ending -> source, for every process that exists. */
function entryPoints() {
  const services = readdirSync(join(root, 'services'));
  const mains = services.map((name) => [`services/${name}/dist/main`, `services/${name}/src/main.ts`]);
  const workers = ['worker-process', 'worker-thread', 'side-process'].map((name) => [
    `services/solver/dist/${name}`,
    `services/solver/src/workers/${name}.ts`,
  ]);
  const all = [...mains, ...workers, ['cli/dist/main', 'cli/src/main.ts']];
  return Object.fromEntries(all.filter(([, source]) => existsSync(join(root, source))));
}

/** What esbuild is told; also used by the watching build. */
export function buildOptions() {
  return {
    absWorkingDir: root,
    entryPoints: entryPoints(),
    outdir: '.',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: BANNER },
    external: EXTERNAL,
    supported: { using: false },
    logLevel: 'warning',
  };
}

/** Builds everything; gives the bundles' paths. */
export async function build() {
  const options = buildOptions();
  const bundles = Object.keys(options.entryPoints);
  if (bundles.length === 0) return [];
  await esbuild.build(options).finally(() => esbuild.stop()); // else its process stays for as long as ours
  for (const folder of new Set(bundles.map(distFolder))) copyAssets(folder);
  return bundles.map((bundle) => `${bundle}.js`);
}

function distFolder(bundle) {
  return bundle.slice(0, bundle.indexOf('/dist/') + '/dist'.length);
}

/** Puts beside a bundle what it reads at run time. */
export function copyAssets(folder) {
  const dist = join(root, folder);
  mkdirSync(dist, { recursive: true });
  const image = join(root, 'proto/gen/image.binpb');
  if (existsSync(image)) cpSync(image, join(dist, 'image.binpb'));
  const migrations = join(dirname(dist), 'migrations');
  rmSync(join(dist, 'migrations'), { recursive: true, force: true });
  if (existsSync(migrations)) cpSync(migrations, join(dist, 'migrations'), { recursive: true });
}
