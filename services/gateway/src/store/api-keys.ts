import type { Db, Tx } from '@solveig/kit/db';
import type { ApiKeyRow } from '#domain/api-key';

const COLUMNS = `id, tenant, name, prefix, role, created_at as "createdAt", expires_at as "expiresAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

export interface NewApiKey {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly prefix: string;
  readonly secretSha256: Buffer;
  readonly role: ApiKeyRow['role'];
  /** None means never. */
  readonly expiresAfterSeconds?: number | undefined;
}

export async function insertApiKey(db: Db, key: NewApiKey, tx?: Tx): Promise<ApiKeyRow> {
  const rows = await db.query<ApiKeyRow>(
    `INSERT INTO api_key (id, tenant, name, prefix, secret_sha256, role, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
     RETURNING ${COLUMNS}`,
    [key.id, key.tenant, key.name, key.prefix, key.secretSha256, key.role, key.expiresAfterSeconds ?? null],
    tx,
  );
  return rows[0]!;
}

export interface ApiKeySecretRow extends ApiKeyRow {
  readonly secretSha256: Buffer;
}

/** The key a secret's prefix names, whatever its state. */
export async function findApiKey(db: Db, prefix: string): Promise<ApiKeySecretRow | undefined> {
  const rows = await db.query<ApiKeySecretRow>(
    `SELECT ${COLUMNS}, secret_sha256 AS "secretSha256" FROM api_key WHERE prefix = $1`,
    [prefix],
  );
  return rows[0];
}

/** Notes that a key came in; one write a minute is enough to see whether it is in use. */
export async function touchApiKey(db: Db, id: string): Promise<void> {
  await db.query(
    `UPDATE api_key SET last_used_at = now()
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    [id],
  );
}

export async function listApiKeys(db: Db, tenant: string): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>(`SELECT ${COLUMNS} FROM api_key WHERE tenant = $1 ORDER BY created_at DESC`, [tenant]);
}

/** Ends a key; undefined when the tenant has no such key. Ending it twice keeps the first moment. */
export async function revokeApiKey(db: Db, tenant: string, id: string): Promise<ApiKeyRow | undefined> {
  const rows = await db.query<ApiKeyRow>(
    `UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE tenant = $1 AND id = $2 RETURNING ${COLUMNS}`,
    [tenant, id],
  );
  return rows[0];
}

export async function countApiKeys(db: Db, tx?: Tx): Promise<number> {
  const rows = await db.query<{ keys: number }>('SELECT count(*)::int AS keys FROM api_key', [], tx);
  return rows[0]!.keys;
}
