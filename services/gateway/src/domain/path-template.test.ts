import { describe, expect, it } from 'vitest';
import { matchPath, pathTemplate } from './path-template.ts';

describe('path templates', () => {
  it('gives the fields of a path, decoded', () => {
    expect(matchPath(pathTemplate('/api/v1/jobs/{job_id}/events'), '/api/v1/jobs/a%20b/events')).toEqual({
      job_id: 'a b',
    });
  });

  it('keeps a custom verb apart from the field before it', () => {
    const job = pathTemplate('/api/v1/jobs/{job_id}');
    const cancel = pathTemplate('/api/v1/jobs/{job_id}:cancel');
    expect(matchPath(job, '/api/v1/jobs/7:cancel')).toBeUndefined();
    expect(matchPath(cancel, '/api/v1/jobs/7:cancel')).toEqual({ job_id: '7' });
    expect(cancel.weight).toBeGreaterThan(job.weight);
  });

  it('matches whole segments only', () => {
    const job = pathTemplate('/api/v1/jobs/{job_id}');
    expect(matchPath(job, '/api/v1/jobs/')).toBeUndefined();
    expect(matchPath(job, '/api/v1/jobs/7/8')).toBeUndefined();
    expect(matchPath(pathTemplate('/a.b'), '/axb')).toBeUndefined();
  });

  it('refuses malformed percent-encoding', () => {
    expect(matchPath(pathTemplate('/x/{id}'), '/x/%E0%A4')).toBeUndefined();
  });
});
