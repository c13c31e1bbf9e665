// Installs the dependencies with the pinned pnpm, only when what they depend on has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expected, oneAtATime, root, runQuietly, stateFolder } from './process.mjs';

const STAMP = join(stateFolder, 'install.stamp');

/** Brings node_modules up to date; does nothing, and asks nobody, when it is. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await oneAtATime('install', async () => {
    if (isInstalled()) return; // the other command has done it
    await install();
    mkdirSync(stateFolder, { recursive: true });
    writeFileSync(STAMP, fingerprint());
  });
}

function isInstalled() {
  return (
    existsSync(join(root, 'node_modules/.modules.yaml')) &&
    existsSync(STAMP) &&
    readFileSync(STAMP, 'utf8') === fingerprint()
  );
}

async function install() {
  const pnpm = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;
  console.error(`solveig: installing dependencies with ${pnpm} (once; about a minute when nothing is cached)`);
  // --yes: an npmrc may refuse npx; CI=true: pnpm must not ask; --prefer-offline: 0.7 s instead of 71 s without a network.
  const args = [
    '--yes',
    '--prefer-offline',
    pnpm,
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--reporter=append-only',
  ];
  const { code, output } = await runQuietly('npx', args, { env: { ...process.env, CI: 'true' } }).catch((error) => {
    throw expected(`npx, which comes with Node, cannot be run: ${error.message}`);
  });
  if (code !== 0) throw expected(`${tail(output)}\n\nsolveig: the installation failed. ${mend(output)}`);
}

/** What a person can do about the known ways in which an installation fails. */
function mend(output) {
  if (/ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile/i.test(output))
    return 'pnpm-lock.yaml does not fit the package.json files: take both from the same commit, or, after changing a dependency on purpose, run `npx pnpm install --no-frozen-lockfile`.';
  if (
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL/i.test(output)
  )
    return 'The package registry cannot be reached. The network is needed for the first start only; behind a proxy set HTTPS_PROXY, for a mirror run `npm config set registry <address>`, then start again.';
  if (/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_/i.test(output))
    return "The registry's certificate is not trusted here: name your own authority in NODE_EXTRA_CA_CERTS.";
  if (/ENOSPC/i.test(output)) return 'The disk is full: about 1 GB is needed.';
  if (/EACCES|EPERM|EROFS/i.test(output))
    return `The checkout or your HOME cannot be written to: ${root} must belong to you.`;
  return 'The lines above say why.';
}

function tail(output) {
  return output.trimEnd().split('\n').slice(-30).join('\n');
}

/** Changes with the lock file, any package.json, the version of Node, or the kind of machine. */
function fingerprint() {
  const hash = createHash('sha256').update([process.version, process.platform, process.arch].join());
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packageFiles()]) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

/** The package.json of the root and of every workspace package, by the patterns of pnpm-workspace.yaml. */
function packageFiles() {
  const yaml = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const patterns = [.../^packages:\n((?: {2}- .+\n)+)/m.exec(yaml)[1].matchAll(/- ["']?([^"'\n]+)/g)].map(
    (match) => match[1],
  );
  const folders = patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : [];
  });
  return ['package.json', ...folders.map((folder) => `${folder}/package.json`)]
    .filter((path) => existsSync(join(root, path)))
    .sort();
}
