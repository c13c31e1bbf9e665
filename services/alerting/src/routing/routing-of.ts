import { ConfigError } from '@solveig/kit/config';
import { type AlertingSettings, splitList } from '../config.ts';
import type { EgressPolicy } from '../net/ssrf-guard.ts';
import { RoutingFileError } from './config-faults.ts';
import { defaultConfig } from './default-config.ts';
import { readConfigFile } from './file-config.ts';
import type { RoutingConfig } from './routing-config.ts';

/** Where messages may go. */
export function egressPolicyOf(settings: AlertingSettings): EgressPolicy {
  const { allowHttp, allowedHosts = '' } = settings;
  return { allowHttp, allowedTargets: new Set(splitList(allowedHosts)) };
}

/** From the file if one is named, else from the environment. A bad file is bad configuration: a ConfigError with its lines. */
export function routingOf(settings: AlertingSettings): RoutingConfig {
  const { configPath } = settings;
  if (!configPath) return defaultConfig(settings);
  try {
    return readConfigFile(configPath, settings, egressPolicyOf(settings));
  } catch (error) {
    if (!(error instanceof RoutingFileError)) throw error;
    const hint = `It is in ${configPath}`;
    const faults = error.lines.map((problem) => ({ env: 'SOLVEIG_ALERTING_CONFIG', problem, hint }));
    throw new ConfigError('alerting', faults);
  }
}
