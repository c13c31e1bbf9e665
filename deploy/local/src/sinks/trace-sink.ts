import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RotatedFile } from '../rotated-file.ts';
import { answerJson, listenHttp, readBody } from './http-json.ts';
import { type OtlpRequest, type Span, spansOf } from './otlp-spans.ts';

const LIMITS = { maxBytes: 16 * 1024 * 1024, keep: 6 };

/**
 * An OTLP/HTTP (JSON) collector that only keeps: `POST /v1/traces` appends the request as one line, unread, so that tracing costs
 * the platform next to nothing; `GET /_traces/<trace id>` looks for the spans of one trace, parents before children of the same start.
 */
export async function startTraceSink(folder: string, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const path = join(folder, 'spans.jsonl');
  const file = new RotatedFile(path, LIMITS);
  const server = await listenHttp(port, async (request, response, url) => {
    const trace = /^\/_traces\/([0-9a-f]{32})$/.exec(url.pathname)?.[1];
    if (request.method === 'GET' && trace) return answerJson(response, 200, { spans: await findSpans(path, trace) });
    if (request.method !== 'POST' || url.pathname !== '/v1/traces') {
      return answerJson(response, 404, { error: 'POST /v1/traces, or GET /_traces/<32 hex digits>' });
    }
    if (!request.headers['content-type']?.startsWith('application/json')) {
      return answerJson(response, 415, { error: 'only OTLP in JSON is taken (Content-Type: application/json)' });
    }
    const body = await readBody(request);
    // A raw line break cannot be inside a JSON string, so this changes nothing but the layout.
    file.write(`${body.replaceAll(/[\r\n]+/g, ' ')}\n`);
    answerJson(response, 200, {});
  });
  return {
    port: server.port,
    async close() {
      await server.close();
      file.close();
    },
  };
}

/** All spans of a trace in the files beside `path`, by start time. Reads at most some 100 MB, a few tenths of a second. */
export async function findSpans(path: string, traceId: string): Promise<Span[]> {
  const found = new Map<string, Span>();
  const files = Array.from({ length: LIMITS.keep }, (_, age) => (age === 0 ? path : `${path}.${age}`));
  for (const file of files.reverse().filter(existsSync)) {
    const input = createReadStream(file, 'utf8');
    await once(input, 'open');
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (!line.includes(traceId)) continue;
      // A batch that was sent twice, because its first answer was lost, counts once.
      for (const span of parsedSpans(line)) if (span.trace_id === traceId) found.set(span.span_id, span);
    }
  }
  return [...found.values()].sort((a, b) => a.start_unix_nano.localeCompare(b.start_unix_nano));
}

function parsedSpans(line: string): Span[] {
  try {
    return spansOf(JSON.parse(line) as OtlpRequest);
  } catch {
    return []; // somebody posted something else, or the line was cut by a kill
  }
}
