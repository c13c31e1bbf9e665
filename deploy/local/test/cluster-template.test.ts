import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterTemplate } from '../src/cluster-template.ts';
import { temporaryFolder } from '../src/testing.ts';

function emptyFolder(path: string): string {
  mkdirSync(path, { mode: 0o700 });
  return path;
}

test('a cluster that was kept is copied for one that is made the same way, and for no other', async () => {
  using folder = temporaryFolder('template');
  const cache = join(folder.path, 'cache');
  const first = emptyFolder(join(folder.path, 'first'));
  writeFileSync(join(first, 'PG_VERSION'), '15');
  const template = clusterTemplate(['initdb', '--locale=C'], cache);
  const second = emptyFolder(join(folder.path, 'second'));
  expect(await template.copyTo(second)).toBe(false);
  await template.keep(first);
  expect(await template.copyTo(second)).toBe(true);
  expect(readFileSync(join(second, 'PG_VERSION'), 'utf8')).toBe('15');
  expect(statSync(second).mode & 0o777).toBe(0o700);
  expect(await clusterTemplate(['initdb', '--locale=de'], cache).copyTo(emptyFolder(join(folder.path, 'third')))).toBe(
    false,
  );
});

test('a cache that cannot be written is no fault', async () => {
  using folder = temporaryFolder('template');
  const cache = join(folder.path, 'cache');
  writeFileSync(cache, 'a file where a folder should be');
  const template = clusterTemplate(['initdb'], cache);
  await template.keep(emptyFolder(join(folder.path, 'cluster')));
  expect(await template.copyTo(emptyFolder(join(folder.path, 'other')))).toBe(false);
});
