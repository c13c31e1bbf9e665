import { messageDescriptor } from '@solveig/kit/descriptors';
import type { Violation } from '@solveig/kit/errors';
import { joinViolations } from '@solveig/kit/join-violations';
import { readJson } from '@solveig/kit/json-reader';
import { SubmitJobRequest } from '@solveig/proto/gen/solveig/solver/v1/job';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const SUBMIT = 'solveig.solver.v1.SubmitJobRequest';

function refusedOf(json: unknown) {
  const read = readJson(SUBMIT, json);
  if (read.ok) throw new Error('it was read');
  return read;
}

/** The paths that are told when the rules complain about `complaints`, each `path REASON`. */
function told(json: unknown, ...complaints: string[]): string[] {
  const rules = complaints.map((text): Violation => {
    const [path = '', reason = ''] = text.split(' ');
    return { path, reason, message: 'm', hint: 'h' };
  });
  return joinViolations(refusedOf(json), rules).map(({ path, reason }) => `${path} ${reason}`);
}

const routing = (fields: object) => ({ problem: { routing: fields } });

describe('a document that is refused', () => {
  it('gives the rest of its message, with every entry of a list at its place', () => {
    const { partial } = refusedOf({
      problem: {
        routing: {
          stops: [{ id: 7, demand: [1, 'many', 3] }, 'stop', { id: 'c', service_seconds: -5, kind: 'x' }],
          capacity_dimensions: ['kg', 5, 'litres'],
        },
      },
      label: 'kept',
    });
    const request = SubmitJobRequest.decode(partial ?? new Uint8Array());
    expect(request.label).toBe('kept');
    expect(request.problem?.kind).toMatchObject({
      $case: 'routing',
      value: {
        stops: [{ id: '', demand: [1, 0, 3] }, { id: '' }, { id: 'c', serviceSeconds: -5 }],
        capacityDimensions: ['kg', '', 'litres'],
      },
    });
  });

  it('gives a rest that decodes, whatever the document is', () => {
    const names = messageDescriptor('solveig.model.v1.Routing').fields.map((field) => field.name);
    const nearly = fc.dictionary(fc.constantFrom(...names), fc.anything());
    fc.assert(
      fc.property(nearly, (fields) => {
        const read = readJson(SUBMIT, routing(fields));
        SubmitJobRequest.decode((read.ok ? read.bytes : read.partial) ?? new Uint8Array());
      }),
      { numRuns: 500 },
    );
  });

  it('gives no rest when there were too many faults to read on', () => {
    const stops = Array.from({ length: 2000 }, () => 'x');
    expect(refusedOf(routing({ stops })).partial).toBeUndefined();
  });
});

describe('what rules say about the rest', () => {
  it('is added where it is about another place', () => {
    const json = routing({ stops: [{ id: 'a', colour: 'red', service_seconds: -5 }], vehicles: 3 });
    expect(told(json, 'problem.routing.stops[0].service_seconds NEGATIVE', 'problem.routing.depots REQUIRED')).toEqual([
      'problem.routing.stops[0].colour UNKNOWN_FIELD',
      'problem.routing.vehicles WRONG_TYPE',
      'problem.routing.stops[0].service_seconds NEGATIVE',
      'problem.routing.depots REQUIRED',
    ]);
  });

  it('is left out at, above and below a refused place', () => {
    const json = routing({ vehicles: 3, stops: [{ id: 7, location: { latitude: 'x' } }], depots: ['d'] });
    expect(
      told(
        json,
        'problem.routing.vehicles REQUIRED',
        'problem.routing.stops[0].id REQUIRED',
        'problem.routing.stops[0].location REQUIRED',
        'problem.routing.depots[0].location REQUIRED',
      ),
    ).toEqual([
      'problem.routing.vehicles WRONG_TYPE',
      'problem.routing.stops[0].id WRONG_TYPE',
      'problem.routing.stops[0].location.latitude WRONG_TYPE',
      'problem.routing.depots[0] WRONG_TYPE',
    ]);
  });

  it('is left out where a misspelt name meant the place, or stood for the whole problem', () => {
    expect(told(routing({ stopz: [] }), 'problem.routing.stops REQUIRED')).toEqual([
      'problem.routing.stopz UNKNOWN_FIELD',
    ]);
    expect(told({ problm: {} }, 'problem REQUIRED')).toEqual(['problm UNKNOWN_FIELD']);
    expect(told({ problem: { tsp: {} } }, 'problem MISSING')).toEqual(['problem.tsp UNKNOWN_FIELD']);
  });

  it('is left out where it compares with a refused place', () => {
    const json = routing({ depots: [{ id: 5 }], stops: [{ time_windows: [{ start_seconds: 'x' }] }] });
    expect(
      told(
        json,
        'problem.routing.vehicles[0].start_depot_id UNKNOWN_REFERENCE',
        'problem.routing.stops[0].time_windows[0].end_seconds WRONG_ORDER',
        'problem.routing.stops[0].demand WRONG_LENGTH',
      ),
    ).toEqual([
      'problem.routing.depots[0].id WRONG_TYPE',
      'problem.routing.stops[0].time_windows[0].start_seconds WRONG_TYPE',
      'problem.routing.stops[0].demand WRONG_LENGTH',
    ]);
    expect(
      told(
        routing({ capacity_dimension: ['kg'], stops: [{ time_windows: 5 }] }),
        'problem.routing.stops[1].demand WRONG_LENGTH',
      ),
    ).toHaveLength(2);
    expect(
      told(routing({ stops: [{ time_windows: 5 }] }), 'problem.routing.stops[1].demand WRONG_LENGTH'),
    ).toHaveLength(2);
  });

  it('is said about a limit in any case', () => {
    const json = routing({ stops: [{ id: 7 }] });
    expect(told(json, 'problem.routing.stops LIMIT_EXCEEDED')).toHaveLength(2);
  });
});
