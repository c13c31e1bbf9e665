/** Where one visit is in a plan. */
export interface PlacedVisit {
  readonly id: string;
  readonly position: number;
  readonly startSeconds: number;
}

/** The visits of one route or day, in order. */
export interface PlacedRoute {
  /** For people: `van #2`, or a date. */
  readonly name: string;
  /** Routes of one kind are alike: which of them serves what makes no difference. */
  readonly kind: string;
  readonly visits: readonly PlacedVisit[];
}

export type VisitChangeKind = 'moved' | 'reordered' | 'added' | 'dropped';

/** What became of one visit. */
export interface VisitChange {
  readonly kind: VisitChangeKind;
  readonly id: string;
  readonly from?: { readonly route: string; readonly visit: PlacedVisit } | undefined;
  readonly to?: { readonly route: string; readonly visit: PlacedVisit } | undefined;
}

/** Other times of visits that stay where they are. */
export interface TimeShifts {
  readonly kept: number;
  readonly shifted: number;
  /** Mean and most over those that shifted, seconds. */
  readonly meanSeconds: number;
  readonly mostSeconds: number;
  readonly mostId: string;
}

export interface VisitDiff {
  /** In the order of the plan after; what was dropped comes last. */
  readonly changes: readonly VisitChange[];
  readonly shifts: TimeShifts;
}

/** What became of each visit from one plan to another. */
export function diffVisits(before: readonly PlacedRoute[], after: readonly PlacedRoute[]): VisitDiff {
  const partner = partnersOf(before, after);
  const was = new Map(before.flatMap((route) => route.visits.map((visit) => [visit.id, { route, visit }] as const)));
  const isNow = new Set(after.flatMap(({ visits }) => visits.map(({ id }) => id)));
  const changes: VisitChange[] = [];
  const kept: { readonly id: string; readonly by: number }[] = [];
  for (const route of after) {
    const origin = partner.get(route);
    const stayed = route.visits.flatMap((visit) => {
      const from = was.get(visit.id);
      return from && from.route === origin ? [{ now: visit, earlier: from.visit }] : [];
    });
    const inOrder = inOrderOf(stayed.map(({ earlier }) => earlier.position));
    const ordered = new Set(stayed.filter((_, index) => inOrder.has(index)).map(({ now }) => now.id));
    for (const visit of route.visits) {
      const from = was.get(visit.id);
      const to = { route: nameNow(route, origin), visit };
      if (!from) changes.push({ kind: 'added', id: visit.id, to });
      else if (ordered.has(visit.id))
        kept.push({ id: visit.id, by: Math.abs(visit.startSeconds - from.visit.startSeconds) });
      else {
        const kind = from.route === origin ? 'reordered' : 'moved';
        changes.push({ kind, id: visit.id, from: { route: from.route.name, visit: from.visit }, to });
      }
    }
  }
  for (const [id, { route, visit }] of was) {
    if (!isNow.has(id)) changes.push({ kind: 'dropped', id, from: { route: route.name, visit } });
  }
  return { changes, shifts: shiftsOf(kept) };
}

/** A route that is told by its visits may be of another vehicle now, alike the one before. */
function nameNow(route: PlacedRoute, origin: PlacedRoute | undefined): string {
  return origin && origin.name !== route.name ? `${route.name} (was ${origin.name})` : route.name;
}

function shiftsOf(kept: readonly { readonly id: string; readonly by: number }[]): TimeShifts {
  const shifted = kept.filter(({ by }) => by > 0);
  let most = { id: '', by: 0 };
  for (const one of shifted) if (one.by > most.by) most = one;
  const sum = shifted.reduce((total, { by }) => total + by, 0);
  return {
    kept: kept.length,
    shifted: shifted.length,
    meanSeconds: shifted.length === 0 ? 0 : sum / shifted.length,
    mostSeconds: most.by,
    mostId: most.id,
  };
}

/** Which route before each route after stands for: of those of one kind the one with most visits in common. */
function partnersOf(before: readonly PlacedRoute[], after: readonly PlacedRoute[]): Map<PlacedRoute, PlacedRoute> {
  const holder = new Map(before.flatMap((route) => route.visits.map(({ id }) => [id, route] as const)));
  const pairs: { readonly old: PlacedRoute; readonly now: PlacedRoute; readonly common: number }[] = [];
  for (const now of after) {
    const common = new Map<PlacedRoute, number>();
    for (const { id } of now.visits) {
      const old = holder.get(id);
      if (old && old.kind === now.kind) common.set(old, (common.get(old) ?? 0) + 1);
    }
    for (const [old, count] of common) pairs.push({ old, now, common: count });
  }
  const partners = new Map<PlacedRoute, PlacedRoute>();
  const taken = new Set<PlacedRoute>();
  const isNamesake = ({ old, now }: { old: PlacedRoute; now: PlacedRoute }) => (old.name === now.name ? 1 : 0);
  for (const pair of pairs.sort((a, b) => b.common - a.common || isNamesake(b) - isNamesake(a))) {
    if (taken.has(pair.old) || partners.has(pair.now)) continue;
    partners.set(pair.now, pair.old);
    taken.add(pair.old);
  }
  return partners;
}

/** Indices of a longest increasing subsequence: what kept its order (Fredman 1975, patience sorting). */
function inOrderOf(positions: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before = new Int32Array(positions.length).fill(-1);
  positions.forEach((position, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((positions[tails[middle] as number] as number) < position) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[index] = tails[low - 1] as number;
    tails[low] = index;
  });
  const kept = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index] as number) kept.add(index);
  return kept;
}
