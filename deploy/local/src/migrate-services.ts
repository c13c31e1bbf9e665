import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '@solveig/kit/migrate';
import type { PlatformService } from './platform-state.ts';
import { repoRoot } from './repo-root.ts';

/**
 * Brings the schemas of the given services up to date, side by side, with the same code and files that
 * `solveig migrate up` uses; done in this process because five program starts would cost a second. `urlOf` gives each service's own address.
 */
export async function migrateServices(
  services: readonly PlatformService[],
  urlOf: (service: PlatformService) => string,
): Promise<void> {
  const pending = services.flatMap((service) => {
    const directory = join(repoRoot(), 'services', service, 'migrations');
    return existsSync(directory) ? [{ service, directory }] : [];
  });
  await Promise.all(
    pending.map(({ service, directory }) =>
      migrations({ url: urlOf(service), schema: service, directory })
        .up()
        .catch((cause: Error) => {
          const mend = 'If this data is of another checkout, `npm start -- --fresh` begins without it.';
          throw new Error(`the migrations of ${service} failed: ${cause.message}\n${mend}`, { cause });
        }),
    ),
  );
}
