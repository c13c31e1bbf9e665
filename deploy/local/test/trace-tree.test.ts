import { describe, expect, it } from 'vitest';
import type { Span } from '../src/sinks/otlp-spans.ts';
import { buildTree, drawTrace } from '../src/trace-tree.ts';

function span(id: string, parent: string, service: string, name: string, startMs: number, endMs: number): Span {
  return {
    trace_id: 't',
    span_id: id,
    parent_span_id: parent,
    service,
    name,
    kind: 'internal',
    start_unix_nano: String(startMs * 1e6),
    end_unix_nano: String(endMs * 1e6),
    status: name === 'bad' ? 'error' : 'unset',
    status_message: name === 'bad' ? 'it broke' : '',
    attributes: {},
    links: [],
  };
}

describe('a trace drawn as text', () => {
  const spans = [
    span('c', 'a', 'solver', 'claim', 12, 20),
    span('a', '', 'gateway', 'POST /api/v1/jobs', 10, 40),
    span('b', 'a', 'solver', 'submit', 11, 12),
    span('d', 'c', 'solver', 'bad', 13, 14),
  ];

  it('puts children under their parents in the order of their start', () => {
    expect(drawTrace(spans)).toBe(
      [
        'trace t: 4 spans, 2 services (solver, gateway)',
        'gateway  POST /api/v1/jobs  +0.0 ms  30.0 ms',
        '├─ solver  submit  +1.0 ms  1.0 ms',
        '└─ solver  claim  +2.0 ms  8.0 ms',
        '   └─ solver  bad  +3.0 ms  1.0 ms  ERROR it broke',
      ].join('\n'),
    );
  });

  it('folds neighbours that are alike', () => {
    const many = [1, 2, 3].map((i) => span(`q${i}`, 'a', 'solver', 'SELECT job', 20 + i, 21 + i));
    expect(drawTrace([...spans, ...many])).toContain('└─ solver  SELECT job  x3  +11.0 ms');
  });

  it('shows spans whose parent is missing as roots, so that a torn trace is seen', () => {
    expect(buildTree([span('x', 'gone', 's', 'n', 0, 1), span('y', '', 's', 'n', 0, 1)])).toHaveLength(2);
  });
});
