import type { DescMessage } from '@bufbuild/protobuf';
import type { Violation } from '@solveig/kit/errors';
import { type RefusedJson, readJson, writeJson } from '@solveig/kit/json-reader';

/** What a REST request brings, besides its method. */
export interface RestInput {
  readonly pathFields: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined when there is no body. */
  readonly body: unknown;
  /** Values that travel in headers: `Idempotency-Key`, `Last-Event-ID`. */
  readonly headerFields: Readonly<Record<string, string>>;
}

/** Protobuf bytes of a request, or what its reader refused. */
export type ReadRequest = { readonly ok: true; readonly bytes: Uint8Array } | RefusedJson;

/** Puts path, query, headers and body together and reads them as the request message `message`. */
export function readRequest(message: DescMessage, input: RestInput): ReadRequest {
  const violations: Violation[] = [];
  const json = mergeFields(message, input, violations);
  if (!json) return { ok: false, violations, lost: [''], meant: [] };
  const read = readJson(message.typeName, json);
  if (violations.length === 0) return read;
  if (read.ok) return { ok: false, violations, lost: [], meant: [], partial: read.bytes };
  return { ...read, violations: [...violations, ...read.violations] };
}

/** The JSON of a response message. */
export function responseJson(message: DescMessage, bytes: Uint8Array): unknown {
  return writeJson(message.typeName, bytes);
}

function mergeFields(
  message: DescMessage,
  input: RestInput,
  violations: Violation[],
): Record<string, unknown> | undefined {
  const { body } = input;
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    violations.push({
      path: '',
      reason: 'WRONG_TYPE',
      message: 'the body must be a JSON object',
      hint: `Send the fields of ${message.typeName}.`,
    });
    return undefined;
  }
  const json: Record<string, unknown> = { ...body };
  for (const key of new Set(input.query.keys())) {
    const values = input.query.getAll(key);
    const field = message.fields.find((f) => f.name === key || f.jsonName === key);
    json[key] = field?.fieldKind === 'list' ? values : values.at(-1);
  }
  for (const [key, value] of Object.entries({ ...input.headerFields, ...input.pathFields })) {
    const isTwice = json[key] !== undefined && String(json[key]) !== value;
    if (isTwice) {
      violations.push({
        path: key,
        reason: 'CONFLICT',
        message: `${key} says ${JSON.stringify(json[key])} in the body and ${JSON.stringify(value)} outside it`,
        hint: 'Give it once.',
      });
    }
    json[key] = value;
  }
  return json;
}
