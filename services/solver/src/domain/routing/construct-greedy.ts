import type { SearchState } from './search-state.ts';

/** Inserts every absent stop where it costs least, hardest first: a first plan in a few milliseconds. */
export function constructGreedy(state: SearchState): void {
  const { problem } = state;
  state.journal.begin();
  const width = (stop: number) =>
    (problem.windowClose[problem.windowFrom[stop] as number] ?? 0) -
    (problem.windowOpen[problem.windowFrom[stop] as number] ?? 0);
  const worth = (stop: number) => (problem.prize[stop] as number) / (60 + (problem.service[stop] as number));
  const order = state.absent
    .slice(0, state.absentCount)
    .sort(
      (a, b) =>
        (problem.required[b] as number) - (problem.required[a] as number) ||
        (problem.required[a] === 0 ? worth(b) - worth(a) : width(a) - width(b)) ||
        a - b,
    );
  for (const stop of order) {
    if (state.stop()) break;
    state.insert(stop, 0);
  }
  state.findAbsent();
}
