import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { commentsOf, FIELD, MESSAGE, NESTED_MESSAGE } from './comments.ts';

export type JsonSchema = Record<string, unknown>;

/** `solveig.model.v1.Stop` -> `Stop`, the name in documents; `Delivery.State` -> `DeliveryState`. */
export function schemaName(desc: DescMessage | DescEnum): string {
  return desc.typeName.replace(/^.*\.v\d+\./, '').replaceAll('.', '');
}

/** JSON Schema (2020-12) of a message in proto field names; the messages and enums it uses are added to `schemas`. */
export function messageSchema(message: DescMessage, schemas: Record<string, JsonSchema>, prefix: string): JsonSchema {
  if (message.typeName === 'google.protobuf.Timestamp') return { type: 'string', format: 'date-time' };
  const name = schemaName(message);
  const ref = { $ref: `${prefix}${name}` };
  if (schemas[name]) return ref;
  const schema: JsonSchema = { type: 'object' };
  schemas[name] = schema;
  const description = messageComment(message);
  if (description) schema.description = description;
  const properties: Record<string, JsonSchema> = {};
  for (const field of message.fields) properties[field.name] = described(field, fieldSchema(field, schemas, prefix));
  schema.properties = properties;
  schema.additionalProperties = false;
  return ref;
}

function messageComment(message: DescMessage): string {
  return commentsOf(message.file)(messagePath(message));
}

function messagePath(message: DescMessage): number[] {
  return message.parent
    ? [...messagePath(message.parent), NESTED_MESSAGE, message.parent.nestedMessages.indexOf(message)]
    : [MESSAGE, message.file.messages.indexOf(message)];
}

function described(field: DescField, schema: JsonSchema): JsonSchema {
  const comment = commentsOf(field.parent.file)([
    ...messagePath(field.parent),
    FIELD,
    field.parent.fields.indexOf(field),
  ]);
  const oneof = field.oneof ? `One of: ${field.oneof.fields.map((f) => f.name).join(', ')}.` : '';
  const description = [comment, oneof].filter(Boolean).join(' ');
  return description ? { ...schema, description } : schema;
}

function fieldSchema(field: DescField, schemas: Record<string, JsonSchema>, prefix: string): JsonSchema {
  if (field.fieldKind === 'list') return { type: 'array', items: valueSchema(field, field.listKind, schemas, prefix) };
  if (field.fieldKind === 'map') {
    return { type: 'object', additionalProperties: valueSchema(field, field.mapKind, schemas, prefix) };
  }
  return valueSchema(field, field.fieldKind, schemas, prefix);
}

function valueSchema(
  field: DescField,
  kind: 'scalar' | 'enum' | 'message',
  schemas: Record<string, JsonSchema>,
  prefix: string,
): JsonSchema {
  if (kind === 'enum') return enumSchema(field.enum!, schemas, prefix);
  if (kind === 'message') return messageSchema(field.message!, schemas, prefix);
  return scalarSchema(field.scalar!);
}

function enumSchema(desc: DescEnum, schemas: Record<string, JsonSchema>, prefix: string): JsonSchema {
  const name = schemaName(desc);
  schemas[name] ??= { type: 'string', enum: desc.values.map((value) => value.name) };
  return { $ref: `${prefix}${name}` };
}

function scalarSchema(scalar: ScalarType): JsonSchema {
  switch (scalar) {
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.STRING:
      return { type: 'string' };
    case ScalarType.BYTES:
      return { type: 'string', contentEncoding: 'base64' };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { type: 'number' };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { type: 'integer', format: 'int64', minimum: 0, maximum: 4_294_967_295 };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return { type: 'integer', format: 'int32' };
    default:
      return { type: 'string', description: 'A 64-bit whole number in decimal.' };
  }
}
