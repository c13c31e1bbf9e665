import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freePort } from '../src/free-port.ts';

const leaseOf = (port: number) => join(tmpdir(), 'solveig-ports', String(port));

/** Makes every draw from the ports come out the same. */
function alwaysDraw(port: number): Disposable {
  const spy = vi.spyOn(Math, 'random').mockReturnValue((port - 15_000 + 0.5) / 17_000);
  return { [Symbol.dispose]: () => spy.mockRestore() };
}

test('no port is given twice while its holder lives', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, freePort));
  expect(new Set(ports).size).toBe(200);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test('the lease of a dead process is worth nothing', async () => {
  const { pid } = spawnSync('true');
  const port = await freePort();
  writeFileSync(leaseOf(port), String(pid));
  using _ = alwaysDraw(port);
  expect(await freePort()).toBe(port);
  await expect(freePort()).rejects.toThrow('no free port found');
});

test('a process that ends gives its ports back', () => {
  const script = `import { freePort } from ${JSON.stringify(new URL('../src/free-port.ts', import.meta.url).href)};
    console.log(await freePort());`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(existsSync(leaseOf(Number(stdout)))).toBe(false);
});
