// The platform, restarted service by service as sources change. One esbuild watches everything; only bundles that came
// out differently are written, so that a change in one service restarts that one, and a change in the kit all of them.
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as esbuild from 'esbuild';
import { buildOptions, copyAssets } from './build.mjs';
import { root } from './process.mjs';

/** Runs until Ctrl-C; gives the exit code. `args` go to the platform's runner. */
export async function dev(args) {
  const runner = fork(join(root, 'deploy/local/src/dev-main.ts'), args, { cwd: root, execArgv: ['--import', 'tsx'] });
  const ended = new Promise((resolve) => runner.once('exit', (code) => resolve(code ?? 1)));
  process.on('SIGINT', () => {}); // it reaches the runner from the terminal as well; we stay until that is down
  process.on('SIGTERM', () => runner.kill('SIGTERM'));

  const writer = writeChanged((services) => runner.connected && runner.send({ rebuilt: services }));
  const context = await esbuild.context({ ...buildOptions(), write: false, plugins: [writer] });
  await context.watch();
  const code = await ended;
  await context.dispose();
  return code;
}

/** Writes the bundles that differ from the last build and names their services; the first build only learns. */
function writeChanged(tell) {
  const known = new Map();
  return {
    name: 'write-changed',
    setup(build) {
      build.onEnd(({ errors, outputFiles }) => {
        if (errors.length > 0) return; // esbuild has printed them; the running bundles stay as they are
        const isFirst = known.size === 0;
        const changed = outputFiles.filter(({ path, hash }) => known.get(path) !== hash);
        for (const { path, hash, contents } of changed) {
          known.set(path, hash);
          writeFileSync(path, contents);
        }
        if (isFirst) return;
        const paths = changed.map(({ path }) => relative(root, path)).filter((path) => path.endsWith('.js'));
        const services = new Set(paths.flatMap((path) => /^services\/([^/]+)\//.exec(path)?.[1] ?? []));
        for (const service of services) copyAssets(`services/${service}/dist`);
        if (services.size > 0) tell([...services]);
      });
    },
  };
}
