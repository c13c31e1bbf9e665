import { RELATION } from '#domain/routing/problem-rules';
import { type CheckContext, checkMember, checkReferences, mandatoryStops } from './check-context.ts';
import { ROUTING_LIMITS } from './routing-limits.ts';

/** That one stop comes before another, and where that is said. */
interface Edge {
  readonly from: string;
  readonly to: string;
  /** Path of the relation or shipment. */
  readonly said: string;
  /** Directly before. */
  readonly isNext: boolean;
}

/** Relations: each one right in itself, and none against the others. Optional stops can give way, so only mandatory ones contradict. */
export function checkRelations(context: CheckContext): void {
  const { faults, input, stops } = context;
  const { relations = [] } = input;
  if (!faults.limit('relations', relations.length, ROUTING_LIMITS.relations)) return;
  relations.forEach(({ kind, stopIds }, index) => {
    const path = `relations[${index}]`;
    checkMember(faults, `${path}.kind`, kind, Object.values(RELATION), 'Kind');
    if (stopIds.length < 2) {
      const message = `it is about ${stopIds.length === 1 ? 'one stop' : 'no stops'}`;
      faults.add(`${path}.stop_ids`, 'WRONG_LENGTH', message, 'name at least two stops, or leave the relation out');
    }
    checkReferences(context, `${path}.stop_ids`, stopIds, stops, 'stop');
  });
  const mandatory = mandatoryStops(input);
  const edges = edgesOf(context, mandatory);
  checkNeighbours(context, edges);
  checkCircles(context, edges);
  checkApart(context, mandatory);
}

/** Between mandatory stops; what lies between them is passed over. */
function edgesOf({ input }: CheckContext, mandatory: ReadonlySet<string>): Edge[] {
  const edges: Edge[] = [];
  (input.relations ?? []).forEach(({ kind, stopIds }, index) => {
    if (kind !== RELATION.order && kind !== RELATION.sequence) return;
    const isNext = kind === RELATION.sequence;
    const ids = [...new Set(stopIds)].filter((id) => mandatory.has(id));
    for (let i = 1; i < ids.length; i++) {
      edges.push({ from: ids[i - 1] as string, to: ids[i] as string, said: `relations[${index}]`, isNext });
    }
  });
  (input.shipments ?? []).forEach(({ pickupStopId: from, deliveryStopId: to }, index) => {
    const isOne = from !== to && mandatory.has(from) && mandatory.has(to);
    if (isOne) edges.push({ from, to, said: `shipments[${index}]`, isNext: false });
  });
  return edges;
}

/** A stop has one neighbour on each side. */
function checkNeighbours({ faults }: CheckContext, edges: readonly Edge[]): void {
  const behind = new Map<string, Edge>();
  const before = new Map<string, Edge>();
  for (const edge of edges) {
    if (!edge.isNext) continue;
    const next = behind.get(edge.from);
    const last = before.get(edge.to);
    const hint = 'leave one of them out, or use ORDER';
    if (next && next.to !== edge.to) {
      const message = `'${edge.to}' and '${next.to}' (${next.said}) are both directly behind '${edge.from}'`;
      faults.add(`${edge.said}.stop_ids`, 'CONTRADICTION', message, hint);
    } else if (last && last.from !== edge.from) {
      const message = `'${edge.from}' and '${last.from}' (${last.said}) are both directly before '${edge.to}'`;
      faults.add(`${edge.said}.stop_ids`, 'CONTRADICTION', message, hint);
    }
    behind.set(edge.from, next ?? edge);
    before.set(edge.to, last ?? edge);
  }
}

/** Orders that run in a circle, each named once, at the relation that closes it. */
function checkCircles({ faults }: CheckContext, edges: readonly Edge[]): void {
  const out = new Map<string, Edge[]>();
  for (const edge of edges) {
    const list = out.get(edge.from);
    if (list) list.push(edge);
    else out.set(edge.from, [edge]);
  }
  const done = new Set<string>();
  for (const start of out.keys()) {
    if (done.has(start)) continue;
    // Depth first, without recursion: chains may be long.
    const path: { readonly id: string; next: number }[] = [{ id: start, next: 0 }];
    const onPath = new Map([[start, 0]]);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = out.get(top.id)?.[top.next++];
      if (!edge) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
        continue;
      }
      const closes = onPath.get(edge.to);
      if (closes !== undefined) {
        const circle = [...path.slice(closes).map(({ id }) => id), edge.to].join(' -> ');
        const where = edge.said.startsWith('shipments') ? edge.said : `${edge.said}.stop_ids`;
        const message = `each of these comes before the next: ${circle}`;
        faults.add(where, 'CONTRADICTION', message, 'take one of them out of the order');
      } else if (!done.has(edge.to)) {
        onPath.set(edge.to, path.length);
        path.push({ id: edge.to, next: 0 });
      }
    }
  }
}

/** Stops that must be on one route and on different ones. */
function checkApart({ faults, input }: CheckContext, mandatory: ReadonlySet<string>): void {
  const { relations = [], shipments = [] } = input;
  const bonds = [
    ...relations.flatMap(({ kind, stopIds }, index) =>
      kind === RELATION.differentRoutes ? [] : [{ stopIds, said: `relations[${index}]` }],
    ),
    ...shipments.map(({ pickupStopId, deliveryStopId }, index) => ({
      stopIds: [pickupStopId, deliveryStopId],
      said: `shipments[${index}]`,
    })),
  ];
  // Bonds with a mandatory stop in common are one bunch, whatever else is left out.
  const parent = bonds.map((_, index) => index);
  const rootOf = (bond: number): number => {
    let root = bond;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] as number] as number;
      root = parent[root] as number;
    }
    return root;
  };
  const bondsOf = new Map<string, number[]>();
  bonds.forEach(({ stopIds }, bond) => {
    for (const id of stopIds) {
      const others = bondsOf.get(id) ?? [];
      if (mandatory.has(id) && others[0] !== undefined) parent[rootOf(bond)] = rootOf(others[0]);
      others.push(bond);
      bondsOf.set(id, others);
    }
  });
  relations.forEach(({ kind, stopIds }, index) => {
    if (kind !== RELATION.differentRoutes) return;
    const first = new Map<number, string>();
    for (const id of new Set(stopIds)) {
      for (const root of new Set((bondsOf.get(id) ?? []).map(rootOf))) {
        const other = first.get(root);
        if (other !== undefined && other !== id) {
          const said = bonds[(bondsOf.get(id) ?? []).find((bond) => rootOf(bond) === root) ?? -1]?.said;
          const message = `'${id}' and '${other}' must be on different routes, and on one (${said})`;
          faults.add(`relations[${index}].stop_ids`, 'CONTRADICTION', message, 'leave one of the relations out');
          return;
        }
        first.set(root, id);
      }
    }
  });
}
