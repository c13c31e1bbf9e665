import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { descriptorRegistry, messageDescriptor } from '@solveig/kit/descriptors';
import { readJson, writeJson } from '@solveig/kit/json-reader';
import { GetJobResponse, SubmitJobRequest } from '@solveig/proto/gen/solveig/solver/v1/job';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const SUBMIT = 'solveig.solver.v1.SubmitJobRequest';

function violationsOf(json: unknown, typeName = SUBMIT, options?: { maxDepth: number }) {
  const result = readJson(typeName, json, options);
  return result.ok ? [] : result.violations;
}

const INT32 = fc.integer();
const UINT32 = fc.integer({ min: 0, max: 4_294_967_295 });
const INT64 = fc.maxSafeInteger();
const UINT64 = fc.maxSafeNat();
const DOUBLE = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Any value of a scalar, as `writeJson` writes it. */
const SCALARS: Partial<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  [ScalarType.STRING]: fc.string({ unit: 'grapheme' }),
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.BYTES]: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
  [ScalarType.DOUBLE]: DOUBLE,
  [ScalarType.FLOAT]: fc.float({ noNaN: true, noDefaultInfinity: true }),
  [ScalarType.INT32]: INT32,
  [ScalarType.SINT32]: INT32,
  [ScalarType.SFIXED32]: INT32,
  [ScalarType.UINT32]: UINT32,
  [ScalarType.FIXED32]: UINT32,
  [ScalarType.INT64]: INT64,
  [ScalarType.SINT64]: INT64,
  [ScalarType.UINT64]: UINT64,
};

const TIMES = fc
  .integer({ min: 0, max: 4_102_444_800 })
  .map((s) => new Date(s * 1000).toISOString().replace('.000', ''));

function valueArbitrary(field: DescField, depth: number): fc.Arbitrary<unknown> {
  if (field.message) {
    return field.message.typeName === 'google.protobuf.Timestamp' ? TIMES : messageArbitrary(field.message, depth + 1);
  }
  if (field.enum) return fc.constantFrom(...field.enum.values.map((v) => v.name));
  return SCALARS[field.scalar as ScalarType] ?? fc.constant('');
}

function fieldArbitrary(field: DescField, depth: number): fc.Arbitrary<unknown> {
  const value = valueArbitrary(field, depth);
  if (field.fieldKind === 'list') return fc.array(value, { maxLength: 3 });
  return field.fieldKind === 'map' ? fc.dictionary(fc.string(), value, { maxKeys: 3 }) : value;
}

/** Any valid JSON of a message: some fields, at most one of each oneof. */
function messageArbitrary(type: DescMessage, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const fields = type.fields.filter((f) => depth < 4 || !f.message);
  const members = fields.map((f) => fieldArbitrary(f, depth).map((value) => [f, value] as const));
  if (members.length === 0) return fc.constant({});
  return fc.subarray(members.map((_, i) => i)).chain((chosen) => {
    const seen = new Set<string>();
    const free = chosen.filter((i) => {
      const oneof = fields[i]?.oneof?.name;
      if (oneof === undefined) return true;
      return !seen.has(oneof) && seen.add(oneof);
    });
    return fc
      .tuple(...free.map((i) => members[i] as fc.Arbitrary<readonly [DescField, unknown]>))
      .map((pairs) => Object.fromEntries(pairs.map(([f, value]) => [f.name, value])));
  });
}

describe('readJson', () => {
  it('reads back what any valid message was written as, for every message of the contracts', () => {
    const types = [...descriptorRegistry()].filter(
      (d): d is DescMessage =>
        d.kind === 'message' && d.typeName.startsWith('solveig.') && !d.typeName.endsWith('Entry'),
    );
    expect(types.length).toBeGreaterThan(60);
    for (const type of types) {
      fc.assert(
        fc.property(messageArbitrary(type), (json) => {
          const read = readJson(type.typeName, json);
          expect(read).toMatchObject({ ok: true });
          if (!read.ok) return;
          const written = JSON.parse(JSON.stringify(writeJson(type.typeName, read.bytes)));
          expect(written).toMatchObject(withoutEmpty(json));
          const again = readJson(type.typeName, written);
          expect(again.ok && writeJson(type.typeName, again.bytes)).toEqual(writeJson(type.typeName, read.bytes));
        }),
        { numRuns: 8 },
      );
    }
  });

  it('agrees with the generated codec', () => {
    const json = {
      problem: { linear: {} },
      idempotency_key: 'k',
      priority: 'PRIORITY_HI',
      options: { seed: 7, template_id: 't' },
      label: 'ü',
    };
    const read = readJson(SUBMIT, json);
    if (!read.ok) throw new Error(JSON.stringify(read.violations));
    expect(SubmitJobRequest.decode(read.bytes)).toEqual(SubmitJobRequest.fromJSON(json));
  });

  it('never throws, and never hangs, on any JSON', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 8 }),
        fc.constantFrom(SUBMIT, 'solveig.model.v1.Routing', 'solveig.events.v1.AlertChanged'),
        (json, type) => {
          const result = readJson(type, json);
          expect(result.ok || result.violations.length > 0).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    const names = messageDescriptor('solveig.model.v1.Stop').fields.map((f) => f.name);
    const nearly = fc.dictionary(
      fc.constantFrom(...names, '__proto__', 'constructor'),
      fc.anything({ withBigInt: true, withDate: true }),
    );
    fc.assert(
      fc.property(fc.array(nearly), (stops) => void readJson('solveig.model.v1.Routing', { stops })),
      { numRuns: 500 },
    );
  });

  it('collects every violation with its path and a hint', () => {
    const found = violationsOf({
      problm: {},
      problem: {
        routing: {
          stops: [
            { id: 7, location: { latitude: 'abc', longitude: Number.NaN } },
            'stop',
            { time_windows: [{ start_seconds: 1.5, end_seconds: 3e10 }] },
          ],
        },
        linear: {},
      },
      options: { budget_millis: Number.POSITIVE_INFINITY, budgetMillis: 5 },
      priority: 'HI',
      label: null,
    });
    expect(found.map((v) => `${v.path} ${v.reason}`)).toEqual([
      'problm UNKNOWN_FIELD',
      'problem.routing.stops[0].id WRONG_TYPE',
      'problem.routing.stops[0].location.latitude WRONG_TYPE',
      'problem.routing.stops[0].location.longitude NOT_FINITE',
      'problem.routing.stops[1] WRONG_TYPE',
      'problem.routing.stops[2].time_windows[0].start_seconds NOT_WHOLE',
      'problem.routing.stops[2].time_windows[0].end_seconds OUT_OF_RANGE',
      'problem.linear ONEOF_TWICE',
      'options.budget_millis NOT_FINITE',
      'options.budget_millis GIVEN_TWICE',
      'priority UNKNOWN_ENUM',
    ]);
    expect(found[0]?.hint).toBe('did you mean problem?');
    expect(found.at(-1)?.hint).toBe('did you mean PRIORITY_HI?');
    expect(found.every((v) => v.message !== '' && v.hint !== '')).toBe(true);
  });

  it('reads lowerCamelCase, numbers in strings and null as absent', () => {
    const read = readJson('solveig.model.v1.SolveOptions', { budgetMillis: '500', seed: null, templateId: 'x' });
    expect(read.ok && writeJson('solveig.model.v1.SolveOptions', read.bytes)).toEqual({
      budget_millis: 500,
      template_id: 'x',
    });
  });

  it('stops at the depth limit, and tells at most a thousand faults', () => {
    expect(
      violationsOf({ problem: { routing: { stops: [{ location: {} }] } } }, SUBMIT, { maxDepth: 3 })[0],
    ).toMatchObject({ path: 'problem.routing.stops[0]', reason: 'TOO_DEEP' });
    const stops = Array.from({ length: 100_000 }, () => 'x');
    expect(violationsOf({ stops }, 'solveig.model.v1.Routing')).toHaveLength(1000);
  });
});

describe('writeJson', () => {
  it('writes enum names, times, and empty fields that have no presence', () => {
    const bytes = GetJobResponse.encode(
      GetJobResponse.fromPartial({ job: { id: 'j1', createdAt: new Date('2026-12-04T09:30:00.250Z') } }),
    ).finish();
    expect(writeJson('solveig.solver.v1.GetJobResponse', bytes)).toMatchObject({
      job: { id: 'j1', created_at: '2026-12-04T09:30:00.250Z', state: 'JOB_STATE_UNSPECIFIED' },
    });
  });

  it('throws on bytes that are not such a message', () => {
    expect(() => writeJson('solveig.solver.v1.GetJobResponse', Buffer.from([0xff, 0xff]))).toThrow();
  });
});

/** What is left of a message's JSON after the wire: empty fields are the same as absent ones. */
function withoutEmpty(json: unknown): object {
  return JSON.parse(JSON.stringify(json), function (this: unknown, _, value) {
    return !Array.isArray(this) && isEmpty(value) ? undefined : value;
  });
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
}
