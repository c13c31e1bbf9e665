import { findPlatform } from '@solveig/local/platform-state';
import type { GlobalOptions } from '../connection.ts';
import { EXIT_FAILED } from '../exit.ts';
import { print } from '../print.ts';
import { servicesNamed } from '../repo.ts';
import { type CheckedSettings, checkSettings, describeFaults } from '../service-settings.ts';

/** `solveig config check [service]`: each service checks this shell's environment with its own schema; every fault is reported. */
export async function configCheck(service: string | undefined, options: GlobalOptions): Promise<void> {
  const checked = await checkSettings(servicesNamed(service), () => process.env);
  print(options.json, checked, () => describe(checked));
  if (checked.faults.length > 0) process.exitCode = EXIT_FAILED;
}

function describe({ faults, settings }: CheckedSettings): string {
  const good = Object.entries(settings).map(
    ([name, values]) =>
      `${name}: ok\n${Object.entries(values)
        .map(([env, value]) => `  ${env}=${value}`)
        .join('\n')}`,
  );
  if (faults.length === 0) return good.join('\n\n');
  const count = faults.length === 1 ? '1 setting is wrong' : `${faults.length} settings are wrong`;
  const note = findPlatform()
    ? ['The platform that runs here has its own settings; this is what this shell would start.']
    : ['`npm start` sets addresses and logins itself; this is what the services would read from this shell.'];
  const ok = Object.keys(settings).length > 0 ? [`without a fault: ${Object.keys(settings).sort().join(', ')}`] : [];
  return [`${count}:`, describeFaults(faults), '', ...ok, ...note, 'All settings: docs/reference/settings.md'].join(
    '\n',
  );
}
