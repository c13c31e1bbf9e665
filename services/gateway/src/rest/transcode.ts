import type { DescMessage } from '@bufbuild/protobuf';
import { SolveigError, type Violation } from '@solveig/kit/errors';
import { readJson, writeJson } from '@solveig/kit/json-reader';
import type { HttpRoute } from './http-routes.ts';

/** What a REST request brings, besides its method. */
export interface RestInput {
  readonly pathFields: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined when there is no body. */
  readonly body: unknown;
  /** Values that travel in headers: `Idempotency-Key`, `Last-Event-ID`. */
  readonly headerFields: Readonly<Record<string, string>>;
}

/**
 * Puts path, query, headers and body together and reads them as the method's
 * request message. Throws INVALID_REQUEST with every violation.
 */
export function requestBytes(route: HttpRoute, input: RestInput): Uint8Array {
  const violations: Violation[] = [];
  const json = mergeFields(route.method.input, input, violations);
  const read = readJson(route.method.input.typeName, json);
  if (!read.ok) violations.push(...read.violations);
  if (violations.length > 0 || !read.ok) {
    const count = violations.length === 1 ? '1 field is' : `${violations.length} fields are`;
    throw new SolveigError('INVALID_REQUEST', `${count} wrong`, { violations });
  }
  return read.bytes;
}

/** The JSON of a response message. */
export function responseJson(message: DescMessage, bytes: Uint8Array): unknown {
  return writeJson(message.typeName, bytes);
}

function mergeFields(message: DescMessage, input: RestInput, violations: Violation[]): Record<string, unknown> {
  const { body } = input;
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    violations.push({
      path: '',
      reason: 'WRONG_TYPE',
      message: 'the body must be a JSON object',
      hint: `Send the fields of ${message.typeName}.`,
    });
    return {};
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
