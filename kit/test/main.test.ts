import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { until } from './kit-setup.ts';

interface Run {
  child: ChildProcess;
  output: () => string;
  /** The exit code. */
  ended: Promise<number | null>;
}

function run(argv: string[], env: NodeJS.ProcessEnv = {}, pipe: 'pipe' | 'ignore' = 'ignore'): Run {
  const fixture = fileURLToPath(new URL('./main-fixture.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, ...argv], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', pipe],
  });
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return { child, output: () => text, ended };
}

describe('runMain', () => {
  it('stops in order and exits 0 on SIGTERM, and when its parent is gone', async () => {
    const terminated = run([]);
    const orphaned = run([], { SOLVEIG_PARENT_PIPE: '3' }, 'pipe');
    await until(() => terminated.output().includes('running') && orphaned.output().includes('running'));
    terminated.child.kill('SIGTERM');
    orphaned.child.stdio[3]?.destroy();
    expect(await Promise.all([terminated.ended, orphaned.ended])).toEqual([0, 0]);
    expect(terminated.output()).toContain('stopped in order');
    expect(orphaned.output()).toContain('stopped in order');
  });

  it('exits 78 on bad settings and 1 on a failed start or a crash, and says why', async () => {
    const misconfigured = run([], { SOLVEIG_TEST_MODE: 'dance', SOLVEIG_ENVIRONMENT: 'prod' });
    const failed = run([], { SOLVEIG_TEST_MODE: 'fail' });
    const crashed = run([], { SOLVEIG_TEST_MODE: 'crash' });
    const crashedEarly = run([], { SOLVEIG_TEST_MODE: 'crash-at-start' });
    const all = [misconfigured, failed, crashed, crashedEarly];
    expect(await Promise.all(all.map(({ ended }) => ended))).toEqual([78, 1, 1, 1]);
    expect(misconfigured.output()).toContain('2 settings are wrong');
    expect(crashedEarly.output()).toContain('boom');
    expect(failed.output()).toContain('no database');
    expect(crashed.output()).toMatch(/boom[\s\S]*stopped in order/);
  });

  it('checks and lists its settings, and explains itself', async () => {
    const check = run(['config', 'check'], { SOLVEIG_LOG_LEVEL: 'debug' });
    const list = run(['config', 'list']);
    const nonsense = run(['dance']);
    expect(await Promise.all([check.ended, list.ended, nonsense.ended])).toEqual([0, 0, 1]);
    expect(check.output()).toContain('SOLVEIG_LOG_LEVEL=debug');
    expect(JSON.parse(list.output())[0]).toMatchObject({ env: 'SOLVEIG_ENVIRONMENT', guideName: 'NODE_ENV' });
    expect(nonsense.output()).toContain('usage: solver');
  });
});
