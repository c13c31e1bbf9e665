import type { GlobalOptions } from '../connection.ts';
import { EXIT_FAILED } from '../exit.ts';
import { print } from '../print.ts';
import { servicesNamed } from '../repo.ts';
import { runService } from '../run-service.ts';

/** `solveig config check [service]`: each service checks the environment with its own schema; every fault is reported. */
export async function configCheck(service: string | undefined, options: GlobalOptions): Promise<void> {
  const names = servicesNamed(service);
  const runs = await Promise.all(names.map((name) => runService(name, ['config', 'check'], process.env)));
  const report = names.map((name, i) => ({
    service: name,
    ok: runs[i]!.code === 0,
    output: (runs[i]!.stdout + runs[i]!.stderr).trim(),
  }));
  print(options.json, report, () =>
    report
      .map(
        ({ service: name, ok, output }) =>
          `${ok ? `${name}: ok` : ''}${ok && service === undefined ? '' : `${ok ? '\n' : ''}${output}`}`,
      )
      .join('\n'),
  );
  if (report.some(({ ok }) => !ok)) process.exitCode = EXIT_FAILED;
}
