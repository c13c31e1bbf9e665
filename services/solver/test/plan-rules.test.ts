import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ROUTING_VIOLATION_KINDS } from '#domain/routing/plan-rules';

it('the README lists every rule that a route plan can break', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(ROUTING_VIOLATION_KINDS.filter((kind) => !readme.includes(`\`${kind.toUpperCase()}\``))).toEqual([]);
});
