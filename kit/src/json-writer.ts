import { type DescEnum, type DescField, type DescMessage, fromBinary, ScalarType } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { messageDescriptor } from './descriptors.ts';

/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * The message `typeName` in `bytes` as a plain object: proto field names, enum value names, 64-bit numbers as numbers while
 * exact, bytes as base64, times as RFC 3339. Fields without presence are there even when they are empty or zero.
 * Throws on bytes that are not such a message.
 */
export function writeJson(typeName: string, bytes: Uint8Array): { [key: string]: Json } {
  const type = messageDescriptor(typeName);
  return objectOf(type, reflect(type, fromBinary(type, bytes)));
}

function objectOf(type: DescMessage, message: ReflectMessage): { [key: string]: Json } {
  const out: { [key: string]: Json } = {};
  for (const field of type.fields) {
    const hasPresence = field.oneof !== undefined || field.fieldKind === 'message' || isOptional(field);
    if (hasPresence && !message.isSet(field)) continue;
    out[field.name] = fieldOf(field, message);
  }
  return out;
}

function isOptional(field: DescField): boolean {
  return field.proto.proto3Optional;
}

function fieldOf(field: DescField, message: ReflectMessage): Json {
  switch (field.fieldKind) {
    case 'list':
      return Array.from(message.get(field) as Iterable<unknown>, (item) => itemOf(field, field.listKind, item));
    case 'map':
      return Object.fromEntries(
        Array.from(message.get(field) as Iterable<[unknown, unknown]>, ([key, item]) => [
          String(key),
          itemOf(field, field.mapKind, item),
        ]),
      );
    default:
      return itemOf(field, field.fieldKind, message.get(field));
  }
}

function itemOf(field: DescField, kind: 'scalar' | 'enum' | 'message', value: unknown): Json {
  if (kind === 'message') return messageOf(field.message as DescMessage, value as ReflectMessage);
  if (kind === 'enum') return enumName(field.enum as DescEnum, value as number);
  return scalarOf(field.scalar as ScalarType, value);
}

function messageOf(type: DescMessage, message: ReflectMessage): Json {
  return type.typeName === 'google.protobuf.Timestamp' ? timeOf(message) : objectOf(type, message);
}

function enumName(type: DescEnum, number: number): Json {
  return type.value[number]?.name ?? number;
}

function scalarOf(type: ScalarType, value: unknown): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (type === ScalarType.BYTES) return Buffer.from(value as Uint8Array).toString('base64');
  // JSON has no NaN and no infinity.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value as string | number | boolean;
}

function timeOf(message: ReflectMessage): string {
  const { seconds, nanos } = message.message as unknown as { seconds: bigint; nanos: number };
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const fraction =
    nanos === 0
      ? ''
      : `.${String(nanos)
          .padStart(9, '0')
          .replace(/(000){1,2}$/, '')}`;
  return `${whole}${fraction}Z`;
}
