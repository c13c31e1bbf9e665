/** One setting: where it comes from, how it is read, and what the reference page says about it. */
export interface SettingSpec<T = unknown> {
  readonly env: string;
  /** What the value is, for the reference page: `integer`, `milliseconds`, `url`, ... */
  readonly kind: string;
  readonly doc: string;
  /** The name that the operations guides use, where they have one. */
  readonly guideName?: string | undefined;
  readonly default?: T | undefined;
  /** How the reference page says the default, where it depends on the machine. */
  readonly defaultText?: string | undefined;
  /** `true` = always; `'production'` = in production only. */
  readonly required?: true | 'production' | undefined;
  /** `'production'` = may not be set there: faults on purpose, ways around a guard. */
  readonly forbidden?: 'production' | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** The `env` of another number of the same service that this one, when set, may not exceed. */
  readonly notAbove?: string | undefined;
  readonly values?: readonly string[] | undefined;
  /** Never printed, and refused in production when weak or left at its default. */
  readonly secret?: boolean | undefined;
  /** Gives the value, or throws an Error whose message completes "NAME ...". */
  read(text: string): T;
}

interface Options<T> {
  env: string;
  doc: string;
  default?: T;
  defaultText?: string;
  required?: true | 'production';
  forbidden?: 'production';
  guideName?: string;
  min?: number;
  max?: number;
  notAbove?: string;
}

/** A setting with a default, or one that is always required, always has a value; any other may be undefined. */
type Value<T, O> = O extends { default: T } | { required: true } ? T : T | undefined;

function spec<T, O extends Options<T>>(
  kind: string,
  options: O,
  read: (text: string) => T,
  more: Partial<SettingSpec<T>> = {},
) {
  return { ...options, kind, read, ...more } as SettingSpec<Value<T, O>>;
}

function inRange(value: number, { min, max }: { min?: number; max?: number }): number {
  if (min !== undefined && value < min) throw new Error(`must be at least ${min}, not ${value}`);
  if (max !== undefined && value > max) throw new Error(`must be at most ${max}, not ${value}`);
  return value;
}

function readNumber(text: string, options: { min?: number; max?: number }, whole: boolean): number {
  const value = Number(text);
  const isNumber = text.trim() !== '' && Number.isFinite(value) && (!whole || Number.isSafeInteger(value));
  if (!isNumber) throw new Error(`must be ${whole ? 'a whole number' : 'a number'}, not "${text}"`);
  return inRange(value, options);
}

function readWithUnit(text: string, units: Record<string, number>, options: { min?: number; max?: number }): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = units[(match?.[2] ?? '?').toLowerCase()];
  if (!match || factor === undefined) {
    const names = Object.keys(units).filter(Boolean).join(', ');
    throw new Error(`must be a number with one of the units ${names}, not "${text}"`);
  }
  return inRange(Math.round(Number(match[1]) * factor), options);
}

function readFlag(text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new Error(`must be true or false, not "${text}"`);
}

function readUrl(text: string, protocols: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The text is not repeated: it may hold a password.
  if (!url) throw new Error('is not a URL');
  if (!protocols.includes(url.protocol))
    throw new Error(`must begin with ${protocols.map((p) => `${p}//`).join(' or ')}`);
  return text;
}

function readAddress(text: string): string {
  const match = /^(\[[0-9a-f:.]+\]|[^:\s/]+):(\d{1,5})$/i.exec(text);
  if (!match || Number(match[2]) > 65_535) throw new Error(`must be host:port, not "${text}"`);
  return text;
}

const MILLISECONDS = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MEGABYTES = { '': 1, mb: 1, gb: 1024 };

/** The kinds of settings. Each takes `{ env, doc, default?, required?, min?, max?, guideName? }`. */
export const setting = {
  /** Any text that is not empty. */
  text: <const O extends Options<string>>(o: O) => spec<string, O>('text', o, (t) => t),
  integer: <const O extends Options<number>>(o: O) => spec<number, O>('integer', o, (t) => readNumber(t, o, true)),
  number: <const O extends Options<number>>(o: O) => spec<number, O>('number', o, (t) => readNumber(t, o, false)),
  flag: <const O extends Options<boolean>>(o: O) => spec<boolean, O>('true or false', o, readFlag),
  /** Milliseconds; `30s`, `5m`, `1h`, `7d` are read too. */
  milliseconds: <const O extends Options<number>>(o: O) =>
    spec<number, O>('milliseconds', o, (t) => readWithUnit(t, MILLISECONDS, o)),
  /** Megabytes (2^20 bytes); `2gb` is read too. */
  megabytes: <const O extends Options<number>>(o: O) =>
    spec<number, O>('megabytes', o, (t) => readWithUnit(t, MEGABYTES, o)),
  /** An http(s) URL, or one of the given protocols (`['nats:', 'tls:']`). */
  url: <const O extends Options<string> & { protocols?: readonly string[] }>(o: O) =>
    spec<string, O>('url', o, (t) => readUrl(t, o.protocols ?? ['http:', 'https:'])),
  /** A Postgres URL: `postgresql://user:password@host:port/database`. Never printed whole. */
  databaseUrl: <const O extends Options<string>>(o: O) =>
    spec<string, O>('postgresql url', o, (t) => readUrl(t, ['postgresql:'])),
  /** host:port */
  address: <const O extends Options<string>>(o: O) => spec<string, O>('host:port', o, readAddress),
  /** One of a few words. */
  oneOf: <const V extends readonly string[], const O extends Options<V[number]>>(o: O & { values: V }) =>
    spec<V[number], O>(
      `one of ${o.values.join(', ')}`,
      o,
      (t) => {
        if (!o.values.includes(t)) throw new Error(`must be one of ${o.values.join(', ')}, not "${t}"`);
        return t as V[number];
      },
      { values: o.values },
    ),
  /** A password or key; production asks for at least 16 characters that are not a well-known word. */
  secret: <const O extends Options<string>>(o: O) => spec<string, O>('secret', o, (t) => t, { secret: true }),
};
