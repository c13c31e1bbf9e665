import { status as grpcStatus } from '@grpc/grpc-js';
import { descriptorRegistry } from '@solveig/kit/descriptors';
import { startTestPlatform } from '@solveig/local/testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { grpcKnocker, knockRest, pidsOf } from '../src/door-probes.ts';
import { quickItinerary, quickProgram, readSample } from '../src/samples.ts';
import { openStage, type Stage } from '../src/stage.ts';

/** `SOLVEIG_TEST_SEED` and `SOLVEIG_TEST_RUNS` look elsewhere and for longer; a failure prints what repeats it. */
const seed = Number(process.env.SOLVEIG_TEST_SEED ?? 20_261_121);
const runs = (least: number) => ({ seed, numRuns: Number(process.env.SOLVEIG_TEST_RUNS ?? least) });

const BUDGET = { budget_millis: 3_000, max_iterations: 5 };

describe('any input at the doors', { timeout: 120_000 }, () => {
  let stage: Stage;
  let before: ReturnType<typeof pidsOf>;

  beforeAll(async () => {
    stage = await openStage(await startTestPlatform({ env: { all: { SOLVEIG_LOG_LEVEL: 'warn' } } }));
  }, 120_000);

  afterAll(() => stage?.[Symbol.asyncDispose]());

  beforeEach(() => {
    before = pidsOf(stage);
  });

  afterEach(async () => {
    expect(pidsOf(stage)).toEqual(before);
    const healthy = await stage.rest('/api/v1/solve', { json: quickProgram() });
    expect(healthy.status).toBe(200);
  });

  const isFine = (status: number, text: string) => {
    expect(text).not.toContain('"INTERNAL"');
    expect(status, text).not.toBe(500);
    expect(status, text).toBeLessThan(505);
    if (status >= 500) expect(text).toMatch(/TIMEOUT|QUEUE_FULL|DISTANCE_ERROR/);
  };

  const restPaths = [
    '/api/v1/solve',
    '/api/v1/jobs',
    '/api/v1/validate',
    '/api/v1/api-keys',
    '/api/v1/events:resend',
    '/api/v1/blobs',
  ];

  test('random bytes as a REST body are refused', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...restPaths), bytes, async (path, body) => {
        const { status, text } = await knockRest(stage, path, body);
        isFine(status, text);
        expect(status, text).toBeGreaterThanOrEqual(400);
      }),
      runs(80),
    );
  });

  test('random JSON is answered or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...restPaths), fc.json({ maxDepth: 6 }), async (path, json) => {
        const { status, text } = await knockRest(stage, path, json);
        isFine(status, text);
      }),
      runs(80),
    );
  });

  test('problems with parts replaced, removed and repeated are answered or refused with places', async () => {
    const bases = [quickItinerary(BUDGET), { ...readSample('staff-planning.json'), options: BUDGET }, smallRouting()];
    const strange = fc.constantFrom<unknown>(
      null,
      '',
      -1,
      1e308,
      2 ** 53,
      0.5,
      'NaN',
      [],
      {},
      true,
      '\u0000',
      [[]],
      -0,
    );
    const change = fc.record({ at: fc.nat(), what: fc.constantFrom('replace', 'remove', 'repeat'), by: strange });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bases),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async (base, all) => {
          const json = structuredClone(base) as object;
          for (const one of all) disturb(json, one.at, one.what, one.by);
          const { status, text } = await knockRest(stage, '/api/v1/solve', JSON.stringify(json));
          isFine(status, text);
          if (status !== 400) return;
          const { errors } = JSON.parse(text) as { errors?: { field: string; description: string; hint: string }[] };
          for (const { field, description, hint } of errors ?? []) {
            expect([description, hint], text).not.toContain('');
            expect(field, text).toMatch(/^(problem|problem_blob_id|options)(\.|$)/);
          }
        },
      ),
      runs(60),
    );
  });

  test('random bytes as a gRPC message are answered or refused', async () => {
    using door = grpcKnocker(stage);
    const methods = [...descriptorRegistry()].flatMap((type) =>
      type.kind === 'service' && type.typeName.startsWith('solveig.')
        ? type.methods.flatMap((m) => (m.methodKind === 'unary' ? [`${type.typeName}/${m.name}`] : []))
        : [],
    );
    const never = [grpcStatus.INTERNAL, grpcStatus.UNKNOWN, grpcStatus.DATA_LOSS, grpcStatus.UNAVAILABLE];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methods), fc.uint8Array({ maxLength: 200 }), async (method, bytes) => {
        const { status, text } = await door.knock(method, bytes);
        expect(never, `${method}: ${status} ${text}`).not.toContain(status);
      }),
      runs(200),
    );
  });

  test.each(['lp_text', 'mps_text'])('broken %s is refused or solved', async (form) => {
    const good = form === 'lp_text' ? String(linearText('diet.lp')) : MPS;
    const cut = fc.record({
      from: fc.nat(good.length),
      length: fc.nat(20),
      by: fc.string({ unit: 'binary', maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (cuts) => {
        const text = cuts.reduce((t, { from, length, by }) => t.slice(0, from) + by + t.slice(from + length), good);
        const request = { problem: { linear: { [form]: text } }, options: BUDGET };
        const answer = await knockRest(stage, '/api/v1/solve', JSON.stringify(request));
        isFine(answer.status, answer.text);
      }),
      runs(60),
    );
  });

  test('queries and headers of any text are answered or refused', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, text, async (value, key) => {
        const query = `page_size=${encodeURIComponent(toWellFormed(value))}&${encodeURIComponent(toWellFormed(key))}=1`;
        for (const path of ['/api/v1/jobs', '/api/v1/monitoring/dashboard', '/api/v1/deliveries']) {
          const response = await stage.rest(`${path}?${query}`);
          isFine(response.status, await response.text());
        }
        const job = await stage.rest(`/api/v1/jobs/${encodeURIComponent(toWellFormed(value))}`);
        isFine(job.status, await job.text());
      }),
      runs(40),
    );
  });
});

const MPS = `NAME          SMALL
ROWS
 N  COST
 G  NEED
 L  MOST
COLUMNS
    X         COST         3.0   NEED         1.0
    X         MOST         1.0
    Y         COST         2.0   NEED         1.0
RHS
    RHS       NEED         4.0   MOST         3.0
ENDATA
`;

function linearText(name: string): unknown {
  return (readSample(name).problem.linear as { lp_text: string }).lp_text;
}

function smallRouting() {
  const routing = structuredClone(readSample('delivery-day-200.json').problem.routing) as { stops: unknown[] };
  return { problem: { routing: { ...routing, stops: routing.stops.slice(0, 8) } }, options: BUDGET };
}

/** Half a surrogate pair cannot be in a URL. */
function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Changes the `at`-th (modulo) member of a JSON tree. */
function disturb(json: object, at: number, what: string, by: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk(value);
    }
  };
  walk(json);
  const [node, key] = places[at % places.length] ?? [];
  if (!node || key === undefined) return;
  if (what === 'remove') delete node[key];
  else if (what === 'repeat') node[key] = [node[key], node[key]];
  else node[key] = by;
}
