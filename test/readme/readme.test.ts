import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Platform } from '@solveig/local/platform';
import { repoRoot } from '@solveig/local/repo-root';
import { startTestPlatform, temporaryFolder } from '@solveig/local/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksToRun } from '../src/readme-blocks.ts';
import { quickProgram } from '../src/samples.ts';
import { openStage, type Stage } from '../src/stage.ts';
import { submitJob } from '../src/stage-moves.ts';

/** What a line of a block says when it works. */
const TELL_TALES: readonly (readonly [line: RegExp, output: RegExp])[] = [
  [/solveig solve \S+itinerary/, /^(FEASIBLE|OPTIMAL) [\s\S]*2026-12-04: \d\d:\d\d-\d\d:\d\d, \d+ visits/m],
  [/solveig evaluate/, /^FEASIBLE {2}value [\d.]+\npart of the value/m],
  [/solveig solve \S+delivery\S+ --submit/, /^[0-9a-f]{8}-[0-9a-f-]{27}$/m],
  [/solveig jobs$/m, /^job +kind +state[\s\S]* routing +(queued|dispatched|running|succeeded) /m],
  [/solveig health/, /^solver +yes[\s\S]*solving is /m],
  [/solveig trace/, /^trace [0-9a-f]{32}: \d+ spans, \d services[\s\S]*gateway/m],
  [/grpcurl .* list/, /grpc\.health\.v1\.Health[\s\S]*solveig\.solver\.v1\.SolverService/],
  [/grpcurl .*Health\/Check/, /"status": ?"SERVING"/],
  [/SolverService\/Solve/, /"SOLVE_STATUS_OPTIMAL"[\s\S]*"objective": ?12/],
  [/curl .*-X POST/, /"kind": ?"PROBLEM_KIND_LINEAR"/],
  [/curl -s http\S+jobs /, /"jobs": ?\[/],
  [/curl -sN .*events/, /^event: submitted[\s\S]*^event: completed/m],
  [/^nats .* sub /m, /Received on "solveig\.v1\.solve\.default\./],
];
const PROGRAMS = ['grpcurl', 'curl', 'nats', 'npx solveig'];

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('what the README says', { timeout: 120_000 }, () => {
  const blocks = blocksToRun(readFileSync(join(repoRoot(), 'README.md'), 'utf8'));
  const folder = temporaryFolder('readme');
  let stage: Stage;
  let env: Record<string, string>;

  beforeAll(async () => {
    stage = await openStage(await startTestPlatform());
    env = environmentOf(stage.platform, folder.path);
  }, 120_000);

  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const run = async (program: string, ...args: string[]): Promise<Ran> => {
    const child = spawn(program, args, { cwd: repoRoot(), env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = collect(child);
    const [code] = await once(child, 'close');
    return { code, ...output() };
  };

  const shell = (text: string): Promise<Ran> => run('bash', '-e', '-o', 'pipefail', '-c', text);
  const client = (command: string): Promise<Ran> => shell(`eval "$(npx solveig env)"\n${command}`);

  test('has a block that is run for each program', () => {
    const text = blocks.join('\n');
    expect(PROGRAMS.filter((program) => !new RegExp(`^([A-Z]+=\\$\\()?${program} `, 'm').test(text))).toEqual([]);
    expect(TELL_TALES.filter(([line]) => !line.test(text)).map(String)).toEqual([]);
  });

  test.each(blocks.map((block) => ({ block, name: nameOf(block) })))('works as pasted: $name', async ({ block }) => {
    // What the block listens to has to happen meanwhile.
    const solving = /^nats /m.test(block) ? solveOnAndOn(stage) : undefined;
    const ran = await shell(forPlatform(block, stage.platform));
    await solving?.end();
    expect(ran.code, `${ran.stderr}\n${ran.stdout}`).toBe(0);
    for (const [line, output] of TELL_TALES) if (line.test(block)) expect(ran.stdout).toMatch(output);
  });

  test('has a gRPC client to copy from', async () => {
    const ran = await client('npx tsx examples/clients/grpc-client.ts');
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^(FEASIBLE|OPTIMAL), value [\d.]+/) });
    expect(ran.stdout).toMatch(/^2026-12-0[456]: [a-z0-9-]+ -> /m);
  });

  test('has a REST client to copy from', async () => {
    const ran = await client('node examples/clients/rest-client.mjs');
    expect(ran.stdout).toMatch(/^accepted \/api\/v1\/jobs\/\S+\n1 submitted[\s\S]*completed/);
    expect(ran.stdout).toMatch(/JOB_STATE_SUCCEEDED: SOLVE_STATUS_OPTIMAL, objective 191\.57[\s\S]* oats 150 g/);
    expect(ran.code).toBe(0);
  });

  test('has a NATS consumer to copy from, which replays what has been', async () => {
    const ran = await client('npx tsx examples/clients/nats-consumer.ts --from 1h --count 3');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout.trim().split('\n')).toHaveLength(3);
    expect(ran.stdout).toMatch(/^\d{4}-\S+ dev\.solveig\.solve\.\w+\.v1 job=\S+/);
  });
});

/** Its first line that says what it is about. */
function nameOf(block: string): string {
  return block.split('\n').find((line) => !line.startsWith('eval ') && !line.startsWith('#')) ?? block;
}

/** The addresses of the platform instead of those that `npm start` gives. */
function forPlatform(block: string, { addresses }: Platform): string {
  return block.replaceAll('http://127.0.0.1:7700', addresses.rest).replaceAll('127.0.0.1:7701', addresses.grpc);
}

/** The environment of a shell whose PATH has a grpcurl and a nats in any case. */
function environmentOf(platform: Platform, folder: string): Record<string, string> {
  const buf = join(repoRoot(), 'proto/node_modules/.bin/buf');
  const here = import.meta.dirname;
  const nats = onPath('nats');
  script(
    folder,
    'nats',
    nats ? `exec '${nats}' "$@" --count=1` : `exec node '${join(here, 'nats-by-client.mjs')}' "$@"`,
  );
  if (!onPath('grpcurl'))
    script(folder, 'grpcurl', `BUF='${buf}' exec node '${join(here, 'grpcurl-by-buf.mjs')}' "$@"`);
  return {
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    HOME: process.env.HOME ?? '',
    SOLVEIG_PLATFORM: platform.dataDir,
  };
}

function script(folder: string, name: string, line: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

function onPath(program: string): string | undefined {
  const paths = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, program));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function collect(child: ChildProcess): () => { stdout: string; stderr: string } {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  return () => texts;
}

/** One small job after another, until told to end. */
function solveOnAndOn(stage: Stage): { end(): Promise<void> } {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await submitJob(stage, quickProgram());
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  return {
    end: () => {
      stopping.abort();
      return loop;
    },
  };
}
