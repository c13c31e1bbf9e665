import { join } from 'node:path';
import { startHttpSink } from './http-sink.ts';
import { Inbox } from './inbox.ts';
import { startMailSink } from './mail-sink.ts';
import { startTraceSink } from './trace-sink.ts';

export interface SinkPorts {
  readonly smtp: number;
  readonly http: number;
  readonly traces: number;
}

export interface Sinks extends AsyncDisposable {
  readonly ports: SinkPorts;
  readonly inbox: Inbox;
  stop(): Promise<void>;
}

/** Starts the places where mail, posts and spans of the local platform end; a port of 0 takes a free one. */
export async function startSinks(options: { dataDir: string; ports: SinkPorts }): Promise<Sinks> {
  const inbox = new Inbox(join(options.dataDir, 'inbox', 'arrivals.jsonl'));
  const opened: { close(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((sink) => sink.close()));
    inbox.close();
  };
  const open = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const sink = await starting;
    opened.push(sink);
    return sink;
  };
  try {
    const http = await open(startHttpSink(inbox, options.ports.http));
    const traces = await open(startTraceSink(join(options.dataDir, 'traces'), options.ports.traces));
    const smtp = await open(startMailSink(inbox, options.ports.smtp));
    return {
      ports: { smtp: smtp.port, http: http.port, traces: traces.port },
      inbox,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
