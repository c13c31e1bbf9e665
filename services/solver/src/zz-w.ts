import { createRequire } from 'node:module';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { loadHighsEngine } from './engines/highs-engine.ts';
import { IncumbentReporter } from './workers/incumbent-reporter.ts';
import { peakMemoryMegabytes, resetPeakMemory } from './workers/peak-memory.ts';
import { solveProblem } from './workers/solve-problem.ts';
import { warmUp } from './workers/warm-up.ts';

const solver = await loadHighsEngine(createRequire(import.meta.url).resolve('highs/runtime'));
await warmUp(solver);
const problem = Problem.encode(
  Problem.fromPartial({
    kind: {
      $case: 'linear',
      value: { form: { $case: 'lpText', value: 'Minimize\n c: x\nSubject To\n r: x >= 1\nEnd\n' } },
    },
  }),
).finish();
const routing = Problem.encode(
  Problem.fromPartial({
    kind: {
      $case: 'routing',
      value: {
        stops: [{ id: 's', serviceSeconds: 60 }],
        depots: [{ id: 'd' }],
        vehicles: [{ id: 'v' }],
        matrix: { durationsSeconds: [0, 600, 600, 0], distancesMeters: [0, 5000, 5000, 0] },
      },
    },
  } as never),
).finish();
const which = process.argv[2] === 'r' ? routing : problem;
const one = async () => {
  resetPeakMemory();
  const now = () => performance.now();
  const reporter = new IncumbentReporter({ id: 1, beganMs: now(), now, post: () => undefined });
  await solveProblem(
    {
      type: 'solve',
      id: 1,
      problem: which,
      travel: [],
      emergency: false,
      budgetMs: 30000,
      seed: 1,
      iterations: undefined,
      slowdown: 1,
    } as never,
    { solver, now, stop: () => false, reporter },
  );
  peakMemoryMegabytes();
  await solver.renew();
};
console.log(
  JSON.stringify(
    (
      (await solveProblem(
        {
          type: 'solve',
          id: 1,
          problem: which,
          travel: [],
          emergency: false,
          budgetMs: 30000,
          seed: 1,
          iterations: undefined,
          slowdown: 1,
        } as never,
        {
          solver,
          now: () => performance.now(),
          stop: () => false,
          reporter: new IncumbentReporter({ id: 1, beganMs: 0, now: () => 0, post: () => undefined }),
        },
      )) as any
    ).violations,
  ),
);
const N = 6000;
for (let i = 0; i < 100; i++) await one();
const c = process.cpuUsage();
const t = performance.now();
for (let i = 0; i < N; i++) await one();
const u = process.cpuUsage(c);
console.log(
  'wall us',
  (((performance.now() - t) / N) * 1000).toFixed(0),
  'cpu us',
  ((u.user + u.system) / N).toFixed(0),
);
