import { findPlatform, type PlatformState, readKey } from '@solveig/local/platform-state';
import type { GlobalOptions } from '../connection.ts';
import { UsageError } from '../exit.ts';
import { print } from '../print.ts';

/** `solveig env`: what other programs need to reach the local platform, for `eval "$(npx solveig env)"`. */
export async function env(options: GlobalOptions): Promise<void> {
  const platform = findPlatform();
  if (!platform) throw new UsageError('no platform runs here. Start one with `npm start`');
  const variables = variablesOf(platform);
  print(options.json, variables, () =>
    Object.entries(variables)
      .map(([name, value]) => `export ${name}='${value}'`)
      .join('\n'),
  );
}

function variablesOf(state: PlatformState): Readonly<Record<string, string>> {
  const { user, password, inboxPrefix } = state.natsReader;
  return {
    SOLVEIG_URL: state.addresses.grpc,
    SOLVEIG_REST_URL: state.addresses.rest,
    SOLVEIG_API_KEY: readKey(state),
    SOLVEIG_NATS_URL: state.addresses.nats.replace('://', `://${user}:${password}@`),
    SOLVEIG_NATS_INBOX_PREFIX: inboxPrefix,
  };
}
