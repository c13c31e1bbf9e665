import { join } from 'node:path';
import { type PlatformService, SERVICE_NAMES } from '@solveig/local/platform-state';
import { repoRoot } from '@solveig/local/repo-root';
import { UsageError } from './exit.ts';

/** The bundle of a service in this checkout. */
export function bundleOf(service: PlatformService): string {
  return join(repoRoot(), 'services', service, 'dist', 'main.js');
}

/** The named service, or all when none is named. */
export function servicesNamed(name: string | undefined): readonly PlatformService[] {
  if (name === undefined) return SERVICE_NAMES;
  const found = SERVICE_NAMES.find((service) => service === name);
  if (!found) throw new UsageError(`there is no service "${name}": one of ${[...SERVICE_NAMES].sort().join(', ')}`);
  return [found];
}
