// Everything that can be said about the code without running it. All checks run; the failures are named at the end.
import { join } from 'node:path';
import { root, runQuietly } from './process.mjs';

const node = process.execPath;
const tool = (path) => join(root, 'node_modules', path);
const proto = join(root, 'proto');
const buf = join(proto, 'node_modules/.bin/buf');

const CHECKS = [
  {
    name: 'format, lint and import arrows',
    mend: 'npx biome check --write',
    command: tool('.bin/biome'),
    args: ['ci', '--colors=off'],
  },
  { name: 'types', command: tool('.bin/tsc'), args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'contracts: lint', command: buf, args: ['lint'], cwd: proto },
  {
    name: 'contracts: no breaking change',
    command: node,
    args: [join(root, 'scripts/breaking.mjs')],
  },
  {
    name: 'generated files up to date',
    mend: 'npm run gen',
    command: node,
    args: [join(root, 'scripts/gen.mjs'), '--check'],
  },
  { name: 'unused code and dependencies', command: tool('.bin/knip'), args: ['--no-progress'] },
];

/** Runs the checks (those whose name contains a given word, when words are given); gives the exit code. */
export async function check(words) {
  const chosen = CHECKS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  if (chosen.length === 0) {
    console.error(`no check is called ${words.join(', ')}; there are: ${CHECKS.map(({ name }) => name).join('; ')}`);
    return 2;
  }
  const failed = [];
  for (const one of chosen) if (!(await passes(one))) failed.push(one);
  if (failed.length === 0) {
    console.log(`\nall ${chosen.length} checks passed`);
    return 0;
  }
  const lines = failed.map(({ name, mend }) => `  - ${name}${mend ? `   (mend: ${mend})` : ''}`);
  console.error(`\n${failed.length} of ${chosen.length} checks failed:\n${lines.join('\n')}`);
  return 1;
}

async function passes({ name, command, args, cwd = root }) {
  const started = performance.now();
  const { code, output } = await runQuietly(command, args, { cwd });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok      ' : 'FAILED  '} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '    '));
  return code === 0;
}
