import { readFileSync } from 'node:fs';
import { VERSION } from '@solveig/kit/version';
import { expect, it } from 'vitest';

it('names the version of the workspace', () => {
  const root = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(VERSION).toBe(root.version);
});
