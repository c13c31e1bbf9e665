import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@solveig/kit/json-reader';
import { repoRoot } from '@solveig/local/repo-root';
import type { Routing } from '@solveig/proto/gen/solveig/model/v1/routing';
import { SolveRequest } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { describe, expect, test } from 'vitest';
import { ROUTE_EVENT, type Route, type RoutePlan, type RoutingProblem } from '#domain/routing/problem';
import { solveRouting } from '#domain/routing/solve-routing';
import { validateRouting } from '#domain/routing/validate';
import { findHopeless } from '#domain/routing/validate/find-hopeless';
import { verifyRouting } from '#domain/routing/verify';
import { profileTravel, routingTravel } from '../src/workers/routing-travel.ts';

const FOLDER = join(repoRoot(), 'examples/routing');

function read(name: string): Routing {
  const json = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
  const bytes = readJson('solveig.solver.v1.SolveRequest', json);
  if (!bytes.ok) throw new Error(`${name} is no request`);
  const kind = SolveRequest.decode(bytes.bytes).problem?.kind;
  if (kind?.$case !== 'routing') throw new Error(`${name} is no routing problem`);
  return kind.value;
}

function withTravel(input: Routing): RoutingProblem {
  return { input, travel: routingTravel(input, []), profileTravel: profileTravel(input, []) };
}

async function solved(name: string): Promise<{ problem: RoutingProblem; plan: RoutePlan; status: string }> {
  const problem = withTravel(read(`${name}.json`));
  const options = { seed: 1, now: () => performance.now(), budgetMs: 3_000, iterations: 200, stop: () => false };
  const { solution, status } = await solveRouting(problem, options);
  if (!solution) throw new Error(`${name} has no plan`);
  return { problem, plan: solution, status };
}

const routeOf = (plan: RoutePlan, stop: string) =>
  plan.routes.findIndex(({ visits }) => visits.some((v) => v.stopId === stop));
const stopsOf = ({ visits }: Route) => visits.map(({ stopId }) => stopId);
const events = (plan: RoutePlan, kind: number) =>
  plan.routes.flatMap((route) => (route.events ?? []).filter((event) => event.kind === kind));

test.each(readdirSync(FOLDER))(
  'examples/routing/%s is a valid problem with a plan that keeps every rule',
  async (file) => {
    expect(validateRouting(read(file))).toEqual([]);
    expect(findHopeless(read(file))).toEqual([]);
    const { problem, plan, status } = await solved(file.replace('.json', ''));
    expect(['feasible', 'optimal']).toContain(status);
    expect(verifyRouting(problem, plan).violations).toEqual([]);
  },
  60_000,
);

describe('the example of', () => {
  test('reload comes back to the yard, and late goods leave after they are ready', async () => {
    const { plan } = await solved('reload');
    expect(events(plan, ROUTE_EVENT.reload).length).toBeGreaterThan(0);
    const late = plan.routes[routeOf(plan, 'late-1')] as Route;
    const visit = late.visits.findIndex(({ stopId }) => stopId === 'late-1');
    const loaded = (late.events ?? []).filter(({ visitsBefore }) => visitsBefore <= visit).at(-1);
    expect(loaded?.endSeconds ?? late.startSeconds).toBeGreaterThanOrEqual(36_000);
  });

  test('shipments has both ends of each ride in one taxi, the last in the first out', async () => {
    const { plan } = await solved('shipments');
    for (const who of ['ann', 'ben', 'cas']) {
      expect(routeOf(plan, `${who}-from`)).toBe(routeOf(plan, `${who}-to`));
      expect(routeOf(plan, `${who}-from`)).toBeGreaterThanOrEqual(0);
    }
  });

  test('alternatives serves one place of each group', async () => {
    const { plan } = await solved('alternatives');
    const served = plan.routes.flatMap(stopsOf);
    const count = (...stops: string[]) => served.filter((id) => stops.includes(id)).length;
    expect([count('kim-home', 'kim-shop'), count('lou-home', 'lou-office')]).toEqual([1, 1]);
  });

  test('breaks has coffee at the yard and lunch where the driver is', async () => {
    const { plan } = await solved('breaks');
    const taken = events(plan, ROUTE_EVENT.break).map(({ breakId, depotId }) => [breakId, depotId]);
    expect(taken).toEqual([
      ['coffee', 'yard'],
      ['lunch', ''],
    ]);
  });

  test('eu-driving-rules drives no longer than four and a half hours at once, and rests at night', async () => {
    const { plan } = await solved('eu-driving-rules');
    expect(events(plan, ROUTE_EVENT.night).length).toBeGreaterThan(0);
    expect(events(plan, ROUTE_EVENT.break).some(({ breakId }) => breakId === 'driving')).toBe(true);
  });

  test('several-days sleeps in hotels', async () => {
    const { plan } = await solved('several-days');
    const nights = events(plan, ROUTE_EVENT.night).map(({ depotId }) => depotId);
    expect(nights).toHaveLength(2);
    for (const night of nights) expect(night).toMatch(/^hotel-/);
  });

  test('relations keeps together, in order, in sequence and apart', async () => {
    const { plan } = await solved('relations');
    expect(routeOf(plan, 'piano')).toBe(routeOf(plan, 'stool'));
    const painted = stopsOf(plan.routes[routeOf(plan, 'paint')] as Route);
    expect(painted.indexOf('varnish')).toBeGreaterThan(painted.indexOf('paint'));
    const opened = stopsOf(plan.routes[routeOf(plan, 'key')] as Route);
    expect(opened[opened.indexOf('key') + 1]).toBe('door');
    expect(routeOf(plan, 'rival-a')).not.toBe(routeOf(plan, 'rival-b'));
  });

  test('balance gives three drivers days of much the same length', async () => {
    const { plan } = await solved('balance');
    const hours = plan.routes.map(({ startSeconds, endSeconds }) => (endSeconds - startSeconds) / 3600);
    expect(hours).toHaveLength(3);
    expect(Math.max(...hours) - Math.min(...hours)).toBeLessThan(1);
  });

  test('locks keeps what is done and promised', async () => {
    const { plan } = await solved('locks');
    const begun = plan.routes[routeOf(plan, 'leidsche-rijn')] as Route;
    expect(stopsOf(begun).slice(0, 2)).toEqual(['leidsche-rijn', 'lombok']);
    expect(new Set(['zuilen', 'maarssen', 'overvecht'].map((id) => routeOf(plan, id))).size).toBe(1);
    expect(stopsOf(plan.routes[routeOf(plan, 'nieuwegein')] as Route)).toEqual(['nieuwegein', 'kanaleneiland']);
  });

  test('replan leaves the drivers who are well most of their stops', async () => {
    const { problem, plan } = await solved('replan');
    const given = problem.input.givenRoutes?.filter(({ vehicleId }) => vehicleId !== 'carl') ?? [];
    const kept = given.flatMap(({ vehicleId, stopIds }) =>
      stopIds.filter((id) => plan.routes[routeOf(plan, id)]?.vehicleId === vehicleId),
    );
    expect(kept.length).toBeGreaterThanOrEqual(8);
    expect(routeOf(plan, 'urgent')).toBeGreaterThanOrEqual(0);
  });

  test('profiles shares the work between who is fit for it', async () => {
    const { plan } = await solved('profiles');
    expect(plan.routes.length).toBeGreaterThan(1);
  });

  test('walking has short legs on foot and long ones by bus', async () => {
    const { plan } = await solved('walking');
    const walked = plan.routes.flatMap(({ visits }) => visits.map((visit) => visit.walked ?? false));
    expect(new Set(walked)).toEqual(new Set([true, false]));
  });
});
