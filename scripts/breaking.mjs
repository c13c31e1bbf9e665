// Fails when the contracts break the released ones (proto/baseline.binpb). An image is compared with an image: given a
// workspace, buf counts the vendored protos as a second input and refuses. `--release` makes today's contracts the baseline.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './process.mjs';

const proto = join(root, 'proto');
const baseline = join(proto, 'baseline.binpb');
const buf = (...args) =>
  execFileSync(join(proto, 'node_modules/.bin/buf'), args, { cwd: proto, stdio: ['ignore', 'inherit', 'inherit'] });

const temp = mkdtempSync(join(tmpdir(), 'solveig-breaking-'));
try {
  const today = join(temp, 'today.binpb');
  buf('build', '-o', today);
  if (process.argv.includes('--release')) copyFileSync(today, baseline);
  else buf('breaking', today, '--against', baseline);
} catch (error) {
  process.exitCode = error.status ?? 1;
} finally {
  rmSync(temp, { recursive: true, force: true });
}
