import type { Command } from 'commander';
import { lazy } from './lazy.ts';
import { positiveInteger } from './positive-integer.ts';

/** What is done with a problem while one waits: solve, quote, evaluate, explain, slots, diff. */
export function addProblems(program: Command): void {
  program
    .command('solve <file>')
    .description('solve a problem: a JSON file, LP or MPS text (.lp, .mps), or a routing instance (.vrp, or --format)')
    .option('--watch', 'show value, bound and gap while it is solved')
    .option('--out <file>', 'write the whole result as JSON to this file; routes of an instance to a .sol file')
    .option('--format <name>', 'the file is an instance: vrplib, solomon, li-lim, cordeau, toptw or vroom')
    .option('--rounding <name>', "lengths of an instance: round, dimacs, trunc2, exact or double (default: its set's)")
    .option('--budget <time>', 'time budget, for example 500ms, 10s, 2m')
    .option('--seconds <n>', 'time budget in seconds', positiveInteger)
    .option('--template <id>', 'the template that the problem is made from')
    .option('--seed <n>', 'random seed', positiveInteger)
    .option('--iterations <n>', 'iteration budget: same seed, same answer', positiveInteger)
    .option('--stop-at-gap <share>', 'end when the proved gap is at most this, for example 2%')
    .option(
      '--stop-at-quality <share>',
      'end when the quality, proved or estimated, is at least this, for example 0.97',
    )
    .option('--relax <steps>', 'what may be bent, in order: windows:2h,overtime:1h,stops:2,leave-out')
    .option('--no-relax', 'bend nothing: without a plan that keeps every rule, say what is in conflict')
    .option('--upgrade', 'leave a job of low priority that goes on from the answer, and print its id')
    .option('--upgrade-budget <time>', 'with --upgrade: how long the job may take (default: ten times the budget)')
    .option('--submit', 'submit it as a job that survives crashes, and print its id')
    .option('--idempotency-key <key>', 'with --submit: the same key gives the same job')
    .option('--priority <p>', 'with --submit: hi, norm or low')
    .action(
      lazy(
        () => import('../commands/solve.ts'),
        (m, options, [file]) => m.solve(file, options),
      ),
    );

  program
    .command('quote <file>')
    .description('what a solve will take: risk, likely faults, deadline, predicted gap, time and memory')
    .option('--budget <time>', 'predict for this budget (default: the recommended deadline)')
    .action(
      lazy(
        () => import('../commands/quote.ts'),
        (m, options, [file]) => m.quote(file, options),
      ),
    );

  program
    .command('evaluate <problem> <plan>')
    .description('check a plan of your own, or what `solve --out` wrote; exit code 1 when it is not feasible')
    .option('--allow-estimates', 'measure by straight lines when the distance service gives nothing')
    .action(
      lazy(
        () => import('../commands/evaluate.ts'),
        (m, options, [problem, plan]) => m.evaluate(problem, plan, options),
      ),
    );

  program
    .command('explain [problem] [plan]')
    .description('why stops are left out or rules contradict, and what would help; without a plan a quick one is made')
    .option('--job <id>', 'explain the answer of a job instead')
    .option('--budget <time>', 'time for the search for reasons (default 3s, most 30s)')
    .option('--allow-estimates', 'measure by straight lines when the distance service gives nothing')
    .action(
      lazy(
        () => import('../commands/explain.ts'),
        (m, options, [problem, plan]) => m.explain(problem, plan, options),
      ),
    );

  program
    .command('slots [problem] [plan]')
    .description('where one more stop, place or shipment would fit into a plan, and when somebody could come')
    .option('--job <id>', 'the problem and the answer of a job instead')
    .option('--new <file>', 'what is new: a stop or place as JSON, or {"stops": ..., "shipment": ..., "travel": ...}')
    .option('--left-out <id>', 'instead: a stop, place or shipment that the plan leaves out')
    .option('--per-vehicle <n>', 'slots for each vehicle and day (default 1, most 20)', positiveInteger)
    .option('--limit <n>', 'slots in all (default 20)', positiveInteger)
    .option('--allow-estimates', 'measure by straight lines when the distance service gives nothing')
    .action(
      lazy(
        () => import('../commands/slots.ts'),
        (m, options, [problem, plan]) => m.slots(problem, plan, options),
      ),
    );

  program
    .command('diff <problem> <before> <after>')
    .description('what changed between two answers to one problem: files with plans or results, or ids of jobs')
    .action(
      lazy(
        () => import('../commands/diff.ts'),
        (m, options, [problem, before, after]) => m.diff(problem, [before, after], options),
      ),
    );
}
