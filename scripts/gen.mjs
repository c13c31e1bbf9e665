// Generates everything that has one source elsewhere: TypeScript and the
// descriptor image from proto/, reference pages and API documents from code.
// `--check` generates into a temporary folder and fails when anything differs.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const proto = join(root, 'proto');
const bin = join(proto, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };

/** Writes proto's generated TypeScript and image under `out`. */
function generateContracts(out) {
  const template = readFileSync(join(proto, 'buf.gen.yaml'), 'utf8').replace('out: gen', `out: ${JSON.stringify(out)}`);
  buf('generate', '--include-imports', '--template', JSON.stringify(toBufTemplate(template)));
  // Only for annotations in .proto files; nothing at run time reads them as messages.
  rmSync(join(out, 'google', 'api'), { recursive: true, force: true });
  rmSync(join(out, 'google', 'protobuf', 'descriptor.ts'), { force: true });
  buf('build', '--as-file-descriptor-set', '--exclude-source-info', '-o', join(out, 'image.binpb'));
}

/** buf takes a template inline as JSON. */
function toBufTemplate(yaml) {
  const opts = [...yaml.matchAll(/^ {6}- (.+)$/gm)].map((match) => match[1]);
  const out = JSON.parse(/out: (".*")/.exec(yaml)[1]);
  return { version: 'v2', plugins: [{ local: 'protoc-gen-ts_proto', out, opt: opts }] };
}

function buf(...args) {
  execFileSync(join(bin, 'buf'), args, { cwd: proto, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Reference pages and API documents, written by docs/src/generate.ts into `out`. */
function generateDocuments(out) {
  const temp = mkdtempSync(join(tmpdir(), 'solveig-image-'));
  try {
    const image = join(temp, 'image.binpb');
    buf('build', '--as-file-descriptor-set', '-o', image);
    const generator = join(root, 'docs', 'src', 'generate.ts');
    execFileSync(process.execPath, ['--import', 'tsx', generator, out, image], {
      cwd: join(root, 'docs'),
      env,
      stdio: 'inherit',
    });
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

function files(dir, base = dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? files(path, base) : [relative(base, path)];
  });
}

/** Names of files that differ between two trees. */
function differences(fresh, committed) {
  const names = new Set([...files(fresh), ...files(committed)]);
  return [...names].filter((name) => {
    const [a, b] = [join(fresh, name), join(committed, name)];
    return !existsSync(a) || !existsSync(b) || !readFileSync(a).equals(readFileSync(b));
  });
}

if (process.argv.includes('--check')) {
  const temp = mkdtempSync(join(tmpdir(), 'solveig-gen-'));
  try {
    generateContracts(join(temp, 'gen'));
    generateDocuments(join(temp, 'reference'));
    const stale = [
      ...differences(join(temp, 'gen'), join(proto, 'gen')).map((name) => `proto/gen/${name}`),
      ...(existsSync(join(temp, 'reference'))
        ? differences(join(temp, 'reference'), join(root, 'docs', 'reference')).map((name) => `docs/reference/${name}`)
        : []),
    ];
    if (stale.length > 0) {
      console.error(`generated files are not up to date (run \`npm run gen\`):\n  ${stale.join('\n  ')}`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
} else {
  const temp = mkdtempSync(join(tmpdir(), 'solveig-gen-'));
  try {
    generateContracts(join(temp, 'gen'));
    rmSync(join(proto, 'gen'), { recursive: true, force: true });
    cpSync(join(temp, 'gen'), join(proto, 'gen'), { recursive: true });
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
  generateDocuments(join(root, 'docs', 'reference'));
}
