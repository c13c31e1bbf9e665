import { join } from 'node:path';
import { atMost } from '../line.ts';
import { median } from '../statistics.ts';
import type { FigureSource } from './figure.ts';
import { npmStart } from './npm-start.ts';

const NAME = 'start-to-first-solve';
const STARTS = 3;

/** `npm start` of an installed and built checkout, with no data yet: the database is made too. */
export const startTime: FigureSource = {
  figures: { [NAME]: '`npm start` when installed, with no data yet, to the first solved sample, median' },
  measure: async (bench) => {
    await bench.stopPlatform();
    const seconds: number[] = [];
    for (let i = 0; i < STARTS; i++) {
      await using platform = await npmStart(join(bench.folder, `start-${i}`));
      bench.say(`${platform.firstSolvedSeconds.toFixed(2)} s`);
      seconds.push(platform.firstSolvedSeconds);
    }
    return [atMost(NAME, median(seconds), 's', 6)];
  },
};
