/** One fault of a request, with the path of its field in the contract's names. */
export interface InputViolation {
  /** For example `stops[3].time_windows[0].end_seconds`. */
  readonly path: string;
  /** Closed set, upper case. */
  readonly reason: InputFault;
  readonly message: string;
  readonly hint: string;
}

export type InputFault =
  | 'REQUIRED'
  | 'DUPLICATE_ID'
  | 'UNKNOWN_REFERENCE'
  | 'OUT_OF_RANGE'
  | 'NEGATIVE'
  | 'NOT_A_NUMBER'
  | 'NOT_A_WHOLE_NUMBER'
  | 'WRONG_ORDER'
  | 'WRONG_LENGTH'
  | 'WRONG_FORMAT'
  /** Two parts of the request cannot both hold. */
  | 'CONTRADICTION'
  /** A warning: nothing is wrong with it, and no plan can keep it. */
  | 'UNSERVABLE'
  /** Not wrong but too large: the caller answers with the limit instead. */
  | 'LIMIT_EXCEEDED';

/** Collects faults; keeps counting but not storing once there are very many. */
export class Faults {
  readonly list: InputViolation[] = [];
  /** All faults, also those past the list's end. */
  count = 0;
  readonly #most: number;

  constructor(most = 1000) {
    this.#most = most;
  }

  add(path: string, reason: InputFault, message: string, hint: string): void {
    this.count++;
    if (this.list.length < this.#most) this.list.push({ path, reason, message, hint });
  }

  /** A number, whole, not negative, at most `most`. Absent is fine. */
  whole(path: string, value: number | undefined, most: number, hint: string): void {
    if (value === undefined) return;
    if (!Number.isFinite(value)) this.add(path, 'NOT_A_NUMBER', `${value} is not a number`, hint);
    else if (value < 0) this.add(path, 'NEGATIVE', `${value} is negative`, hint);
    else if (!Number.isInteger(value)) this.add(path, 'NOT_A_WHOLE_NUMBER', `${value} is not a whole number`, hint);
    else if (value > most) this.add(path, 'OUT_OF_RANGE', `${value} is more than ${most}`, hint);
  }

  /** A finite number, not negative. Absent is fine. */
  amount(path: string, value: number | undefined, hint: string): void {
    if (value === undefined) return;
    if (!Number.isFinite(value)) this.add(path, 'NOT_A_NUMBER', `${value} is not a number`, hint);
    else if (value < 0) this.add(path, 'NEGATIVE', `${value} is negative`, hint);
    else if (value > MOST_AMOUNT) this.add(path, 'OUT_OF_RANGE', `${value} is more than ${MOST_AMOUNT}`, hint);
  }

  location(path: string, value: { latitude: number; longitude: number } | undefined, isNeeded: boolean): void {
    if (!value) {
      if (isNeeded) this.add(path, 'REQUIRED', 'there is no location', 'give latitude and longitude in degrees');
      return;
    }
    this.#degrees(`${path}.latitude`, value.latitude, 90);
    this.#degrees(`${path}.longitude`, value.longitude, 180);
  }

  #degrees(path: string, value: number, most: number): void {
    const hint = `degrees between -${most} and ${most}`;
    if (!Number.isFinite(value)) this.add(path, 'NOT_A_NUMBER', `${value} is not a number`, hint);
    else if (Math.abs(value) > most)
      this.add(path, 'OUT_OF_RANGE', `${value} is not between -${most} and ${most}`, hint);
  }

  window(path: string, start: number, end: number, names: readonly [string, string], most: number): void {
    const before = this.count;
    this.whole(`${path}.${names[0]}`, start, most, 'seconds, 0 or more');
    this.whole(`${path}.${names[1]}`, end, most, 'seconds, 0 or more');
    if (this.count === before && end < start) {
      this.add(
        `${path}.${names[1]}`,
        'WRONG_ORDER',
        `it ends at ${end}, before it starts at ${start}`,
        `${names[1]} must not be before ${names[0]}`,
      );
    }
  }

  /** Every id given, and given once. */
  ids(path: string, items: readonly { readonly id: string }[]): Map<string, number> {
    const seen = new Map<string, number>();
    items.forEach(({ id }, index) => {
      const where = `${path}[${index}].id`;
      const before = seen.get(id);
      if (id === '') this.add(where, 'REQUIRED', 'the id is empty', 'give every entry an id of its own');
      else if (/\p{Cc}/u.test(id))
        this.add(
          where,
          'WRONG_FORMAT',
          'the id holds a line break or another control character',
          'write it in one line',
        );
      else if (before !== undefined)
        this.add(where, 'DUPLICATE_ID', `'${id}' is also the id of ${path}[${before}]`, 'ids must differ');
      else seen.set(id, index);
    });
    return seen;
  }

  /** True when the list is within the limit. */
  limit(path: string, length: number, most: number): boolean {
    if (length <= most) return true;
    this.add(path, 'LIMIT_EXCEEDED', `${length} entries are more than the limit of ${most}`, `send at most ${most}`);
    return false;
  }
}

/** Costs, prizes: above this, sums lose digits. */
const MOST_AMOUNT = 1e12;
/** Largest time, about 15 years in seconds. */
export const MOST_SECONDS = 400_000_000;
/** Largest distance, metres. */
export const MOST_METERS = 900_000_000;
