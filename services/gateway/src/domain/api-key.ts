import type { Role } from './permissions.ts';

/** `slv_` + 12 characters that name the row + `_` + 43 characters (256 bits, base64url). */
const PATTERN = /^slv_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** The part of a secret that finds its row; undefined when it is not one of our keys. */
export function prefixOf(secret: string): string | undefined {
  return PATTERN.exec(secret)?.[1];
}

/** Puts a secret together from its random parts. */
export function secretFrom(prefix: string, random: string): string {
  return `slv_${prefix}_${random}`;
}

export interface ApiKeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Why a key may not come in; undefined when it may. */
export function refusalOf(key: Pick<ApiKeyRow, 'expiresAt' | 'revokedAt'>, now: Date): string | undefined {
  if (key.revokedAt !== null) return 'this API key was revoked';
  if (key.expiresAt !== null && key.expiresAt <= now) return 'this API key has expired';
  return undefined;
}
