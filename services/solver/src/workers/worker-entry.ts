import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file that a child process runs. Beside the service's bundle lie the workers' bundles; from sources they are built first. */
export function workerFile(name: 'worker-process' | 'side-process'): string {
  const own = fileURLToPath(import.meta.url);
  return join(own.endsWith('.ts') ? bundleFromSources(dirname(own)) : dirname(own), `${name}.js`);
}

let built: string | undefined;

/**
 * Bundles the workers from the sources in `folder` (tests and tsx only), for
 * Node 20 loads no TypeScript in a thread. The result lies under a name made of
 * its content, where packages can be found; it is never changed once it is there.
 */
function bundleFromSources(folder: string): string {
  built ??= write(folder, bundle(folder));
  return built;
}

interface Esbuild {
  buildSync(options: object): { outputFiles: { path: string; contents: Uint8Array }[] };
}

function bundle(folder: string): { name: string; contents: Uint8Array }[] {
  const esbuild = createRequire(import.meta.url)('esbuild') as Esbuild;
  const { outputFiles } = esbuild.buildSync({
    entryPoints: ['worker-process', 'worker-thread', 'side-process'].map((name) => join(folder, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['highs'],
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
}

function write(folder: string, files: { name: string; contents: Uint8Array }[]): string {
  const hash = createHash('sha256');
  for (const { contents } of files) hash.update(contents);
  const cache = join(folder, '../../node_modules/.cache');
  const target = join(cache, `workers-${hash.digest('hex').slice(0, 16)}`);
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  for (const { name, contents } of files) writeFileSync(join(draft, name), contents);
  writeFileSync(join(draft, 'package.json'), '{"type":"module"}');
  try {
    renameSync(draft, target);
  } catch {
    // Another process was first with the same content.
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}
