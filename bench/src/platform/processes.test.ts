import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { commandOf, familyOf, memoryOf } from './processes.ts';

describe('the processes of a platform', () => {
  it('are a process and everything below it, each with its memory', async () => {
    const child = spawn('sh', ['-c', 'exec 3<&0; cat <&3 & echo up; wait'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = once(child, 'exit');
    try {
      await once(child.stdout, 'data');
      const family = familyOf(process.pid).map(({ pid }) => pid);
      expect(family).toContain(process.pid);
      expect(family).toContain(child.pid);
      expect(familyOf(child.pid ?? -1).length).toBe(2);
      expect(commandOf(child.pid ?? -1)).toContain('wait');
      expect(memoryOf(process.pid)).toBeGreaterThan(10);
      expect(memoryOf(process.pid)).toBeLessThan(2_000);
    } finally {
      child.stdin.end();
      await ended;
    }
  });

  it('that are gone have neither family nor memory', () => {
    expect(familyOf(2 ** 30)).toEqual([]);
    expect(memoryOf(2 ** 30)).toBe(0);
  });
});
