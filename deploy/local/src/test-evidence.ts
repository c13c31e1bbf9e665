import type { Platform } from './platform.ts';
import type { Span } from './sinks/otlp-spans.ts';
import { drawTrace } from './trace-tree.ts';

const LINES_A_SERVICE = 12;
const CHARACTERS_A_LINE = 600;
const LINES_OF_TRACE = 60;
const WARN = new Set(['warn', 'error', 'fatal']);

interface LogLine {
  readonly level?: string;
  readonly trace_id?: string;
}

/** What a person wants to see of a platform when a test on it failed: the last log lines of each service, and a trace. */
export async function evidenceOf(platform: Platform): Promise<string> {
  const services = platform.services().map((service) => ({ name: service.name, lines: linesOf(service.tail()) }));
  const logs = services.map(({ name, lines }) => {
    const running = platform.service(name as Parameters<Platform['service']>[0]).pid;
    const head = `--- ${name} (${running === undefined ? 'not running' : `pid ${running}`}), last lines:`;
    return [head, ...lines.slice(-LINES_A_SERVICE).map((line) => line.slice(0, CHARACTERS_A_LINE))].join('\n');
  });
  const traceId = traceWorthSeeing(services.flatMap(({ lines }) => lines));
  return [...logs, traceId === undefined ? '' : await drawnTrace(platform, traceId)].filter(Boolean).join('\n');
}

function linesOf(tail: string): string[] {
  return tail.split('\n').filter((line) => line !== '');
}

/** The last one that somebody warned about; else the last one spoken of. */
function traceWorthSeeing(lines: readonly string[]): string | undefined {
  const traced = lines.map(parsed).filter((line) => line.trace_id !== undefined);
  return (traced.findLast(({ level }) => WARN.has(level ?? '')) ?? traced.at(-1))?.trace_id;
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return {}; // a stack trace, or the first half of a line that was cut
  }
}

async function drawnTrace({ addresses }: Platform, traceId: string): Promise<string> {
  const response = await fetch(`${addresses.sinks.traces}/_traces/${traceId}`).catch(() => undefined);
  const { spans = [] } = ((await response?.json()) ?? {}) as { spans?: Span[] };
  if (spans.length === 0) return '';
  const lines = drawTrace(spans).split('\n');
  const rest = lines.length - LINES_OF_TRACE;
  return [...lines.slice(0, LINES_OF_TRACE), ...(rest > 0 ? [`... and ${rest} more lines`] : [])].join('\n');
}
