import { timingSafeEqual } from 'node:crypto';
import type { Db } from '@solveig/kit/db';
import { SolveigError } from '@solveig/kit/errors';
import type { Logger } from '@solveig/kit/log';
import { type ApiKeyRow, prefixOf, refusalOf } from '#domain/api-key';
import { isAllowed, permissionFor } from '#domain/permissions';
import { type ApiKeySecretRow, findApiKey, touchApiKey } from '../store/api-keys.ts';
import { hashOf } from './make-key.ts';

/** A revoked key is dead on every gateway after this long. */
const REMEMBER_MS = 5_000;
const REMEMBER_MOST = 10_000;

/** Who a call comes from. */
export interface Caller {
  readonly tenant: string;
  /** For logs and audit: `key:<id>`; `anonymous` for public methods. */
  readonly subject: string;
  readonly role: ApiKeyRow['role'] | undefined;
}

export const ANONYMOUS: Caller = { tenant: 'default', subject: 'anonymous', role: undefined };

export interface Authenticator {
  /**
   * Lets a call in or throws UNAUTHENTICATED or PERMISSION_DENIED.
   * @param method full gRPC name without the leading slash
   * @param credentials value of an `authorization` header, or a bare key
   */
  admit(method: string, credentials: string | undefined): Promise<Caller>;
}

interface Remembered {
  readonly row: ApiKeySecretRow | undefined;
  readonly untilMs: number;
}

export function createAuthenticator(options: { db: Db; log: Logger; now?: () => number }): Authenticator {
  const { db, log, now = Date.now } = options;
  const remembered = new Map<string, Remembered>();

  async function rowOf(prefix: string): Promise<ApiKeySecretRow | undefined> {
    const known = remembered.get(prefix);
    if (known && known.untilMs > now()) return known.row;
    const row = await findApiKey(db, prefix);
    if (remembered.size >= REMEMBER_MOST) remembered.clear();
    remembered.set(prefix, { row, untilMs: now() + REMEMBER_MS });
    if (row) touchApiKey(db, row.id).catch((error) => log.warn({ err: error }, 'the use of a key was not noted'));
    return row;
  }

  async function callerOf(credentials: string | undefined): Promise<Caller> {
    if (!credentials) throw new SolveigError('UNAUTHENTICATED', 'this call needs an API key');
    const secret = credentials.replace(/^bearer\s+/i, '').trim();
    const prefix = prefixOf(secret);
    const row = prefix === undefined ? undefined : await rowOf(prefix);
    // The hash is compared even for an unknown prefix, so that both refusals take as long.
    const isSame = timingSafeEqual(hashOf(secret), row?.secretSha256 ?? Buffer.alloc(32));
    if (!row || !isSame) throw new SolveigError('UNAUTHENTICATED', 'this API key is not known');
    const refusal = refusalOf(row, new Date(now()));
    if (refusal) throw new SolveigError('UNAUTHENTICATED', refusal);
    return { tenant: row.tenant, subject: `key:${row.id}`, role: row.role };
  }

  return {
    async admit(method, credentials) {
      const permission = permissionFor(method);
      if (permission === 'public') return ANONYMOUS;
      const caller = await callerOf(credentials);
      if (!caller.role || !isAllowed(caller.role, method)) {
        const why = permission ? `needs the permission ${permission}` : 'may not be called from outside';
        throw new SolveigError('PERMISSION_DENIED', `${method} ${why}; this key has the role ${caller.role}`);
      }
      return caller;
    },
  };
}
