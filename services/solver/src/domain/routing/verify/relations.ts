import type { RoutePlan } from '#domain/routing/problem';
import { RELATION, type Relation } from '#domain/routing/problem-rules';
import type { Findings } from './findings.ts';
import type { Served, Service } from './served.ts';

interface ServedStop extends Service {
  readonly id: string;
}

/** Relations between the stops that are served; each stop that breaks one is named. */
export function checkRelations(
  relations: readonly Relation[],
  routes: RoutePlan['routes'],
  served: Served,
  findings: Findings,
): void {
  for (const { kind, stopIds } of relations) {
    const stops = stopIds.flatMap((id): ServedStop[] => {
      const service = served.get(id);
      return service ? [{ id, ...service }] : [];
    });
    if (kind === RELATION.differentRoutes) checkApart(stops, findings);
    else checkTogether(kind, stops, routes, findings);
  }
}

function checkApart(stops: readonly ServedStop[], findings: Findings): void {
  const first = new Map<number, string>();
  for (const { id, route, where } of stops) {
    const other = first.get(route);
    const message = `stop ${id} is on the route of ${other}, from which it must be apart`;
    if (other !== undefined) findings.add('different_routes_broken', where, 1, id, message);
    else first.set(route, id);
  }
}

function checkTogether(
  kind: number,
  stops: readonly ServedStop[],
  routes: RoutePlan['routes'],
  findings: Findings,
): void {
  for (let i = 1; i < stops.length; i++) {
    const before = stops[i - 1] as ServedStop;
    const { id, where, route, position } = stops[i] as ServedStop;
    if (route !== before.route) {
      const broken = `stop ${id} is not on the route of ${before.id}`;
      findings.add('same_route_broken', where, 1, id, broken);
    } else if (kind === RELATION.order && position < before.position) {
      findings.add('order_broken', where, 1, id, `stop ${id} comes before ${before.id}, it must come later`);
    } else if (kind === RELATION.sequence && position !== before.position + 1) {
      const now = routes[route]?.visits[position - 1]?.stopId ?? 'the start';
      const message = `stop ${id} comes directly behind ${now}, it must come behind ${before.id}`;
      findings.add('sequence_broken', where, 1, id, message);
    }
  }
}
