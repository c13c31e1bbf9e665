// What each npm script does once Node is known to do.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build-if-stale.mjs';
import { ensureInstalled } from './install.mjs';
import { root, run, runQuietly } from './process.mjs';

const HELP = `usage: node scripts/bootstrap.mjs <verb> [arguments]

  start    install, build, start the platform, solve the samples      (npm start)
  test     every test, or those whose path contains a word            (npm test -- solver)
  check    format, lint, types, contracts, generated code, unused     (npm run check)
  build    bundle services and CLI                                    (npm run build)
  gen      write generated code and reference pages                   (npm run gen)
  dev      the platform, restarted as sources change                  (npm run dev -- --except solver)
  demo     a scripted run with failures, checked                      (npm run demo)
  chaos    jobs while everything is killed, checked                   (npm run chaos -- --seed 1 --jobs 500)
  bench    measurements                                               (npm run bench -- platform, routing)
  test:containers  the integration tests on containers
`;

const TSX = ['--import', 'tsx'];

/** The tests that talk to NATS and Postgres; the others would only repeat themselves. */
const CONTAINER_TESTS = [
  'kit/',
  'services/solver/test',
  'services/monitor/test',
  'services/alerting/test',
  'services/gateway/test',
];

/** Each gives the exit code. */
const VERBS = {
  async start(args) {
    await prepare();
    return cli('up', ...args);
  },
  async test(args) {
    await prepare();
    return run(process.execPath, [bin('vitest/vitest.mjs'), 'run', ...args]);
  },
  async 'test:containers'(args) {
    await prepare();
    const engine = await runQuietly('docker', ['version', '--format', '{{.Server.Version}}'], {
      timeout: 10_000,
    }).catch(({ message }) => ({ code: 1, output: message }));
    if (engine.code !== 0) {
      console.log(
        `SKIPPED: the tests on containers need a Docker engine, and none answers here:\n  ${engine.output.trim()}`,
      );
      return 0;
    }
    const paths = args.length > 0 ? args : CONTAINER_TESTS;
    const env = { ...process.env, SOLVEIG_TEST_CONTAINERS: '1' };
    return run(process.execPath, [bin('vitest/vitest.mjs'), 'run', ...paths], { env });
  },
  async check(args) {
    await ensureInstalled();
    const { check } = await import('./check.mjs');
    return check(args);
  },
  async build() {
    await ensureInstalled();
    await ensureBuilt({ always: true });
    return 0;
  },
  async gen(args) {
    await ensureInstalled();
    return run(process.execPath, [join(root, 'scripts/gen.mjs'), ...args]);
  },
  async dev(args) {
    await prepare();
    const { dev } = await import('./dev.mjs');
    return dev(args);
  },
  async demo(args) {
    await prepare();
    return program('test/src/demo.ts', args);
  },
  async chaos(args) {
    await prepare();
    return program('test/src/chaos.ts', args);
  },
  async bench(args) {
    await prepare();
    return program('bench/src/main.ts', args);
  },
};

/** Runs a verb and gives the exit code of the process. */
export async function runVerb(verb, args) {
  if (verb === undefined || verb === 'help' || verb === '--help') {
    console.log(HELP);
    return verb === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(VERBS, verb)) {
    console.error(`there is no "${verb}".\n\n${HELP}`);
    return 2;
  }
  return VERBS[verb](args);
}

async function prepare() {
  await ensureInstalled();
  await ensureBuilt();
}

function bin(path) {
  return join(root, 'node_modules', path);
}

/** The CLI in this very process: one Node less to start, to hold in memory, and to hand signals through. */
async function cli(...args) {
  const main = join(root, 'cli/dist/main.js');
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
  return process.exitCode;
}

function program(path, args) {
  if (!existsSync(join(root, path))) {
    const error = new Error(`this checkout has no ${path}`);
    error.expected = true;
    throw error;
  }
  return run(process.execPath, [...TSX, join(root, path), ...args]);
}
