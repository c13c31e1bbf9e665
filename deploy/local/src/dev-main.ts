/**
 * `npm run dev`: a platform whose services are started again when their bundles change. `--except solver` leaves a service
 * to you and says how to run it, in a debugger say; the other arguments are those of `npm start`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeEvent } from './describe-event.ts';
import { type Platform, startPlatform } from './platform.ts';
import { type PlatformService, SERVICE_NAMES } from './platform-state.ts';
import { serviceEnvironment } from './service-environment.ts';

const { values } = parseArgs({
  options: {
    except: { type: 'string', multiple: true, default: [] },
    fresh: { type: 'boolean', default: false },
    'data-dir': { type: 'string' },
    'port-base': { type: 'string' },
  },
});
const except = values.except.flatMap((names) => names.split(',')).map(serviceName);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
const alive = setInterval(() => {}, 60_000);

try {
  const platform = await startPlatform({
    isMain: true,
    keepServersUp: true,
    except,
    fresh: values.fresh,
    ...(values['data-dir'] ? { dataDir: values['data-dir'] } : {}),
    ...(values['port-base'] ? { ports: Number(values['port-base']) } : {}),
    onEvent: (event) => {
      const line = describeEvent(event);
      if (line) console.log(line);
    },
    signal: stopping.signal,
  });
  for (const name of except) console.log(howToRun(platform, name));
  console.log(
    `the platform is up: ${platform.addresses.rest}, logs in ${platform.state().logDir}; sources are watched`,
  );
  process.on('message', ({ rebuilt }: { rebuilt: PlatformService[] }) => void restart(platform, rebuilt));
  if (!stopping.signal.aborted) await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  await platform.stop();
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
} finally {
  clearInterval(alive);
  if (process.connected) process.disconnect();
}

async function restart(platform: Platform, rebuilt: readonly PlatformService[]): Promise<void> {
  for (const name of rebuilt.filter((service) => !except.includes(service))) {
    console.log(`${name} changed`);
    try {
      await platform.service(name).restart();
      await platform.service(name).waitReady();
    } catch (error) {
      console.error((error as Error).message);
    }
  }
}

/** Writes the settings that the platform would give the service, and says the command that uses them. */
function howToRun(platform: Platform, name: PlatformService): string {
  const settings = Object.entries(serviceEnvironment(name, platform)).filter(([key]) => key.startsWith('SOLVEIG_'));
  const file = join(platform.dataDir, `${name}.env`);
  writeFileSync(file, settings.map(([key, value]) => `${key}=${value}\n`).join(''), { mode: 0o600 });
  return `${name} is yours: node --env-file=${file} --import tsx services/${name}/src/main.ts`;
}

function serviceName(text: string): PlatformService {
  const found = SERVICE_NAMES.find((name) => name === text);
  if (!found) throw new Error(`there is no service "${text}"; there are ${SERVICE_NAMES.join(', ')}`);
  return found;
}
