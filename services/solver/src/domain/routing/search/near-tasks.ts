import type { SearchProblem } from './search-problem.ts';

/** What the near tasks are read from: the near stops of every stop, stops x count. */
interface Rows {
  readonly count: number;
  readonly rows: Int32Array;
  /** 0 where neither may follow the other. */
  readonly sides: Uint8Array;
}

/**
 * Near tasks of every task, nearest first: where stops are alternatives, most stops are not served, and a
 * list of stops tells the few that are no sooner. Lists are by lead and of different lengths.
 */
export interface NearTasks {
  /** By lead: the stops of the task. */
  readonly stopsOf: readonly Int32Array[];
  /** By stop: its number among those of its task. */
  readonly member: Int32Array;
  /** By lead: where its list begins; the next one's begins behind it. */
  readonly from: Int32Array;
  /** By entry: lead of the near task, and where its stops begin in `into` and `out`. */
  readonly rows: Int32Array;
  readonly at: Int32Array;
  /** Least length from that stop of the near task to any stop of the task, and back. */
  readonly into: Int32Array;
  readonly out: Int32Array;
}

/** The `most` tasks nearest to each task among those of the near stops of all its stops. */
export function nearTasks(search: SearchProblem, near: Rows, most: number): NearTasks {
  const { stops } = search.problem;
  const { lead } = search.tasks;
  const stopsOf = Array.from({ length: stops }, (_, stop) => search.tasks.groupOf(stop) ?? Int32Array.of(stop));
  const member = new Int32Array(stops);
  const from = new Int32Array(stops + 1);
  const rows: number[] = [];
  const at: number[] = [];
  let cells = 0;
  for (let task = 0; task < stops; task++) {
    const own = stopsOf[task] as Int32Array;
    if (lead[task] === task) {
      own.forEach((stop, index) => {
        member[stop] = index;
      });
      for (const other of nearest(search, near, own, most)) {
        rows.push(other);
        at.push(cells);
        cells += (stopsOf[other] as Int32Array).length;
      }
    }
    from[task + 1] = rows.length;
  }
  const lists = { stopsOf, member, from, rows: Int32Array.from(rows), at: Int32Array.from(at) };
  return { ...lists, ...leastLegs(search, lists, cells) };
}

/** Leads of the nearest tasks, by the shorter way between their nearest stops. */
function nearest(search: SearchProblem, near: Rows, own: Int32Array, most: number): number[] {
  const { problem, legs, legsInto, size, tasks } = search;
  const least = new Map<number, number>();
  for (const stop of own) {
    const row = (problem.location[stop] as number) * size;
    for (let k = stop * near.count; k < (stop + 1) * near.count; k++) {
      if (near.sides[k] === 0) continue;
      const other = near.rows[k] as number;
      const cell = row + (problem.location[other] as number);
      const way = Math.min(legs[cell] as number, legsInto[cell] as number);
      const task = tasks.lead[other] as number;
      if (way < (least.get(task) ?? Number.POSITIVE_INFINITY)) least.set(task, way);
    }
  }
  return [...least]
    .sort((a, b) => a[1] - b[1] || a[0] - b[0])
    .slice(0, most)
    .map(([task]) => task);
}

function leastLegs(
  { problem, legs, legsInto, size }: SearchProblem,
  { stopsOf, from, rows, at }: Pick<NearTasks, 'stopsOf' | 'from' | 'rows' | 'at'>,
  cells: number,
): Pick<NearTasks, 'into' | 'out'> {
  const into = new Int32Array(cells);
  const out = new Int32Array(cells);
  for (let task = 0; task < stopsOf.length; task++) {
    const own = stopsOf[task] as Int32Array;
    for (let k = from[task] as number; k < (from[task + 1] as number); k++) {
      (stopsOf[rows[k] as number] as Int32Array).forEach((other, index) => {
        const row = (problem.location[other] as number) * size;
        const least = (cells: Int32Array) =>
          own.reduce(
            (sum, stop) => Math.min(sum, cells[row + (problem.location[stop] as number)] as number),
            Number.POSITIVE_INFINITY,
          );
        into[(at[k] as number) + index] = least(legs);
        out[(at[k] as number) + index] = least(legsInto);
      });
    }
  }
  return { into, out };
}
