import type { CompiledBreak } from '#domain/routing/compiled-rules';
import { BEGAN, DUR, EARLY, LATE, type Labels, NIGHTS, TAKEN } from './labels.ts';

/*
 * Breaks that are not taken need an excuse: the route is over when they may
 * last begin, or begins when they could be over, or a night has room for them.
 */

/**
 * At a night, for breaks that cannot be taken after it: leaving later in the
 * first shift, or the night itself. Gives when the next shift begins at the
 * earliest, `from` or later; -1 when there is no excuse.
 */
export function excuseBreaks(labels: Labels, o: number, from: number): number {
  const { breaks } = labels.type;
  if (breaks.length === 0) return from;
  const { d } = labels;
  let begin = from;
  for (let k = 0; k < breaks.length; k++) {
    const one = breaks[k] as CompiledBreak;
    if (((d[o + TAKEN] as number) & (1 << k)) !== 0 || one.lastBegin >= from) continue;
    if (restsFor(one, labels.ready(o)) <= begin || mayBeginLater(labels, o, one)) continue;
    begin = restsFor(one, labels.ready(o));
    if (begin === Number.POSITIVE_INFINITY) return -1;
  }
  // Leaving later may have taken the room that a night had.
  for (let k = 0; k < breaks.length; k++) {
    const one = breaks[k] as CompiledBreak;
    if (((d[o + TAKEN] as number) & (1 << k)) !== 0 || one.lastBegin >= from) continue;
    if (begunAt(labels, o) < one.firstEnd && restsFor(one, labels.ready(o)) > begin) return -1;
    d[o + TAKEN] = (d[o + TAKEN] as number) | (1 << k);
  }
  return Math.max(begin, labels.ready(o));
}

/** At the end of the route: may move its departure. False when some break has no excuse. */
export function endsExcused(labels: Labels, o: number): boolean {
  const { d, type } = labels;
  const { breaks } = type;
  if (breaks.length === 0 || isExcused(labels, o, begunAt(labels, o))) return true;
  if ((d[o + NIGHTS] as number) > 0) return false;
  let best = Number.POSITIVE_INFINITY;
  for (const { firstEnd } of breaks) {
    const isLater = firstEnd > (d[o + EARLY] as number) && firstEnd <= (d[o + LATE] as number);
    if (isLater && firstEnd < best && isExcused(labels, o, firstEnd)) best = firstEnd;
  }
  if (best === Number.POSITIVE_INFINITY) return false;
  d[o + EARLY] = best;
  return true;
}

/** Whether a break that was not taken can neither be taken nor excused any more. */
export function isHopeless(labels: Labels, o: number): boolean {
  const { d, type } = labels;
  const { breaks } = type;
  const latest = d[o + ((d[o + NIGHTS] as number) > 0 ? BEGAN : LATE)] as number;
  for (let k = 0; k < breaks.length; k++) {
    const { lastBegin, firstEnd } = breaks[k] as CompiledBreak;
    const isOpen = ((d[o + TAKEN] as number) & (1 << k)) === 0;
    if (isOpen && lastBegin < labels.ready(o) && latest < firstEnd) return true;
  }
  return false;
}

function isExcused(labels: Labels, o: number, start: number): boolean {
  const { d, type } = labels;
  const end = (d[o + NIGHTS] as number) > 0 ? labels.ready(o) : start + (d[o + DUR] as number);
  return type.breaks.every(
    ({ firstEnd, lastBegin }, k) =>
      ((d[o + TAKEN] as number) & (1 << k)) !== 0 || end <= lastBegin || start >= firstEnd,
  );
}

/** When the route begins, as early as it can. */
function begunAt({ d }: Labels, o: number): number {
  return d[o + ((d[o + NIGHTS] as number) > 0 ? BEGAN : EARLY)] as number;
}

function mayBeginLater(labels: Labels, o: number, { firstEnd }: CompiledBreak): boolean {
  const { d } = labels;
  if (begunAt(labels, o) >= firstEnd) return true;
  if ((d[o + NIGHTS] as number) > 0 || firstEnd > (d[o + LATE] as number)) return false;
  if (firstEnd + (d[o + DUR] as number) > labels.shiftEnd(o)) return false;
  d[o + EARLY] = firstEnd;
  return true;
}

/** Until when a night that begins at `from` must last to hold the break; `Infinity` when that is too late. */
function restsFor({ open, close, duration }: CompiledBreak, from: number): number {
  for (let w = 0; w < open.length; w++) {
    if ((close[w] as number) >= from) return Math.max(open[w] as number, from) + duration;
  }
  return Number.POSITIVE_INFINITY;
}
