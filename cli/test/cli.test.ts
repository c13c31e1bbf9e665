import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlatformState } from '@solveig/local/platform-state';
import { repoRoot } from '@solveig/local/repo-root';
import type { Arrival } from '@solveig/local/sinks/inbox';
import { createTestDatabase, temporaryFolder } from '@solveig/local/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePortBase, type Session, Terminal } from './terminal.ts';

/** Solves that take longer raise an alert. */
const SLOW_FROM_SECONDS = 3;
const MPS = `NAME          SMALL
OBJSENSE
    MAX
ROWS
 N  PROFIT
 L  HOURS
COLUMNS
    CHAIR     PROFIT            3   HOURS             1
    TABLE     PROFIT            5   HOURS             2
RHS
    RHS       HOURS            10
ENDATA
`;

interface JobJson {
  readonly id: string;
  readonly state: string;
  readonly trace_id: string;
}

describe('the commands', { timeout: 60_000 }, () => {
  const folder = temporaryFolder('cli');
  const dataDir = join(folder.path, 'data');
  const file = (name: string, text: string): string => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return path;
  };
  const terminal = new Terminal({ SOLVEIG_PLATFORM: dataDir });
  let up: Session;
  let base: number;
  const platform = (): PlatformState => JSON.parse(readFileSync(join(dataDir, 'platform.json'), 'utf8'));

  beforeAll(async () => {
    base = await freePortBase();
    const settings = {
      SOLVEIG_MONITOR_SOLVE_SECONDS_CRITICAL: String(SLOW_FROM_SECONDS),
      SOLVEIG_ALERTING_GROUP_INTERVAL_MS: '500',
    };
    up = terminal.with(settings).open('up', '--port-base', String(base));
    await up.says('Ctrl-C stops everything');
  }, 120_000);

  afterAll(async () => {
    await up?.interrupt();
    folder[Symbol.dispose]();
  });

  const submit = async (...args: string[]): Promise<string> =>
    (await terminal.print('solve', ...args, '--submit')).trim();
  const stateOf = async (id: string): Promise<string> => (await terminal.json<JobJson>('jobs', 'show', id)).state;
  const until = async (what: string, ask: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 200; i++) {
      if (await ask()) return;
      await delay(100);
    }
    throw new Error(`${what} did not come true`);
  };

  test('up solves every sample, says where everything is, and a second one where the first is', async () => {
    for (const name of ['delivery-day-200.json', 'diet.lp', 'itinerary-santiago.json', 'staff-planning.json']) {
      expect(up.stdout).toMatch(new RegExp(`^solved ${name}: (OPTIMAL|FEASIBLE), value [\\d.]+`, 'm'));
    }
    expect(up.stdout).toMatch(/is ready[\s\S]*solved diet\.lp: OPTIMAL, value 191\.577[\s\S]*Solveig is up\./);
    expect(up.stdout).toContain(`REST                   http://127.0.0.1:${base}\n`);
    expect(up.stdout).toContain(`sub 'solveig.v1.solve.>'`);
    const again = await terminal.print('up');
    expect(again).toContain(`The platform runs already (pid ${up.child.pid}, data in ${dataDir})`);
    expect(again).toContain(`http://127.0.0.1:${base}\n`);
    expect(again).toContain('`npx solveig down` stops everything.');
    const other = await terminal
      .with({ SOLVEIG_PLATFORM: join(folder.path, 'other') })
      .run('up', '--port-base', String(base));
    expect(other).toMatchObject({ code: 1 });
    expect(other.stderr).toMatch(
      new RegExp(`${base} \\(gatewayRest\\) is held by pid \\d+ .*\\n[\\s\\S]*--port-base \\d+`),
    );
  });

  test('solve reads JSON, LP and MPS, and shows days, columns and where they come from', async () => {
    const days = await terminal.print('solve', 'examples/itinerary-santiago.json', '--budget', '3s', '--seed', '7');
    expect(days).toMatch(/^FEASIBLE {2}value [\d.]+ {2}bound [\d.]+ \(\w+\)/);
    expect(days).toMatch(/2026-12-04: \d\d:\d\d-\d\d:\d\d, \d+ visits/);
    expect(await terminal.print('solve', 'examples/diet.lp')).toMatch(/^OPTIMAL {2}value 191\.577[\s\S]*oats +1\.5/);
    const out = join(folder.path, 'result.json');
    const printed = await terminal.json<object>('solve', file('small.mps', MPS), '--out', out);
    expect(printed).toMatchObject({
      status: 'SOLVE_STATUS_OPTIMAL',
      value: 30,
      solution: { linear: { objective: 30 } },
    });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(printed);
  });

  test('instances of other formats are solved, and their routes written in the form of the format', async () => {
    const out = join(folder.path, 'cvrp.sol');
    const args = ['solve', 'examples/formats/cvrp.vrp', '--seconds', '2', '--out', out];
    expect(await terminal.print(...args)).toMatch(/^OPTIMAL {2}value 72 [^\n]*\n\nRoute #1: \d \d\n/);
    expect(readFileSync(out, 'utf8')).toMatch(/^Route #1: \d \d\nRoute #2: \d \d\nCost 72\n$/);
    const text = ['examples/formats/vrptw.txt', '--format', 'solomon', '--rounding', 'dimacs', '--seconds', '2'];
    expect(await terminal.json<object>('solve', ...text)).toMatchObject({ solution: { routing: { cost: 71.9 } } });
    const vroom = join(folder.path, 'vroom.json');
    await terminal.print('solve', 'examples/formats/vroom.json', '--format', 'vroom', '--seconds', '2', '--out', vroom);
    expect(JSON.parse(readFileSync(vroom, 'utf8'))).toMatchObject({
      code: 0,
      summary: { cost: 600, routes: 1, unassigned: 1 },
    });
  });

  test.each([
    [['cvrp.vrp', '--format', 'solomon'], /cvrp\.vrp: /],
    [['cvrp.vrp', '--format', 'tsp'], /--format tsp: one of vrplib, .*, vroom/],
    [['cvrp.vrp', '--rounding', 'up'], /there is no rounding "up": one of round/],
    [['vroom.json', '--format', 'vroom', '--out', 'x.sol'], /a \.sol file holds the routes of an instance/],
    [['cvrp.vrp', '--seconds', '2', '--budget', '2s'], /--seconds and --budget say the same/],
  ])('solve %j says what stands in its way before it asks anybody', async ([name = '', ...words], message) => {
    const ran = await terminal.run('solve', `examples/formats/${name}`, ...words);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('quote says risk, issues and what to expect, and a solve what was expected of it', async () => {
    const text = await terminal.print('quote', 'examples/delivery-day-200.json', '--budget', '1s');
    expect(text).toMatch(/^\w+ risk {2}score \d+ \(over_20_places \+3[\s\S]*200 stops, \d+ vehicles/);
    expect(text).toMatch(
      /recommended deadline \d+ s[\s\S]*with 1\.0 s: answer after \d+ ms, first plan after \d+ ms, gap/,
    );
    const json = await terminal.json<object>('quote', 'examples/diet.lp');
    expect(json).toMatchObject({ kind: 'PROBLEM_KIND_LINEAR', risk: 'RISK_LOW', recommended_deadline_seconds: 10 });
    const solved = await terminal.print('solve', 'examples/delivery-day-200.json', '--budget', '1s');
    expect(solved).toMatch(/predicted: answer after \d+ ms \(was [^)]+\), gap [\d.]+ % \(was [\d.]+ %\), \d+ MB/);
  });

  test('strategies are listed, turned off and on, ordered and tested; the mode is set', async () => {
    const list = await terminal.print('strategies', 'list');
    expect(list).toMatch(/^mode normal[\s\S]*linear +1 +highs +on +ok[\s\S]*plain_point +always/);
    expect(await terminal.print('strategies', 'disable', 'linear', 'highs')).toMatch(/highs +OFF/);
    expect(await terminal.print('solve', 'examples/diet.lp')).toContain('by highs_first_feasible');
    expect(await terminal.print('strategies', 'enable', 'linear', 'highs')).toMatch(/highs +on/);
    expect(await terminal.print('strategies', 'order', 'linear', 'rounded_relaxation', 'highs')).toMatch(
      /1 +rounded_relaxation[\s\S]*2 +highs [\s\S]*3 +highs_first_feasible/,
    );
    await terminal.print('strategies', 'order', 'linear', 'highs', 'highs_first_feasible');
    expect(await terminal.print('strategies', 'test', 'routing', 'construction')).toMatch(/^construction answered in /);
    expect(await terminal.print('strategies', 'mode', 'emergency')).toBe('mode emergency\n');
    expect(await terminal.json<object>('strategies', 'mode', 'normal')).toEqual({ mode: 'SOLVER_MODE_NORMAL' });
    const wrong = await terminal.run('strategies', 'mode', 'holiday');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('normal, performance, emergency') });
  });

  test('solve --watch shows value, bound and gap while it goes on', async () => {
    const ran = await terminal.run('solve', 'examples/delivery-day-200.json', '--watch', '--budget', '3s');
    expect(ran.stderr).toMatch(/\d+ ms {2}value [\d.]+ {2}bound [\d.]+ {2}gap [\d.]+ % {2}\(\w+\)/);
    expect(ran.stdout).toMatch(/\d+ routes, [\d.]+ km/);
  });

  test('a file with faults is refused with all of them, a problem without an answer by exit code 3', async () => {
    const faults = { problem: { linear: { lp_txt: 'x' } }, options: { budget_millis: 'ten', sede: 1 } };
    const ran = await terminal.run('solve', file('faults.json', JSON.stringify(faults)));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('INVALID_REQUEST: 3 fields of the file are wrong');
    expect(ran.stderr).toMatch(/problem\.linear\.lp_txt: .*\n +did you mean lp_text\?/);
    expect(ran.stderr).toMatch(/options\.budget_millis: [\s\S]*options\.sede: .*\n +did you mean seed\?/);

    // Rules speak in the same round, about a problem that stands alone too.
    const rules = { linear: { arrays: { columns: [{ name: '', colour: 'red' }] } } };
    const both = await terminal.run('solve', file('both.json', JSON.stringify(rules)), '--json');
    expect(pathsOf(both.stderr)).toEqual([
      'problem.linear.arrays.columns[0].colour',
      'problem.linear.arrays.columns[0].name',
    ]);

    const columns = Array.from({ length: 90 }, (_, i) => ({ name: `x${i}`, lower_bound: 2, upper_bound: 1 }));
    const many = file('many.json', JSON.stringify({ linear: { arrays: { columns } } }));
    expect(pathsOf((await terminal.run('solve', many, '--json')).stderr)).toHaveLength(90);

    const nonsense = { problem: { linear: { lp_text: 'min x\nst\n c: x >= \nend' } }, options: { budget_millis: -5 } };
    const refused = await terminal.run('solve', file('nonsense.json', JSON.stringify(nonsense)), '--json');
    expect(refused.code).toBe(1);
    const { error } = JSON.parse(refused.stderr) as { error: { reason: string } };
    expect(error.reason).toMatch(/^INVALID_/);
    expect(pathsOf(refused.stderr)).toEqual(['options.budget_millis', 'problem.linear.lp_text']);

    const impossible = await terminal.run('solve', file('no.lp', 'min\n x\nst\n a: x >= 3\n b: x <= 2\nend\n'));
    expect(impossible).toMatchObject({ code: 3, stdout: expect.stringMatching(/^INFEASIBLE[\s\S]*in conflict: /) });
  });

  test('explain says why stops are left out and what would help, and slots where one more fits', async () => {
    const problem = 'examples/too-much-for-one-morning.json';
    const plan = 'examples/plans/morning-two-vans.json';
    const told = await terminal.print('explain', problem, plan);
    expect(told).toMatch(/^2 of 8 are left out, all of which must be served\./);
    expect(told).toContain('Warehouse Quilicura needs 30 boxes, no vehicle carries more than 28');
    expect(told).toMatch(/In conflict, solved again to make sure:\n {2}depot_store\n/);
    const answer = JSON.parse(await terminal.print('explain', problem, plan, '--json'));
    expect(answer.left_out.map((one: { id: string }) => one.id)).toEqual(['winery', 'depot_store']);
    const slots = await terminal.print(
      'slots',
      problem,
      plan,
      '--new',
      'examples/plans/new-stop.json',
      '--per-vehicle',
      '2',
    );
    expect(slots).toMatch(/^4 slots, 16 places tried in [\d.]+ ms/);
    expect(slots).toContain('When somebody could come, whatever its windows');
    const wrong = [
      ['slots', problem, plan],
      ['slots', problem, '--left-out', 'winery'],
      ['explain', problem, '--job', 'x'],
      ['explain'],
    ];
    for (const words of wrong) expect(await terminal.run(...words)).toMatchObject({ code: 2 });
  });

  test('jobs diff says what changed between two jobs', async () => {
    const lp = (rhs: number) => file(`diff-${rhs}.lp`, `min\n c: x\nst\n r: x >= ${rhs}\nend\n`);
    const ids: string[] = [];
    for (const rhs of [3, 5]) {
      const id = (await terminal.print('solve', lp(rhs), '--submit')).match(/[0-9a-f-]{36}/)?.[0] ?? '';
      await terminal.print('watch', id);
      ids.push(id);
    }
    const told = await terminal.print('jobs', 'diff', ...ids);
    expect(told).toMatch(/^The value goes from 3 to 5 \(2 more, 66\.7 %\)\. 1 column changes: x 3 -> 5\./);
  });

  test('diff says what changed between plans, results and jobs of one problem', async () => {
    const problem = file('diff-one.lp', 'min\n c: x\nst\n r: x >= 3\nend\n');
    const mine = file(
      'diff-mine.json',
      JSON.stringify({ linear: { columns: [{ name: 'x', value: 7 }], objective: 7 } }),
    );
    const solved = join(folder.path, 'diff-solved.json');
    await terminal.print('solve', problem, '--out', solved);
    expect(await terminal.print('diff', problem, mine, solved)).toMatch(
      /^The value goes from 7 to 3 \(4 less, 57\.1 %\)\. 1 column changes: x 7 -> 3\./,
    );
    const id = (await terminal.print('solve', problem, '--submit')).match(/[0-9a-f-]{36}/)?.[0] ?? '';
    await terminal.print('watch', id);
    expect(await terminal.print('diff', problem, solved, id)).toMatch(/^The value stays 3\. No column changes\./);
    expect(await terminal.run('diff', problem, mine, 'none.json')).toMatchObject({ code: 2 });
  });

  test('evaluate says what a plan is worth, and names every rule that it breaks', async () => {
    const stops = ['a', 'b', 'c', 'd'].map((id) => ({ id, demand: [4], service_seconds: 60 }));
    const cells = (leg: number) => Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 0 : i === 23 ? -1 : leg));
    const van = { id: 'van', count: 2, capacity: [7], shift: { start_seconds: 60, end_seconds: 300 }, max_stops: 1 };
    const routing = {
      stops: stops.map((stop, i) =>
        i === 0
          ? { ...stop, time_windows: [{ start_seconds: 0, end_seconds: 90 }] }
          : { ...stop, skills: i === 1 ? ['crane'] : [], optional: i === 2 },
      ),
      depots: [{ id: 'd' }],
      vehicles: [{ ...van, max_distance_meters: 1200, max_duration_seconds: 260 }],
      capacity_dimensions: ['kg'],
      matrix: { durations_seconds: cells(50), distances_meters: cells(500) },
    };
    const visit = (stop_id: string, at: number) => ({
      stop_id,
      arrival_seconds: at,
      start_seconds: at,
      departure_seconds: at + 60,
      distance_meters: 500,
    });
    const visits = [visit('a', 100), { ...visit('b', 210), start_seconds: 205, departure_seconds: 265 }];
    const route = { vehicle_id: 'van', visits, start_seconds: 50, end_seconds: 310, distance_meters: 1400, cost: 9 };
    const routes = [
      route,
      { ...route, vehicle_index: 2, visits: [visit('a', 100), visit('x', 200)] },
      { ...route, vehicle_id: 'ship' },
      { vehicle_id: 'van', vehicle_index: 1, visits: [] },
      { vehicle_id: 'van', visits: [visit('d', 100), visit('c', 200)], start_seconds: 50, end_seconds: 310 },
    ];
    const problem = file('delivery.json', JSON.stringify({ problem: { routing } }));
    const rulesOf = async (name: string, plan: object): Promise<string[]> => {
      const ran = await terminal.run('evaluate', problem, file(name, JSON.stringify(plan)), '--json');
      expect(ran, ran.stderr).toMatchObject({ code: 1, stderr: '' });
      const { violations } = JSON.parse(ran.stdout) as { violations: { rule: string }[] };
      return violations.map(({ rule }) => rule);
    };
    expect(new Set(await rulesOf('wrong.json', { routing: { routes, unserved: [{ id: 'y' }], cost: 1 } }))).toEqual(
      new Set(
        `CAPACITY_EXCEEDED DISTANCE_EXCEEDED DURATION_EXCEEDED EMPTY_ROUTE NO_WAY SHIFT_MISSED SKILL_MISSING
         STOP_SERVED_TWICE TOO_EARLY TOO_MANY_STOPS UNKNOWN_STOP UNKNOWN_VEHICLE VEHICLE_USED_TWICE WINDOW_MISSED
         WRONG_COST WRONG_DISTANCE WRONG_TIME`
          .trim()
          .split(/\s+/),
      ),
    );
    expect(await rulesOf('empty.json', { routing: { cost: 1, duration_seconds: 5 } })).toEqual([
      ...['a', 'b', 'd'].map(() => 'MANDATORY_STOP_UNSERVED'),
      ...['STOP_NOT_ACCOUNTED_FOR', 'WRONG_COST', 'WRONG_DURATION'],
    ]);
    const program = file(
      'program.lp',
      'Maximize\n x + y\nSubject To\n r: x + y <= 3\nBounds\n y <= 5\nGenerals\n y\nEnd\n',
    );
    const columns = Object.entries({ x: -1, y: 5.5, z: 1 }).map(([name, value]) => ({ name, value }));
    const twice = { columns: [...columns, columns[0]], rows: ['r', 's'].map((name) => ({ name })), objective: 1 };
    const point = await terminal.run('evaluate', program, file('point.json', JSON.stringify({ linear: twice })));
    expect(point.code).toBe(1);
    const rules =
      'unknown column|column twice|lower bound missed|upper bound missed|not whole|row missed|unknown row|wrong activity|wrong objective';
    for (const rule of rules.split('|')) expect(point.stdout).toMatch(new RegExp(`^${rule} +plan\\.linear\\.`, 'm'));
    const bare = { routes: [{ vehicle_id: 'van', visits: [{ stop_id: 'd' }, { stop_id: 'a' }] }] };
    // Too big for a message, so that it travels as a blob.
    const strange = Array.from({ length: 40_000 }, (_, i) => ({ stop_id: `${'x'.repeat(100)}${i}` }));
    const long = { routing: { routes: [{ vehicle_id: 'van', visits: strange }] } };
    const many = await terminal.run('evaluate', problem, file('long.json', JSON.stringify(long)));
    expect(many).toMatchObject({ code: 1, stdout: expect.stringMatching(/ 4000\d violations[\s\S]*… and 3\d+ more/) });
    const late = await terminal.run('evaluate', problem, file('late.json', JSON.stringify({ routing: bare })));
    expect(late.code).toBe(1);
    expect(late.stdout).toMatch(
      /^NOT FEASIBLE {2}value 1\.5 {2}\d violations\npart of the value[\s\S]*distance +1\.5 +1\.5 km/,
    );
    expect(late.stdout).toMatch(
      /window missed +plan\.routing\.routes\[0\]\.visits\[1\] +a +2 min +service starts 130 s after/,
    );
  });

  test('evaluate finds what solve wrote feasible, and refuses what is no plan', async () => {
    const problem = 'examples/itinerary-santiago.json';
    const out = join(folder.path, 'trip.json');
    await terminal.print('solve', problem, '--budget', '2s', '--out', out);
    const own = await terminal.run('evaluate', problem, 'examples/plans/santiago-three-days.json');
    expect(own).toMatchObject({ code: 1, stdout: expect.stringMatching(/1 violation\n[\s\S]*\nclosed .*la-vega/) });
    const told = await terminal.print('evaluate', problem, out);
    expect(told).toMatch(/^FEASIBLE {2}value [\d.]+\n[\s\S]*importance lost[\s\S]*travel time/);
    const { days } = (
      JSON.parse(readFileSync(out, 'utf8')) as { solution: { itinerary: { days: { legs: object[] }[] } } }
    ).solution.itinerary;
    const twice = { itinerary: { days: [days[1], days[1]], unvisited: [{ id: 'moon' }] } };
    const wrong = await terminal.run('evaluate', problem, file('twice.json', JSON.stringify(twice)));
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringMatching(/^NOT FEASIBLE/) });
    for (const rule of ['wrong days', 'place visited twice', 'unknown place'])
      expect(wrong.stdout).toMatch(`\n${rule} `);
    for (const [plan, code, words] of [
      [file('typo.json', '{"routing": {"rutes": []}}'), 1, 'plan.routing.rutes'],
      [file('kind.json', '{"routing": {}}'), 1, 'the plan is routing, the problem itinerary'],
      [file('none.json', '{"status": "SOLVE_STATUS_INFEASIBLE"}'), 2, 'is the result of a solve without a plan'],
      [file('void.json', '{}'), 2, 'holds no plan'],
      [file('half.json', '{'), 2, 'is not JSON'],
      ['nowhere.json', 2, 'there is no file nowhere.json'],
    ] as const) {
      const ran = await terminal.run('evaluate', problem, plan);
      expect(ran).toMatchObject({ code, stderr: expect.stringContaining(words) });
    }
  });

  test('wrong arguments end with 2, and nobody at the address with 4', async () => {
    for (const [args, words] of [
      [['solve', 'nothing.json'], 'there is no file nothing.json'],
      [['solve', file('cut.json', '{"problem": ')], 'is not JSON'],
      [['solve', 'examples/diet.lp', '--budget', 'soon'], '--budget soon: give a number with a unit'],
      [['jobs', '--state', 'done'], '--state done: one of queued, dispatched, running'],
      [['jobs', '--limit', '0'], '"0" is not a whole number above 0'],
      [['logs', 'solvr'], 'there is no log of "solvr": one of alerting'],
      [['config', 'check', 'solvr'], 'there is no service "solvr": one of alerting'],
      [['dance'], "unknown command 'dance'"],
    ] as const) {
      expect(await terminal.run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
    }
    const away = await terminal.run('jobs', '--url', '127.0.0.1:9', '--key', 'k');
    expect(away).toMatchObject({ code: 4, stderr: expect.stringContaining('DEPENDENCY_DOWN') });
    const nowhere = await terminal.with({ SOLVEIG_PLATFORM: folder.path }).run('jobs');
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('Start one with `npm start`') });
  });

  test('a job can be submitted once, watched, listed and shown, with its log lines and its trace', async () => {
    const id = await submit(
      'examples/diet.lp',
      '--idempotency-key',
      'diet-1',
      '--priority',
      'hi',
      '--template',
      'diet',
    );
    expect(
      await submit('examples/diet.lp', '--idempotency-key', 'diet-1', '--priority', 'hi', '--template', 'diet'),
    ).toBe(`${id}  (it was there already)`);
    const watched = await terminal.print('watch', id);
    expect(watched).toMatch(
      / 1 {2}\S+ {2}submitted[\s\S]*started +attempt 1 of[\s\S]*completed[\s\S]*OPTIMAL {2}value 191/,
    );
    expect(await terminal.print('jobs', '--state', 'succeeded', '--kind', 'linear', '--limit', '1')).toMatch(
      new RegExp(`^job +kind +state[\\s\\S]*${id} +linear +succeeded +hi`),
    );
    expect(await terminal.print('jobs', 'show', id)).toMatch(
      /linear {2}succeeded {2}\(priority hi, size \d+, attempt 1 of/,
    );
    const { trace_id } = await terminal.json<JobJson>('jobs', 'show', id);
    expect(await terminal.print('jobs', 'logs', id)).toMatch(new RegExp(`INFO  solver .*a job has ended job=${id}`));

    const whole = async (text: Promise<string>) => /solver +\S*solve\b/.test(await text);
    await until('the trace to be whole', () => whole(terminal.print('trace', id)));
    const drawn = await terminal.print('trace', trace_id);
    expect(drawn).toMatch(new RegExp(`^trace ${trace_id}: \\d+ spans, \\d services`));
    expect(drawn).toMatch(/^gateway .*SubmitJob/m);
    expect(drawn).toMatch(/[├└]─ solver /);
    expect(await terminal.run('trace', 'f'.repeat(32))).toMatchObject({ code: 1, stderr: /no span of trace f{32}/ });
  });

  test('env gives other programs what they need', async () => {
    const { rest, grpc } = platform().addresses;
    expect(await terminal.print('env')).toContain(`export SOLVEIG_REST_URL='${rest}'\nexport SOLVEIG_API_KEY='slv_`);
    const { SOLVEIG_URL, SOLVEIG_API_KEY } = await terminal.json<Record<string, string>>('env');
    expect(SOLVEIG_URL).toBe(grpc);
    // Nothing else is needed, wherever the platform is.
    const elsewhere = new Terminal({
      SOLVEIG_PLATFORM: folder.path,
      SOLVEIG_URL: grpc,
      SOLVEIG_API_KEY: SOLVEIG_API_KEY!,
    });
    expect(await elsewhere.print('jobs')).toContain('linear');
  });

  test('a job can be cancelled, or stopped with its best answer', async () => {
    const long = ['examples/delivery-day-200.json', '--budget', '60s'];
    const [cancelled, stopped] = [await submit(...long), await submit(...long)];
    await until('it runs', async () => (await stateOf(stopped)) === 'JOB_STATE_RUNNING');
    await terminal.print('cancel', cancelled, '--reason', 'not wanted');
    const watched = await terminal.run('watch', cancelled);
    expect(watched).toMatchObject({ code: 1, stdout: expect.stringMatching(/cancelled[\s\S]*not wanted/) });
    await terminal.print('stop', stopped);
    expect(await terminal.print('watch', stopped)).toMatch(/completed[\s\S]*succeeded[\s\S]*\d+ routes/);
    expect(await terminal.run('cancel', stopped)).toMatchObject({ code: 1, stderr: /ALREADY_FINISHED/ });
    expect(await terminal.run('stop', '01890000-0000-7000-8000-000000000000')).toMatchObject({
      code: 1,
      stderr: /NOT_FOUND/,
    });
  });

  test('keys can be made, used within their role, and revoked', async () => {
    const made = await terminal.print('keys', 'create', 'reporter', '--role', 'viewer', '--expires', '12h');
    const [, secret = '', id = ''] = /^(slv_\S+)\n\n.*Id (\S+), role viewer/.exec(made) ?? [];
    const reporter = terminal.with({ SOLVEIG_API_KEY: secret });
    expect(await reporter.print('jobs')).toContain('linear');
    const refused = await reporter.run('solve', 'examples/diet.lp', '--submit');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('PERMISSION_DENIED') });
    expect(await terminal.print('keys')).toMatch(new RegExp(`${id} +reporter +slv_\\S+ +viewer +valid`));
    expect(await terminal.print('keys', 'revoke', id)).toContain('reporter is revoked');
    await until('the key is dead', async () => (await reporter.run('jobs')).stderr.includes('UNAUTHENTICATED'));
    expect(await terminal.print('keys')).toMatch(new RegExp(`${id} .* revoked`));
  });

  test('a slow solve is seen in alerts, deliveries and inbox, and what was given up can be sent again', async () => {
    const { sinks } = platform().addresses;
    const refuse = { path: '/webhook', status: 400 };
    await fetch(`${sinks.http}/_behaviour`, { method: 'PUT', body: JSON.stringify(refuse) });
    const slow = [
      'examples/itinerary-santiago.json',
      '--budget',
      `${SLOW_FROM_SECONDS + 1}s`,
      '--template',
      'slow-trip',
    ];
    await terminal.print('solve', ...slow);
    await until('the alert', async () => (await terminal.print('alerts', '--firing')).includes('slow-trip'));
    expect(await terminal.print('alerts')).toMatch(/firing +critical +SlowSolve .*slow-trip/);
    await until('the dead letter', async () => (await terminal.print('dead-letters')).includes('HTTP 400'));
    expect(await terminal.print('deliveries')).toMatch(/slack +sent/);
    const slowMail = async () =>
      (await terminal.json<Arrival[]>('inbox', 'mail')).find(({ content }) =>
        String(content.text).includes('slow-trip'),
      );
    await until('the mail', async () => (await slowMail()) !== undefined);
    expect(await terminal.print('inbox')).toMatch(/n +at +kind +what[\s\S]*slack[\s\S]*SlowSolve/);
    const shown = await terminal.print('inbox', '--show', String((await slowMail())?.seq));
    expect(shown).toMatch(/subject: .*SlowSolve[\s\S]*slow-trip[\s\S]*Runbook: /);

    await fetch(`${sinks.http}/_behaviour`, { method: 'DELETE' });
    expect(await terminal.print('dead-letters', 'redeliver')).toMatch(/^\d+ deliver(y is|ies are) on the way again/);
    await until('nothing is given up', async () => (await terminal.print('dead-letters')) === 'no dead letters\n');
  });

  test('health and doctor say that all is well, or what is not and what to do', async () => {
    const health = await terminal.run('health');
    expect(health.stdout).toMatch(/solver +yes[\s\S]*solving is \w+[\s\S]*side +level +value +samples +why/);
    const well = await terminal.print('doctor');
    for (const name of ['Node', 'nats-server', 'Postgres', 'settings', 'platform', 'solver', 'gateway']) {
      expect(well).toMatch(new RegExp(`^ok {4}${name}: `, 'm'));
    }
    expect(well).toMatch(/nothing is wrong\n$/);
    const ill = await terminal.with({ SOLVEIG_LOG_LEVEL: 'loud' }).run('doctor');
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(
      /^FAIL {2}settings: [\s\S]*SOLVEIG_LOG_LEVEL must be one of [\s\S]*what to do: correct or unset/m,
    );
    expect(ill.stdout.match(/SOLVEIG_LOG_LEVEL/g)).toHaveLength(1);
  });

  test('logs can be narrowed by service, level, time and trace, and followed', async () => {
    expect(await terminal.print('logs', 'gateway')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}gateway .*http=/m);
    expect(await terminal.print('logs', '--level', 'fatal')).toBe('');
    expect(await terminal.print('logs', 'solver', '--since', '1ms')).toBe('');
    const { trace_id } = await terminal.json<JobJson>('jobs', 'show', await submit('examples/diet.lp'));
    await until('a line of the trace', async () => (await terminal.print('logs', '--trace', trace_id)) !== '');
    const following = terminal.open('logs', 'solver', '-f', '--since', '1ms');
    await delay(500);
    const id = await submit('examples/diet.lp');
    await following.says(id);
    expect(await following.interrupt()).toBe(0);
  });

  test('config check reports every fault of the environment at once', async () => {
    const shell = new Terminal({ SOLVEIG_ENVIRONMENT: 'prod', SOLVEIG_SOLVER_DATABASE_URL: 'mysql://u:hidden@h/d' });
    const wrong = await shell.with({ SOLVEIG_SOLVER_DATABASE_POOL_SIZE: '2' }).run('config', 'check');
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/^\d settings are wrong:/);
    expect(wrong.stdout).toMatch(/SOLVEIG_ENVIRONMENT must be one of development, staging, production, not "prod"/);
    expect(wrong.stdout.match(/SOLVEIG_ENVIRONMENT/g)).toHaveLength(1);
    expect(wrong.stdout).toContain('SOLVEIG_SOLVER_DATABASE_URL must begin with postgresql://');
    expect(wrong.stdout).toContain('SOLVEIG_SOLVER_DATABASE_POOL_SIZE must be at least 5, not 2');
    expect(wrong.stdout).toContain('SOLVEIG_MONITOR_DATABASE_URL is missing');
    expect(wrong.stdout).not.toContain('hidden');

    const production = { SOLVEIG_ENVIRONMENT: 'production', SOLVEIG_SOLVER_NATS_PASSWORD: 'changeme' };
    const weak = await new Terminal(production).run('config', 'check', 'solver');
    expect(weak.stdout).toMatch(/SOLVEIG_SOLVER_NATS_PASSWORD begins with a well-known word/);
    expect(weak.stdout).toMatch(/SOLVEIG_NATS_URL is missing; production needs it/);
    const good = await new Terminal({ SOLVEIG_SOLVER_DATABASE_URL: 'postgresql://u:hidden@h/d' }).print(
      'config',
      'check',
      'solver',
    );
    expect(good).toMatch(/^solver: ok[\s\S]*SOLVEIG_SOLVER_DATABASE_URL=postgresql:\/\/u:\*\*\*@h\/d/);
  });

  test('migrate shows, undoes and repeats the changes of a schema', async () => {
    expect(await terminal.print('migrate', 'status')).toMatch(/^solver {2}001-jobs applied \d{4}-/m);
    expect(await terminal.print('migrate', 'history', '--service', 'gateway')).toMatch(
      /^gateway {2}\S+ up +001-api-keys \d+ ms/,
    );
    await using database = await createTestDatabase();
    const empty = terminal.with({ SOLVEIG_MONITOR_DATABASE_URL: database.url('monitor') });
    const one = ['--service', 'monitor'];
    expect(await empty.print('migrate', ...one, '--sql')).toMatch(/create table[\s\S]*solve_history/i);
    expect(await empty.print('migrate', 'status', ...one)).toMatch(/^monitor {2}001-\S+ pending/);
    expect(await empty.print('migrate', 'up', ...one)).toContain('monitor: applied history-and-alerts');
    expect(await empty.print('migrate', 'up', ...one)).toContain('monitor: nothing to do');
    const all = await empty.run('migrate', 'down');
    expect(all).toMatchObject({ code: 2, stderr: expect.stringContaining('name it with --service') });
    expect(await empty.print('migrate', 'down', ...one)).toMatch(/monitor: undid \S+/);
    expect(await empty.print('migrate', 'up', ...one)).toContain('monitor: applied');
    expect(await empty.print('migrate', 'history', ...one)).toMatch(/ up {3}[\s\S]* down [\s\S]* up {3}/);
  });

  test('migrate new makes the next file of a service', async () => {
    // In a checkout of its own: a file in this one would be seen by whoever migrates meanwhile.
    const checkout = join(folder.path, 'checkout');
    for (const part of ['cli/dist', 'services/solver/migrations']) mkdirSync(join(checkout, part), { recursive: true });
    copyFileSync(join(repoRoot(), 'cli/dist/main.js'), join(checkout, 'cli/dist/main.js'));
    copyFileSync(join(repoRoot(), 'cli/dist/image.binpb'), join(checkout, 'cli/dist/image.binpb'));
    writeFileSync(join(checkout, 'pnpm-workspace.yaml'), '');
    writeFileSync(join(checkout, 'package.json'), '{"type": "module"}');
    const there = terminal.in(checkout);
    const path = (await there.print('migrate', 'new', 'solver', 'job-labels')).trim();
    expect(path).toBe(join(checkout, 'services/solver/migrations/001-job-labels.sql'));
    expect(readFileSync(path, 'utf8')).toMatch(/^-- breaking: no\n[\s\S]*\n-- down\n/);
    expect(await there.print('migrate', 'new', 'solver', 'more')).toContain('002-more.sql');
    expect(await there.run('migrate', 'new', 'solver', 'Job Labels')).toMatchObject({ code: 2 });
  });

  test('down stops the platform and leaves the data', async () => {
    const pids = Object.values(platform().pids);
    expect(await terminal.print('down')).toBe(`stopped; the data stays in ${dataDir}\n`);
    expect(await up.ended()).toBe(0);
    expect(up.stdout).toContain(`stopped; the data stays in ${dataDir}`);
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(await terminal.print('down')).toBe('no platform runs here\n');
    expect(await terminal.run('health')).toMatchObject({ code: 2, stderr: /no platform runs here/ });
  });
});

/** The paths of the violations in an error printed with `--json`. */
function pathsOf(stderr: string): string[] {
  const { error } = JSON.parse(stderr) as { error: { violations: { path: string }[] } };
  return error.violations.map(({ path }) => path);
}
