import { type Route, RouteEvent_Kind, type RoutePlan } from '@solveig/proto/gen/solveig/model/v1/routing';
import { FormatError } from './format-error.ts';
import type { Instance } from './instance.ts';
import { numbersOf } from './number-lines.ts';
import { depotId, vehicleId } from './to-routing.ts';

/** A solution in CVRPLIB's form: `Route #1: 3 1 2` a vehicle and `Cost 42`. */
export interface SolutionFile {
  /** Customers' numbers; where vehicles differ, entry k belongs to vehicle k of the file, so some may be empty. */
  readonly routes: readonly (readonly number[])[];
  /** As it stands there; absent when the file says none. */
  readonly cost?: number | undefined;
}

/** Reads a `.sol` file; what follows the cost (time, comments) is passed over. */
export function readSolution(text: string): SolutionFile {
  const routes: number[][] = [];
  let cost: number | undefined;
  text.split(/\r?\n/).forEach((raw, index) => {
    const route = /^\s*Route\s+#?\d+\s*:(.*)$/i.exec(raw);
    if (route) routes.push(route[1]?.trim() ? numbersOf(route[1], index + 1) : []);
    const said = /^\s*Cost\s*:?\s+(\S+)/i.exec(raw);
    if (said) cost = numbersOf(said[1] as string, index + 1)[0];
  });
  if (routes.length === 0) throw new FormatError('there is no line "Route #1: ..."');
  return { routes, cost };
}

/** Writes a `.sol` file. */
export function writeSolution({ routes, cost }: SolutionFile): string {
  const lines = routes.map((route, index) => `Route #${index + 1}: ${route.join(' ')}`.trimEnd());
  return `${[...lines, ...(cost === undefined ? [] : [`Cost ${cost}`])].join('\n')}\n`;
}

/**
 * The routes of a plan of `toRouting(instance)`; with several kinds of vehicles a route for each vehicle, so that its place names the
 * vehicle. `value` is the answer's value, in the file's unit.
 */
export function solutionOf(instance: Instance, plan: RoutePlan, value: number): SolutionFile {
  const used = new Map(plan.routes.map((route) => [`${route.vehicleId}#${route.vehicleIndex}`, route]));
  const all = instance.fleets.flatMap(({ count }, fleet) =>
    Array.from({ length: count }, (_, index) => used.get(`${vehicleId(fleet)}#${index}`)),
  );
  const shown = instance.fleets.length > 1 ? all : all.filter((route) => route !== undefined);
  const gains =
    instance.objective === 'gain' ? instance.customers.reduce((sum, { prize }) => sum + (prize ?? 0), 0) : 0;
  const cost = instance.objective === 'gain' ? gains - value : value;
  // Costs of whole numbers of 1/10,000 at the finest: more digits are rounding of sums.
  return {
    routes: shown.map((route) => (route ? numbersIn(route, instance) : [])),
    cost: Number(cost.toFixed(6)),
  };
}

/** Customers by number, and depots where the vehicle loads again. */
function numbersIn({ visits, events }: Route, { depots }: Instance): number[] {
  const reloads = events.filter(({ kind }) => kind === RouteEvent_Kind.KIND_RELOAD);
  const depotsAt = (visit: number) =>
    reloads
      .filter(({ visitsBefore }) => visitsBefore === visit)
      .map((reload) => depots.findIndex((_, index) => depotId(index) === reload.depotId));
  return visits.flatMap(({ stopId }, visit) => [...depotsAt(visit), Number(stopId)]);
}
