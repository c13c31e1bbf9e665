import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { isPublicAddress } from './public-address.ts';

/** What addresses a message may go to. */
export interface EgressPolicy {
  /** Plain http to public addresses too. */
  readonly allowHttp: boolean;
  /** Exact `host:port` pairs that may be reached wherever they are and by http: the sinks of the local platform. */
  readonly allowedTargets: ReadonlySet<string>;
}

/** The address of a message leads to where none may go. Trying again would not change that. */
export class BlockedTargetError extends Error {
  override readonly name = 'BlockedTargetError';
}

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** `host:port` of a URL, the default port filled in. */
export function targetOf(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

/** What is wrong with a URL as a destination, before any name is resolved; undefined when nothing is. */
export function urlProblem(text: string, policy: EgressPolicy): string | undefined {
  if (!URL.canParse(text)) return 'it is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} is not https:`;
  if (url.username || url.password) return 'user and password do not belong in it';
  if (policy.allowedTargets.has(targetOf(url))) return undefined;
  if (url.protocol === 'http:' && !policy.allowHttp) return 'it must be https';
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) return `${literal} is not a public address`;
  return undefined;
}

const resolveAll: Resolve = (host) =>
  new Promise((resolve, reject) =>
    dnsLookup(host, { all: true, verbatim: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
  );

/**
 * A connection pool for one destination. Its name is resolved once a connection, every address found is checked, and the
 * connection goes to an address that was checked: a name that changes its mind in between (DNS rebinding) gains nothing.
 */
export function guardedAgent(
  url: URL,
  policy: EgressPolicy,
  connections: number,
  resolve: Resolve = resolveAll,
): Agent {
  const isAllowed = policy.allowedTargets.has(targetOf(url));
  return new Agent({
    connections,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: 5_000, lookup: checkedLookup(isAllowed, resolve) },
  });
}

function checkedLookup(isAllowed: boolean, resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const blocked = isAllowed ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
        const [first] = addresses;
        if (blocked) {
          // One bad address among good ones is enough: which one a connection would take is chance.
          callback(new BlockedTargetError(`${host} resolves to ${blocked.address}, which is not a public address`), '');
        } else if (!first) callback(new Error(`${host} resolves to nothing`), '');
        else if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error as NodeJS.ErrnoException, ''),
    );
  };
}
