import type { GlobalOptions } from '../connection.ts';
import { CHECKS } from '../doctor/checks.ts';
import type { Finding } from '../doctor/finding.ts';
import { EXIT_FAILED } from '../exit.ts';
import { print } from '../print.ts';

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: 'ok  ', warning: 'warn', fault: 'FAIL' };

/** `solveig doctor`: every check, with the mend of what is wrong. */
export async function doctor(options: GlobalOptions): Promise<void> {
  const findings = await Promise.all(
    CHECKS.map(({ name, check }) =>
      check().then(
        (found): Finding => ({ ...found, name }),
        (error: Error): Finding => ({
          name,
          level: 'fault',
          detail: `the check itself failed: ${error.message}`,
          mend: 'report this with the output above',
        }),
      ),
    ),
  );
  print(options.json, findings, () => [...findings.map(describe), '', sum(findings)].join('\n'));
  if (findings.some((finding) => finding.level === 'fault')) process.exitCode = EXIT_FAILED;
}

function sum(findings: readonly Finding[]): string {
  const faults = findings.filter(({ level }) => level === 'fault').map(({ name }) => name);
  if (faults.length > 0) return `wrong: ${faults.join(', ')}. The lines marked FAIL say what to do, the topmost first.`;
  return 'nothing is wrong';
}

function describe({ level, name, detail, mend }: Finding): string {
  const line = `${MARKS[level]}  ${name}: ${detail}`;
  return level === 'ok' || !mend ? line : `${line}\n      what to do: ${mend}`;
}
