/*
 * Amounts as people say them, the same in every explanation.
 */

const DAY = 86_400;

/** 40 min, 2 h 05 min, 1 day 3 h; below a minute in seconds. */
export function durationWords(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} ${hours < 48 ? 'day' : 'days'} ${hours % 24} h`;
}

/** 850 m, 12.3 km. */
export function distanceWords(meters: number): string {
  return meters < 1000 ? `${Math.round(meters)} m` : `${(meters / 1000).toFixed(1)} km`;
}

/** 09:05 of seconds since the start of the horizon; from the second day on with the day: 09:05 on day 2. */
export function clockWords(seconds: number): string {
  const minutes = Math.floor((((seconds % DAY) + DAY) % DAY) / 60);
  const day = Math.floor(seconds / DAY);
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return day === 0
    ? clock
    : day < 0
      ? `${clock} ${day === -1 ? 'the day before' : `${-day} days before`}`
      : `${clock} on day ${day + 1}`;
}

/** 1 box, 3 kg: names of dimensions stay as they were given. */
export function amountWords(amount: number, unit: string): string {
  return `${Number.isInteger(amount) ? amount : Number(amount.toPrecision(4))} ${unit}`.trimEnd();
}

/** a, b and c; of more than `most` the rest is counted. */
export function listWords(items: readonly string[], most = 5): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
