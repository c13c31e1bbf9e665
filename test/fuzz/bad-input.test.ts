import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { SolveigError } from '@solveig/kit/errors';
import { startTestPlatform } from '@solveig/local/testing';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { Routing, Stop } from '@solveig/proto/gen/solveig/model/v1/routing';
import { BlobServiceService } from '@solveig/proto/gen/solveig/solver/v1/blob';
import { JobServiceService } from '@solveig/proto/gen/solveig/solver/v1/job';
import { SolverServiceService } from '@solveig/proto/gen/solveig/solver/v1/solver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../src/stage.ts';

interface ProblemDocument {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly description: string; readonly hint: string }[];
}

const PLACE = { latitude: -33.44, longitude: -70.65 };
const ROUTING = {
  stops: [{ id: 'a', location: PLACE }],
  depots: [{ id: 'd', location: PLACE }],
  vehicles: [{ id: 'v' }],
};

/** What is wrong, and every place that must be named. Problems are checked before any work is done. */
const CASES: readonly [string, Record<string, unknown>, readonly string[]][] = [
  [
    'unknown fields',
    { problem: { routing: { ...ROUTING, stopz: [] } }, optoins: {} },
    ['problem.routing.stopz', 'optoins'],
  ],
  ['an empty problem', { problem: {} }, ['problem']],
  ['no problem at all', {}, ['problem']],
  ['missing parts', { problem: { routing: {} } }, ['stops', 'depots', 'vehicles']],
  ['a missing location', { problem: { routing: { ...ROUTING, stops: [{ id: 'a' }] } } }, ['stops[0].location']],
  [
    'negative durations, latitude 95 and a window that ends before it starts',
    {
      problem: {
        routing: {
          ...ROUTING,
          stops: [
            {
              id: 'a',
              location: { latitude: 95, longitude: -181 },
              service_seconds: -5,
              time_windows: [{ start_seconds: 10, end_seconds: 5 }],
            },
          ],
        },
      },
    },
    [
      'stops[0].location.latitude',
      'stops[0].location.longitude',
      'stops[0].service_seconds',
      'stops[0].time_windows[0].end_seconds',
    ],
  ],
  [
    'NaN and a number that is a word',
    { problem: { routing: { ...ROUTING, stops: [{ id: 'a', location: { latitude: 'NaN', longitude: 'east' } }] } } },
    ['stops[0].location.latitude', 'stops[0].location.longitude'],
  ],
  [
    'duplicate ids',
    { problem: { routing: { ...ROUTING, stops: [ROUTING.stops[0], ROUTING.stops[0]] } } },
    ['stops[1].id'],
  ],
  [
    'capacity and demand of other lengths',
    {
      problem: {
        routing: {
          ...ROUTING,
          capacity_dimensions: ['kg', 'litres'],
          stops: [{ id: 'a', location: PLACE, demand: [1] }],
          vehicles: [{ id: 'v', capacity: [1, 2, 3] }],
        },
      },
    },
    ['stops[0].demand', 'vehicles[0].capacity'],
  ],
  [
    'an itinerary with a day that is none and a place that closes before it opens',
    {
      problem: {
        itinerary: {
          places: [
            {
              id: 'p',
              location: PLACE,
              visit_seconds: -1,
              importance: 11,
              opening_hours: [{ open_seconds: 9, close_seconds: 3 }],
            },
          ],
          days: [{ date: '2026-02-30', start_seconds: 50, end_seconds: 40 }],
        },
      },
    },
    [
      'places[0].visit_seconds',
      'places[0].importance',
      'places[0].opening_hours[0].close_seconds',
      'days[0].date',
      'days[0].end_seconds',
    ],
  ],
  [
    'a budget that is too long, and one member of a choice too many',
    { problem: { linear: { lp_text: 'min', mps_text: 'NAME' } }, options: { budget_millis: 'soon' } },
    ['problem.linear', 'options.budget_millis'],
  ],
  [
    'arrays with an unknown column and bounds that cross',
    {
      problem: {
        linear: {
          arrays: {
            columns: [{ name: 'x', lower_bound: 3, upper_bound: 1 }, { name: 'x' }],
            rows: [{ name: 'r', terms: [{ column: 'y', coefficient: 1 }] }],
          },
        },
      },
    },
    ['columns[0]', 'columns[1].name', 'rows[0].terms[0].column'],
  ],
];

const LP_WITH_FAULT_AT_7 = [
  'Minimize',
  ' cost: 3 x + 2 y',
  'Subject To',
  ' need: x + y >= 4',
  ' most: x <= 3',
  ' even: y <= 9',
  ' bad: x + >= <= 2',
  'End',
].join('\n');

describe('bad input', { timeout: 60_000 }, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage(await startTestPlatform());
  }, 120_000);

  afterAll(() => stage?.[Symbol.asyncDispose]());

  const refused = async (path: string, json: unknown): Promise<ProblemDocument> => {
    const response = await stage.rest(path, { json });
    const document = (await response.json()) as ProblemDocument;
    expect(response.status, JSON.stringify(document)).toBe(400);
    return document;
  };

  test.each(CASES)('%s: every fault at once, each with its place and a hint', async (_, json, places) => {
    for (const path of ['/api/v1/solve', '/api/v1/jobs']) {
      const { errors = [], reason } = await refused(path, json);
      expect(reason).toMatch(/^INVALID_(PROBLEM|REQUEST)$/);
      const fields = errors.map(({ field }) => field);
      for (const place of places) {
        expect(fields, JSON.stringify(errors)).toContainEqual(expect.stringContaining(place));
      }
      for (const { field, description, hint } of errors) {
        expect([description, hint], field).not.toContain('');
      }
    }
  });

  test('a name that is nearly right is named in the hint', async () => {
    const { errors } = await refused('/api/v1/solve', { problem: { routing: { ...ROUTING, stopz: [] } } });
    expect(errors?.[0]?.hint).toContain('stops');
  });

  test('a syntax error in LP text is found at its line', async () => {
    const { errors } = await refused('/api/v1/solve', { problem: { linear: { lp_text: LP_WITH_FAULT_AT_7 } } });
    expect(errors).toContainEqual(
      expect.objectContaining({
        field: expect.stringContaining('lp_text'),
        description: expect.stringMatching(/line 7\b/),
      }),
    );
  });

  test('a problem is checked in the same way by Validate, which is no error', async () => {
    const response = await stage.rest('/api/v1/validate', { json: { problem: { routing: {} } } });
    expect(response.status).toBe(200);
    const { valid, violations } = (await response.json()) as { valid?: boolean; violations: { path: string }[] };
    expect([valid ?? false, violations.length >= 3]).toEqual([false, true]);
  });

  test('no deadline of zero, and none beyond the most', async () => {
    for (const budget of [0, -1, 300_001]) {
      const { errors } = await refused('/api/v1/solve', {
        problem: { routing: ROUTING },
        options: { budget_millis: budget },
      });
      expect(errors?.map(({ field }) => field)).toContainEqual(expect.stringContaining('budget_millis'));
    }
  });

  test('a body of more than the limit is refused with the limit', async () => {
    // Only announced: who sends it all may find the connection closed before it reads the answer.
    const asking = request(`${stage.platform.addresses.rest}/api/v1/solve`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stage.key}`,
        'content-type': 'application/json',
        'content-length': String(17 * 2 ** 20),
      },
    });
    asking.flushHeaders();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    const [body] = (await once(answer.setEncoding('utf8'), 'data')) as [string];
    asking.destroy();
    expect(JSON.parse(body)).toMatchObject({ reason: 'LIMIT_EXCEEDED', detail: expect.stringMatching(/16 MB/) });
  });

  test('a message of more than the limit is RESOURCE_EXHAUSTED', async () => {
    const text = `Minimize\n c: x\nSubject To\n r: x >= 2\nEnd\n\\${'y'.repeat(17 * 2 ** 20)}`;
    const problem: Problem = {
      kind: { $case: 'linear', value: { form: { $case: 'lpText', value: text }, stopAtGap: undefined } },
    };
    const solving = stage
      .client(SolverServiceService)
      .solve({ problem, problemBlobId: '', options: undefined }, { metadata: stage.metadata });
    await expect(solving).rejects.toMatchObject({ reason: 'LIMIT_EXCEEDED' });
  });

  test('more than a million visits are refused with the limit, before any work', async () => {
    const stop = Stop.fromJSON({});
    const stops = Array.from({ length: 1_000_001 }, () => stop);
    const bytes = Problem.encode({
      kind: {
        $case: 'routing',
        value: { ...Routing.fromJSON({}), stops },
      },
    }).finish();
    const { blobId } = await stage
      .client(BlobServiceService)
      .upload(chunksOf(bytes), { metadata: stage.metadata, timeoutMs: 60_000 });
    const submitting = stage.client(JobServiceService).submitJob(
      {
        problem: undefined,
        problemBlobId: blobId,
        options: undefined,
        idempotencyKey: '',
        priority: 0,
        label: '',
        expiresAfterSeconds: undefined,
      },
      { metadata: stage.metadata, timeoutMs: 60_000 },
    );
    await expect(submitting).rejects.toMatchObject({
      reason: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/1,?000,?000/),
    });
  });

  test('a gRPC caller gets the same violations as a REST caller', async () => {
    const problem: Problem = {
      kind: { $case: 'linear', value: { form: { $case: 'lpText', value: LP_WITH_FAULT_AT_7 }, stopAtGap: undefined } },
    };
    const error = await stage
      .client(SolverServiceService)
      .solve({ problem, problemBlobId: '', options: undefined }, { metadata: stage.metadata })
      .then(
        () => expect.fail('it was solved'),
        (thrown) => thrown as SolveigError,
      );
    const { errors } = await refused('/api/v1/solve', { problem: { linear: { lp_text: LP_WITH_FAULT_AT_7 } } });
    expect(error.violations.map(({ path }) => path)).toEqual(errors?.map(({ field }) => field));
  });
});

async function* chunksOf(bytes: Uint8Array): AsyncIterable<{ sha256: string; chunk: Buffer }> {
  const size = 256 * 1024;
  for (let at = 0; at < bytes.length; at += size) {
    yield { sha256: '', chunk: Buffer.from(bytes.subarray(at, at + size)) };
  }
}
