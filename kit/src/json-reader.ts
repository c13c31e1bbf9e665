import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { messageDescriptor } from './descriptors.ts';
import type { Violation } from './errors.ts';
import {
  BadValue,
  emptyValue,
  enumValue,
  inWords,
  scalarValue,
  timestampValue,
  WRITE_SCALAR,
  wireTypeOf,
} from './json-values.ts';
import { nearestName } from './nearest-name.ts';

export { writeJson } from './json-writer.ts';

export interface ReadJsonOptions {
  /** Deepest nesting of objects. Default 32. */
  maxDepth?: number;
}

export type ReadJsonResult = { ok: true; bytes: Uint8Array } | RefusedJson;

/** What is wrong with a JSON document, and what can be read of it in spite of that. */
export interface RefusedJson {
  readonly ok: false;
  readonly violations: Violation[];
  /** Paths of lists and objects that `partial` lacks although the document has something for them. */
  readonly lost: string[];
  /** Paths of the fields that unknown names probably meant. */
  readonly meant: string[];
  /**
   * The message with empty values where it was refused, so that every entry of a list keeps its number: for rules to look
   * at, so that all faults are told in one round. Absent when there were too many faults to read on.
   */
  readonly partial?: Uint8Array;
}

const MAX_DEPTH = 32;
/** Enough to mend a request by; a list of a million wrong numbers is told by its first thousand. */
const MAX_VIOLATIONS = 1000;

/**
 * Reads JSON as the message `typeName`, in proto field names (lowerCamelCase is read too) and enum value names. Gives its
 * protobuf bytes, or every violation: unknown fields with the nearest name, wrong types, numbers that are not finite or out of
 * range, two members of one oneof, unknown enum names. Never throws for any JSON; throws for a `typeName` that does not exist.
 */
export function readJson(typeName: string, json: unknown, options: ReadJsonOptions = {}): ReadJsonResult {
  const reader = new Reader(options.maxDepth ?? MAX_DEPTH);
  const writer = new BinaryWriter();
  reader.message(messageDescriptor(typeName), json, '', 0, writer);
  const { violations, lost, meant } = reader;
  if (violations.length === 0) return { ok: true, bytes: writer.finish() };
  if (violations.length >= MAX_VIOLATIONS) return { ok: false, violations, lost, meant };
  return { ok: false, violations, lost, meant, partial: writer.finish() };
}

/** Fields of a message by proto name and by lowerCamelCase name. */
const fieldTables = new WeakMap<DescMessage, Map<string, DescField>>();

function fieldTable(type: DescMessage): Map<string, DescField> {
  let table = fieldTables.get(type);
  if (!table) {
    table = new Map(type.fields.flatMap((f) => [[f.jsonName, f] as const, [f.name, f] as const]));
    fieldTables.set(type, table);
  }
  return table;
}

class Reader {
  readonly violations: Violation[] = [];
  readonly lost: string[] = [];
  readonly meant: string[] = [];
  readonly #maxDepth: number;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  message(type: DescMessage, json: unknown, path: string, depth: number, out: BinaryWriter): void {
    if (type.typeName === 'google.protobuf.Timestamp') {
      this.#timestamp(json, path, out);
      return;
    }
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      this.#lose(path, 'WRONG_TYPE', `must be an object (${type.name}), not ${inWords(json)}`, 'write it in braces');
      return;
    }
    if (depth >= this.#maxDepth) {
      this.#lose(path, 'TOO_DEEP', 'is nested too deeply', `at most ${this.#maxDepth} levels`);
      return;
    }
    const table = fieldTable(type);
    const seen = new Map<DescField, string>();
    const oneofs = new Map<string, string>();
    for (const [name, value] of Object.entries(json)) {
      if (value === null || value === undefined) continue;
      const field = table.get(name);
      if (!field) this.#unknown(type, name, path);
      else if (this.#isFirst(field, name, path, seen, oneofs))
        this.#field(field, value, join(path, field.name), depth, out);
      if (this.violations.length >= MAX_VIOLATIONS) return;
    }
  }

  /** Whether neither the field nor its oneof was given before. */
  #isFirst(
    field: DescField,
    name: string,
    path: string,
    seen: Map<DescField, string>,
    oneofs: Map<string, string>,
  ): boolean {
    const twin = seen.get(field);
    seen.set(field, name);
    if (twin !== undefined) {
      this.#add(join(path, field.name), 'GIVEN_TWICE', `is given as ${twin} and as ${name}`, 'keep one of them');
      return false;
    }
    if (!field.oneof) return true;
    const other = oneofs.get(field.oneof.name);
    oneofs.set(field.oneof.name, field.name);
    if (other === undefined) return true;
    this.#add(
      join(path, field.name),
      'ONEOF_TWICE',
      `cannot be given together with ${other}`,
      `keep one of ${other}, ${field.name}`,
    );
    return false;
  }

  #unknown(type: DescMessage, name: string, path: string): void {
    const names = type.fields.map((f) => f.name);
    const near = nearestName(name, names);
    const hint = near ? `did you mean ${near}?` : `fields of ${type.name}: ${names.slice(0, 30).join(', ')}`;
    if (near) this.meant.push(join(path, near));
    if (type.fields.some((field) => field.name === near && !isPlain(field))) this.lost.push(join(path, near as string));
    this.#add(join(path, name), 'UNKNOWN_FIELD', `is not a field of ${type.name}`, hint);
  }

  #field(field: DescField, json: unknown, path: string, depth: number, out: BinaryWriter): void {
    if (field.fieldKind === 'list') {
      this.#list(field, json, path, depth, out);
      return;
    }
    if (field.fieldKind === 'map') {
      this.#map(field, json, path, depth, out);
      return;
    }
    if (field.fieldKind === 'message') {
      out.tag(field.number, WireType.LengthDelimited).fork();
      this.message(field.message, json, path, depth + 1, out);
      out.join();
      return;
    }
    const value = field.fieldKind === 'enum' ? enumValue(field.enum, json) : scalarValue(field.scalar, json);
    if (value instanceof BadValue) {
      this.#bad(path, value);
      return;
    }
    if (field.fieldKind === 'enum') out.tag(field.number, WireType.Varint).int32(value as number);
    else WRITE_SCALAR[field.scalar](out.tag(field.number, wireTypeOf(field.scalar)), value as never);
  }

  #list(field: DescField & { fieldKind: 'list' }, json: unknown, path: string, depth: number, out: BinaryWriter): void {
    if (!Array.isArray(json)) {
      this.#lose(path, 'WRONG_TYPE', `must be a list, not ${inWords(json)}`, 'write it in brackets');
      return;
    }
    if (json.length === 0) return;
    if (field.listKind === 'message') {
      for (const [i, item] of json.entries()) {
        out.tag(field.number, WireType.LengthDelimited).fork();
        this.message(field.message, item, `${path}[${i}]`, depth + 1, out);
        out.join();
        if (this.violations.length >= MAX_VIOLATIONS) return;
      }
      return;
    }
    const scalar = field.listKind === 'scalar' ? field.scalar : undefined;
    const wireType = scalar === undefined ? WireType.Varint : wireTypeOf(scalar);
    const isPacked = wireType !== WireType.LengthDelimited;
    if (isPacked) out.tag(field.number, WireType.LengthDelimited).fork();
    for (const [i, item] of json.entries()) {
      const read = field.listKind === 'enum' ? enumValue(field.enum, item) : scalarValue(field.scalar as never, item);
      if (read instanceof BadValue) this.#bad(`${path}[${i}]`, read);
      const value = read instanceof BadValue ? emptyValue(scalar) : read;
      if (!isPacked) out.tag(field.number, wireType);
      if (scalar === undefined) out.int32(value as number);
      else WRITE_SCALAR[scalar](out, value as never);
      if (this.violations.length >= MAX_VIOLATIONS) break;
    }
    if (isPacked) out.join();
  }

  #map(field: DescField & { fieldKind: 'map' }, json: unknown, path: string, depth: number, out: BinaryWriter): void {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      this.#lose(path, 'WRONG_TYPE', `must be an object, not ${inWords(json)}`, 'write it in braces');
      return;
    }
    for (const [name, item] of Object.entries(json)) {
      const at = `${path}[${JSON.stringify(name)}]`;
      const key = scalarValue(field.mapKey, name);
      if (key instanceof BadValue) {
        this.#bad(at, key);
        continue;
      }
      out.tag(field.number, WireType.LengthDelimited).fork();
      WRITE_SCALAR[field.mapKey](out.tag(1, wireTypeOf(field.mapKey)), key as never);
      this.#mapValue(field, item, at, depth, out);
      out.join();
      if (this.violations.length >= MAX_VIOLATIONS) return;
    }
  }

  #mapValue(
    field: DescField & { fieldKind: 'map' },
    json: unknown,
    path: string,
    depth: number,
    out: BinaryWriter,
  ): void {
    if (field.mapKind === 'message') {
      out.tag(2, WireType.LengthDelimited).fork();
      this.message(field.message, json, path, depth + 1, out);
      out.join();
      return;
    }
    const value = field.mapKind === 'enum' ? enumValue(field.enum, json) : scalarValue(field.scalar, json);
    if (value instanceof BadValue) this.#bad(path, value);
    else if (field.mapKind === 'enum') out.tag(2, WireType.Varint).int32(value as number);
    else WRITE_SCALAR[field.scalar](out.tag(2, wireTypeOf(field.scalar)), value as never);
  }

  #timestamp(json: unknown, path: string, out: BinaryWriter): void {
    const value = timestampValue(json);
    if (value instanceof BadValue) {
      this.#bad(path, value);
      return;
    }
    if (value.seconds !== 0) out.tag(1, WireType.Varint).int64(value.seconds);
    if (value.nanos !== 0) out.tag(2, WireType.Varint).int32(value.nanos);
  }

  #bad(path: string, { reason, message, hint }: BadValue): void {
    this.#add(path, reason, message, hint);
  }

  /** A list or an object that cannot be read as one: rules will miss all that it should hold. */
  #lose(path: string, reason: string, message: string, hint: string): void {
    this.lost.push(path);
    this.#add(path, reason, message, hint);
  }

  #add(path: string, reason: string, message: string, hint: string): void {
    if (this.violations.length < MAX_VIOLATIONS) this.violations.push({ path, reason, message, hint });
  }
}

/** One number, text, flag or enum value. */
function isPlain({ fieldKind }: DescField): boolean {
  return fieldKind === 'scalar' || fieldKind === 'enum';
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
