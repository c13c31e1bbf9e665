import { findPlatform } from '@solveig/local/platform-state';
import type { Arrival } from '@solveig/local/sinks/inbox';
import type { GlobalOptions } from '../connection.ts';
import { UsageError } from '../exit.ts';
import { print, table } from '../print.ts';

const LIMIT = 100;

/** `solveig inbox [kind]`: what arrived in the local mail and HTTP sinks. */
export async function inbox(kind: string | undefined, options: GlobalOptions & { show?: number }): Promise<void> {
  const platform = findPlatform();
  if (!platform) throw new UsageError('the sinks belong to the local platform, and none runs here');
  const query = new URLSearchParams({ limit: String(LIMIT), ...(kind ? { kind } : {}) });
  const response = await fetch(`${platform.addresses.sinks.http}/_inbox?${query}`);
  const { arrivals } = (await response.json()) as { arrivals: Arrival[] };
  if (options.show === undefined) return print(options.json, arrivals, () => describeList(arrivals));
  const found = arrivals.find((arrival) => arrival.seq === options.show);
  if (!found) throw new UsageError(`nothing with the number ${options.show} is among the last ${LIMIT}`);
  print(options.json, found, () => describeOne(found));
}

function describeList(arrivals: readonly Arrival[]): string {
  if (arrivals.length === 0) return 'nothing has arrived yet';
  const rows = arrivals.map((arrival) => [
    String(arrival.seq),
    arrival.at.slice(0, 19).replace('T', ' '),
    arrival.kind,
    titleOf(arrival),
  ]);
  return table(['n', 'at', 'kind', 'what'], rows);
}

/** A mail's subject; the text of a Slack post; status and alert names of a webhook. */
function titleOf({ content }: Arrival): string {
  if (typeof content.subject === 'string') return content.subject;
  const body = content.body as {
    text?: unknown;
    status?: unknown;
    alerts?: { labels?: { alertname?: string } }[];
  } | null;
  if (typeof body?.text === 'string') return body.text.split('\n', 1)[0]!;
  const names = body?.alerts?.map((alert) => alert.labels?.alertname ?? '?').join(', ');
  return [body?.status, names].filter(Boolean).join(' ') || String(content.path ?? '');
}

function describeOne(arrival: Arrival): string {
  const { text, ...rest } = arrival.content;
  const head = Object.entries(rest)
    .filter(([name]) => name !== 'html')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}`);
  return [
    `${arrival.kind} ${arrival.seq}, ${arrival.at}`,
    ...head,
    ...(typeof text === 'string' ? ['', text] : []),
  ].join('\n');
}
