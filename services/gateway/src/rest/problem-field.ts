import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

const PROBLEM = 'solveig.model.v1.Problem';

/** The field of a request that holds the problem to solve; undefined where there is none. */
export function problemField(message: DescMessage): DescField | undefined {
  return message.fields.find((field) => field.fieldKind === 'message' && field.message.typeName === PROBLEM);
}

/** The bytes of a field that holds a message or text, in those of a request; undefined when it is not there. */
export function messageIn(request: Uint8Array, field: DescField): Uint8Array | undefined {
  const reader = new BinaryReader(request);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === field.number) return reader.bytes();
    reader.skip(wireType, number);
  }
  return undefined;
}

/** A request without some of its fields. */
export function withoutFields(request: Uint8Array, fields: readonly DescField[]): Uint8Array {
  const left = new Set(fields.map(({ number }) => number));
  const reader = new BinaryReader(request);
  const pieces: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    reader.skip(wireType, number);
    if (!left.has(number)) pieces.push(request.subarray(start, reader.pos));
  }
  return Buffer.concat(pieces);
}

/** A message with nothing but `message` in `field`. */
export function messageOf(field: DescField, message: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(field.number, WireType.LengthDelimited).bytes(message).finish();
}
