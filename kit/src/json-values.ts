import { type DescEnum, ScalarType } from '@bufbuild/protobuf';
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { nearestName } from './nearest-name.ts';

/** Why a JSON value cannot be what its field asks for. */
export class BadValue {
  readonly reason: string;
  readonly message: string;
  readonly hint: string;

  constructor(reason: string, message: string, hint: string) {
    this.reason = reason;
    this.message = message;
    this.hint = hint;
  }
}

const INT32: readonly [number, number] = [-2_147_483_648, 2_147_483_647];
const UINT32: readonly [number, number] = [0, 4_294_967_295];
/** 64-bit numbers travel as JavaScript numbers, so only exact ones are taken. */
const INT64: readonly [number, number] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
const UINT64: readonly [number, number] = [0, Number.MAX_SAFE_INTEGER];

const INTEGER_RANGES: Partial<Record<ScalarType, readonly [number, number]>> = {
  [ScalarType.INT32]: INT32,
  [ScalarType.SINT32]: INT32,
  [ScalarType.SFIXED32]: INT32,
  [ScalarType.UINT32]: UINT32,
  [ScalarType.FIXED32]: UINT32,
  [ScalarType.INT64]: INT64,
  [ScalarType.SINT64]: INT64,
  [ScalarType.SFIXED64]: INT64,
  [ScalarType.UINT64]: UINT64,
  [ScalarType.FIXED64]: UINT64,
};

const MAX_FLOAT = 3.4028234663852886e38;

/** A JSON value as words: `"abc"`, `a list`, `an object`. */
export function inWords(json: unknown): string {
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'a list';
  if (typeof json === 'object') return 'an object';
  if (typeof json === 'string') return JSON.stringify(json.length > 40 ? `${json.slice(0, 40)}…` : json);
  return String(json);
}

function wrongType(json: unknown, wanted: string): BadValue {
  return new BadValue('WRONG_TYPE', `must be ${wanted}, not ${inWords(json)}`, `write ${wanted}`);
}

/** The value for a scalar field; a `BadValue` when `json` does not fit. Numbers in strings are read, as protobuf JSON has it. */
export function scalarValue(type: ScalarType, json: unknown): string | number | boolean | Uint8Array | BadValue {
  if (type === ScalarType.STRING) return typeof json === 'string' ? json : wrongType(json, 'text');
  if (type === ScalarType.BOOL) return booleanValue(json);
  if (type === ScalarType.BYTES) return bytesValue(json);
  const range = INTEGER_RANGES[type];
  return range ? integerValue(json, range) : doubleValue(json, type === ScalarType.FLOAT);
}

/** What stands for a value that could not be read; an enum has no `type`. */
export function emptyValue(type: ScalarType | undefined): string | number | boolean | Uint8Array {
  if (type === ScalarType.STRING) return '';
  if (type === ScalarType.BOOL) return false;
  return type === ScalarType.BYTES ? new Uint8Array() : 0;
}

function booleanValue(json: unknown): boolean | BadValue {
  if (json === true || json === 'true') return true;
  return json === false || json === 'false' ? false : wrongType(json, 'true or false');
}

function bytesValue(json: unknown): Uint8Array | BadValue {
  if (typeof json !== 'string') return wrongType(json, 'base64 text');
  const isBase64 = /^[A-Za-z0-9+/_-]*={0,2}$/.test(json) && json.replace(/=+$/, '').length % 4 !== 1;
  return isBase64
    ? Buffer.from(json, 'base64')
    : new BadValue('INVALID_BASE64', 'is not base64', 'encode the bytes as base64');
}

function numberOf(json: unknown): number | undefined {
  if (typeof json === 'number') return json;
  if (typeof json !== 'string' || !/^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(json)) return undefined;
  return Number(json);
}

function notFinite(json: unknown): BadValue | undefined {
  const isText = json === 'NaN' || json === 'Infinity' || json === '-Infinity';
  const value = numberOf(json);
  if (!isText && (value === undefined || Number.isFinite(value))) return undefined;
  return new BadValue(
    'NOT_FINITE',
    `must be a finite number, not ${inWords(json)}`,
    'leave the field out when there is no limit',
  );
}

function doubleValue(json: unknown, isFloat: boolean): number | BadValue {
  const bad = notFinite(json);
  if (bad) return bad;
  const value = numberOf(json);
  if (value === undefined) return wrongType(json, 'a number');
  if (isFloat && Math.abs(value) > MAX_FLOAT)
    return new BadValue('OUT_OF_RANGE', `${value} is too large`, `at most ${MAX_FLOAT}`);
  return withoutMinusZero(value);
}

/** Minus zero compares as zero and divides as something else; nobody means it. */
function withoutMinusZero(value: number): number {
  return value + 0;
}

function integerValue(json: unknown, [min, max]: readonly [number, number]): number | BadValue {
  const bad = notFinite(json);
  if (bad) return bad;
  const value = numberOf(json);
  if (value === undefined) return wrongType(json, 'a whole number');
  if (!Number.isInteger(value)) return new BadValue('NOT_WHOLE', `must be a whole number, not ${value}`, 'round it');
  if (value < min || value > max)
    return new BadValue('OUT_OF_RANGE', `${inWords(json)} is out of range`, `${min} to ${max}`);
  return withoutMinusZero(value);
}

/** The number of an enum value, given by name or number. */
export function enumValue(type: DescEnum, json: unknown): number | BadValue {
  const found =
    typeof json === 'number' ? type.values.find((v) => v.number === json) : type.values.find((v) => v.name === json);
  if (found) return found.number;
  const names = type.values.map((v) => v.name);
  if (typeof json !== 'string' && typeof json !== 'number') return wrongType(json, `one of ${names.join(', ')}`);
  const near = typeof json === 'string' ? nearestEnumName(json, type) : undefined;
  const hint = near ? `did you mean ${near}?` : `one of ${names.slice(0, 20).join(', ')}`;
  return new BadValue('UNKNOWN_ENUM', `${inWords(json)} is not a value of ${type.name}`, hint);
}

/** Knows `optimal` for `SOLVE_STATUS_OPTIMAL`. */
function nearestEnumName(text: string, type: DescEnum): string | undefined {
  const prefix = type.sharedPrefix ?? '';
  const short = type.values.map((v) => v.name.slice(prefix.length));
  const near = nearestName(text, [...short, ...type.values.map((v) => v.name)]);
  return near && short.includes(near) ? prefix.toUpperCase() + near : near;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Seconds and nanoseconds of an RFC 3339 time. */
export function timestampValue(json: unknown): { seconds: number; nanos: number } | BadValue {
  const hint = 'write it as 2026-12-04T09:30:00Z';
  if (typeof json !== 'string' && !(json instanceof Date)) return wrongType(json, 'an RFC 3339 time');
  const text = typeof json === 'string' ? json : Number.isNaN(json.getTime()) ? '' : json.toISOString();
  const match = RFC3339.exec(text);
  const ms = match ? Date.parse(text.replace(/\.\d+/, '').toUpperCase()) : Number.NaN;
  if (!match || Number.isNaN(ms)) return new BadValue('INVALID_TIME', `${inWords(json)} is not a time`, hint);
  return { seconds: Math.floor(ms / 1000), nanos: Number((match[3] ?? '').padEnd(9, '0')) };
}

type ScalarWriter = (writer: BinaryWriter, value: never) => unknown;

/** How a scalar is put on the wire, after its tag. */
export const WRITE_SCALAR: Record<ScalarType, ScalarWriter> = {
  [ScalarType.DOUBLE]: (w, v: number) => w.double(v),
  [ScalarType.FLOAT]: (w, v: number) => w.float(v),
  [ScalarType.INT64]: (w, v: number) => w.int64(v),
  [ScalarType.UINT64]: (w, v: number) => w.uint64(v),
  [ScalarType.INT32]: (w, v: number) => w.int32(v),
  [ScalarType.FIXED64]: (w, v: number) => w.fixed64(v),
  [ScalarType.FIXED32]: (w, v: number) => w.fixed32(v),
  [ScalarType.BOOL]: (w, v: boolean) => w.bool(v),
  [ScalarType.STRING]: (w, v: string) => w.string(v),
  [ScalarType.BYTES]: (w, v: Uint8Array) => w.bytes(v),
  [ScalarType.UINT32]: (w, v: number) => w.uint32(v),
  [ScalarType.SFIXED32]: (w, v: number) => w.sfixed32(v),
  [ScalarType.SFIXED64]: (w, v: number) => w.sfixed64(v),
  [ScalarType.SINT32]: (w, v: number) => w.sint32(v),
  [ScalarType.SINT64]: (w, v: number) => w.sint64(v),
};

/** The wire type of each scalar. */
export function wireTypeOf(type: ScalarType): 0 | 1 | 2 | 5 {
  switch (type) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return 2;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return 1;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return 5;
    default:
      return 0;
  }
}
