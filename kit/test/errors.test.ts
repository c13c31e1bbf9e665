import { Metadata } from '@grpc/grpc-js';
import {
  ERROR_REASONS,
  type ErrorReason,
  errorFrom,
  fromGrpcError,
  SolveigError,
  toGrpcError,
  toProblem,
} from '@solveig/kit/errors';
import { describe, expect, it } from 'vitest';

const violation = {
  path: 'stops[3].time_windows[0].end_seconds',
  reason: 'ORDER',
  message: 'ends (5) before it starts (9)',
  hint: 'swap them',
};

describe('errors', () => {
  it('survive the trip through gRPC with every detail', () => {
    for (const reason of Object.keys(ERROR_REASONS) as ErrorReason[]) {
      const sent = new SolveigError(reason, `${reason} happened`, {
        violations: [violation],
        retryAfterMs: 1500,
        metadata: { limit: '7' },
      });
      const back = fromGrpcError(Object.assign(new Error('x'), toGrpcError(sent)));
      expect(back).toMatchObject({
        reason,
        message: sent.message,
        violations: [violation],
        retryAfterMs: 1500,
        metadata: { limit: '7' },
      });
    }
  });

  it('carry the name of the operations guides as legacy_code', () => {
    expect(toProblem(new SolveigError('TIMEOUT', 'late')).metadata.legacy_code).toBe('ORTOOLS_TIMEOUT');
    expect(toProblem(new SolveigError('NOT_FOUND', 'no')).metadata.legacy_code).toBeUndefined();
  });

  it('become problem details', () => {
    const problem = toProblem(new SolveigError('QUEUE_FULL', 'full', { retryAfterMs: 1200, violations: [violation] }), {
      instance: '/api/v1/jobs',
      traceId: 'abc',
    });
    expect(problem).toMatchObject({
      type: 'https://solveig.dev/errors/QUEUE_FULL',
      status: 429,
      detail: 'full',
      instance: '/api/v1/jobs',
      reason: 'QUEUE_FULL',
      domain: 'solveig.dev',
      retry_after_seconds: 2,
      trace_id: 'abc',
      errors: [{ field: violation.path, reason: 'ORDER', description: violation.message, hint: 'swap them' }],
    });
  });

  it('keep a thousand violations within what gRPC clients accept, and say how many were left out', () => {
    const violations = Array.from({ length: 1000 }, (_, i) => ({ ...violation, path: `stops[${i}].id` }));
    const status = toGrpcError(new SolveigError('INVALID_PROBLEM', 'bad', { violations }));
    const bytes = status.metadata.get('grpc-status-details-bin')[0] as Buffer;
    expect(bytes.length).toBeLessThan(11_000);
    const back = fromGrpcError(Object.assign(new Error('x'), status));
    expect(back.violations.at(-1)?.message).toMatch(/^and \d+ more$/);
  });

  it('are guessed from what libraries throw', () => {
    const reasonOf = (fields: object, error: Error = new Error('x')) => errorFrom(Object.assign(error, fields)).reason;
    expect(reasonOf({ code: '57P01' })).toBe('DEPENDENCY_DOWN');
    expect(reasonOf({ code: '40001' })).toBe('CONFLICT');
    expect(reasonOf({ code: '57014' })).toBe('TIMEOUT');
    expect(reasonOf({ code: 'ECONNREFUSED' })).toBe('DEPENDENCY_DOWN');
    expect(reasonOf({ code: 14, details: 'no route to 10.0.0.7', metadata: new Metadata() })).toBe('DEPENDENCY_DOWN');
    expect(reasonOf({ name: 'JetStreamNotEnabled' })).toBe('DEPENDENCY_DOWN');
    expect(errorFrom(new DOMException('x', 'AbortError')).reason).toBe('CANCELLED');
    expect(errorFrom(AbortSignal.timeout(0).reason ?? new DOMException('x', 'TimeoutError')).reason).toBe('TIMEOUT');
    expect(errorFrom('boom').reason).toBe('INTERNAL');
  });

  it('do not pass on what a library wrote about our insides', () => {
    const inside = Object.assign(new Error('x'), {
      code: 14,
      details: 'no route to 10.0.0.7',
      metadata: new Metadata(),
    });
    expect(errorFrom(inside).message).not.toContain('10.0.0.7');
    expect(errorFrom(new Error('password=hunter2')).message).not.toContain('hunter2');
  });
});
