import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@solveig/local/platform';
import { SERVICE_NAMES } from '@solveig/local/platform-state';
import type { Seeded } from './seeded.ts';

const VICTIMS = [...SERVICE_NAMES, 'nats', 'postgres'] as const;
export type Victim = (typeof VICTIMS)[number];

/** A kill, for the record. */
export interface Kill {
  readonly victim: Victim;
  /** Seconds after the first. */
  readonly at: number;
}

/**
 * Kills -9 one part after the other, every 1 to 3 s, in an order that the seed decides; every part comes up once a round.
 * Services are started again by their supervisor, NATS and Postgres here, after up to a second and a half.
 */
export async function killEverything(
  platform: Platform,
  random: Seeded,
  durationMs: number,
  tell: (kill: Kill) => void,
): Promise<Kill[]> {
  const kills: Kill[] = [];
  const startedMs = Date.now();
  const restarts: Promise<void>[] = [];
  for (let round: Victim[] = []; Date.now() - startedMs < durationMs; ) {
    if (round.length === 0) round = random.shuffled(VICTIMS);
    const victim = round.pop() as Victim;
    const downMs = random.between(100, 1_500);
    const pauseMs = random.between(1_000, 3_000);
    const kill = { victim, at: (Date.now() - startedMs) / 1000 };
    kills.push(kill);
    tell(kill);
    if (victim === 'nats' || victim === 'postgres') {
      const server = platform[victim];
      await server.kill9();
      restarts.push(delay(downMs).then(() => server.restart()));
    } else await platform.service(victim).kill9();
    await delay(pauseMs);
  }
  await Promise.all(restarts);
  return kills;
}
