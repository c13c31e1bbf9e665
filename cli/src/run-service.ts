import { spawn } from 'node:child_process';
import type { PlatformService } from '@solveig/local/platform-state';
import { bundleOf } from './repo.ts';

export interface ServiceRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of a service's own program, such as `config check`, and gives what it said. */
export function runService(
  service: PlatformService,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ServiceRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundleOf(service), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}
