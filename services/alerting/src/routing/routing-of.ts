import { ConfigError, type ConfigFault } from '@solveig/kit/config';
import { type AlertingSettings, splitList } from '../config.ts';
import { type EgressPolicy, urlProblem } from '../net/ssrf-guard.ts';
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
  if (!configPath) {
    const faults = environmentFaults(settings);
    if (faults.length > 0) throw new ConfigError('alerting', faults);
    return defaultConfig(settings);
  }
  try {
    return readConfigFile(configPath, settings, egressPolicyOf(settings));
  } catch (error) {
    if (!(error instanceof RoutingFileError)) throw error;
    const hint = `It is in ${configPath}`;
    const faults = error.lines.map((problem) => ({ env: 'SOLVEIG_ALERTING_CONFIG', problem, hint }));
    throw new ConfigError('alerting', faults);
  }
}

/** What single settings cannot know of each other. */
function environmentFaults(settings: AlertingSettings): ConfigFault[] {
  const { slackUrl, webhookUrl, emailTo, smtpUrl } = settings;
  const policy = egressPolicyOf(settings);
  const faults = [
    { env: 'SOLVEIG_ALERTING_SLACK_URL', problem: slackUrl && urlProblem(slackUrl, policy) },
    { env: 'SOLVEIG_ALERTING_WEBHOOK_URL', problem: webhookUrl && urlProblem(webhookUrl, policy) },
  ].flatMap(({ env, problem }) =>
    problem ? [{ env, problem: `is refused: ${problem}`, hint: 'Messages go to public https addresses' }] : [],
  );
  if (!emailTo || smtpUrl) return faults;
  const hint = 'Set SOLVEIG_ALERTING_SMTP_URL too';
  return [...faults, { env: 'SOLVEIG_ALERTING_EMAIL_TO', problem: 'names people, but there is no mail server', hint }];
}
