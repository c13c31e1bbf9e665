import type { GlobalOptions } from '../connection.ts';
import { CHECKS } from '../doctor/checks.ts';
import type { Finding } from '../doctor/finding.ts';
import { EXIT_FAILED } from '../exit.ts';
import { print } from '../print.ts';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: 'ok  ', warning: 'warn', fault: 'FAIL' };

/** `solveig doctor`: each check in turn, with the mend of what is wrong. */
export async function doctor(options: GlobalOptions): Promise<void> {
  const findings: Finding[] = [];
  for (const { name, check } of CHECKS) {
    findings.push(
      await check().then(
        (found) => ({ ...found, name }),
        (error: Error) => ({
          name,
          level: 'fault' as const,
          detail: error.message,
          mend: 'report this with the output above',
        }),
      ),
    );
  }
  print(options.json, findings, () => findings.map(describe).join('\n'));
  if (findings.some((finding) => finding.level === 'fault')) process.exitCode = EXIT_FAILED;
}

function describe({ level, name, detail, mend }: Finding): string {
  const line = `${MARKS[level]}  ${name}: ${detail}`;
  return level === 'ok' || !mend ? line : `${line}\n      mend: ${mend}`;
}
