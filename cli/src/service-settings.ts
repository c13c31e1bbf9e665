import type { PlatformService } from '@solveig/local/platform-state';
import { runService } from './run-service.ts';

/** Something wrong with one setting, and the services that read it. */
export interface SettingFault {
  readonly env: string;
  /** Completes "NAME ...". */
  readonly problem: string;
  /** What the setting is, and which values it takes. */
  readonly hint: string;
  readonly services: readonly PlatformService[];
}

export interface CheckedSettings {
  readonly faults: readonly SettingFault[];
  /** service -> variable -> value, secrets masked; only of services without a fault. */
  readonly settings: Readonly<Partial<Record<PlatformService, Readonly<Record<string, string>>>>>;
}

interface Answer {
  readonly faults: readonly Omit<SettingFault, 'services'>[];
  readonly settings: Readonly<Record<string, string>>;
}

/** Each service's own program checks the environment; a fault that several services see is given once. */
export async function checkSettings(
  services: readonly PlatformService[],
  environmentOf: (service: PlatformService) => NodeJS.ProcessEnv,
): Promise<CheckedSettings> {
  const answers = await Promise.all(services.map((service) => ask(service, environmentOf(service))));
  const faults = new Map<string, SettingFault>();
  answers.forEach(({ faults: own }, i) => {
    for (const fault of own) {
      const key = `${fault.env}\0${fault.problem}`;
      faults.set(key, { ...fault, services: [...(faults.get(key)?.services ?? []), services[i]!] });
    }
  });
  const settings = Object.fromEntries(
    services.flatMap((service, i) => (answers[i]!.faults.length === 0 ? [[service, answers[i]!.settings]] : [])),
  );
  return { faults: [...faults.values()].sort((a, b) => b.services.length - a.services.length), settings };
}

async function ask(service: PlatformService, env: NodeJS.ProcessEnv): Promise<Answer> {
  const { stdout, stderr } = await runService(service, ['config', 'check', '--json'], env);
  try {
    return JSON.parse(stdout) as Answer;
  } catch {
    throw new Error(`${service} could not check its settings:\n${(stderr || stdout).trim()}`);
  }
}

/** `  NAME problem` and below it what the setting is, for each fault. */
export function describeFaults(faults: readonly SettingFault[]): string {
  return faults
    .map(({ env, problem, hint, services }) => {
      const readers = services.length > 1 ? `  [${[...services].sort().join(', ')}]` : '';
      return `  ${env} ${problem}\n      ${hint}${readers}`;
    })
    .join('\n');
}
