import type { Span } from './sinks/otlp-spans.ts';

interface Node {
  readonly span: Span;
  readonly children: Node[];
}

const NANOS_PER_MS = 1e6;

/**
 * A trace as text: a line a span, children under their parent in the order of
 * their start, with service, offset from the beginning and duration. Runs of
 * alike leaves (statements, publishes) are folded into one line.
 */
export function drawTrace(spans: readonly Span[]): string {
  const roots = buildTree(spans);
  const beginning = Math.min(...spans.map(startMs));
  const services = [...new Set(spans.map((span) => span.service))];
  const lines = roots.flatMap((root) => drawNode(root, '', '', beginning));
  return [
    `trace ${spans[0]?.trace_id}: ${spans.length} spans, ${services.length} services (${services.join(', ')})`,
    ...lines,
  ].join('\n');
}

/** Spans whose parent is not among them are roots. */
export function buildTree(spans: readonly Span[]): Node[] {
  const nodes = new Map(spans.map((span) => [span.span_id, { span, children: [] as Node[] }]));
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const siblings = nodes.get(node.span.parent_span_id)?.children ?? roots;
    siblings.push(node);
  }
  const byStart = (a: Node, b: Node) => startMs(a.span) - startMs(b.span);
  for (const node of nodes.values()) node.children.sort(byStart);
  return roots.sort(byStart);
}

function drawNode(node: Node, indent: string, branch: string, beginning: number): string[] {
  const lines = [line(node.span, `${indent}${branch}`, beginning, 1)];
  const below = branch === '' ? indent : `${indent}${branch.startsWith('├') ? '│  ' : '   '}`;
  const groups = foldAlike(node.children);
  groups.forEach((group, i) => {
    const mark = i === groups.length - 1 ? '└─ ' : '├─ ';
    if (group.length > 1) lines.push(line(group[0]!.span, `${below}${mark}`, beginning, group.length));
    else lines.push(...drawNode(group[0]!, below, mark, beginning));
  });
  return lines;
}

/** Neighbours without children that have the same service and name form one group. */
function foldAlike(children: readonly Node[]): Node[][] {
  const groups: Node[][] = [];
  for (const child of children) {
    const last = groups.at(-1)?.[0];
    const isAlike =
      last !== undefined &&
      last.children.length === 0 &&
      child.children.length === 0 &&
      last.span.name === child.span.name &&
      last.span.service === child.span.service;
    if (isAlike) groups.at(-1)!.push(child);
    else groups.push([child]);
  }
  return groups;
}

function line(span: Span, prefix: string, beginning: number, times: number): string {
  const took = Number(span.end_unix_nano) / NANOS_PER_MS - startMs(span);
  const count = times > 1 ? `  x${times}` : '';
  const error = span.status === 'error' ? `  ERROR ${span.status_message}` : '';
  return `${prefix}${span.service}  ${span.name}${count}  +${(startMs(span) - beginning).toFixed(1)} ms  ${took.toFixed(1)} ms${error}`;
}

function startMs(span: Span): number {
  return Number(span.start_unix_nano) / NANOS_PER_MS;
}
