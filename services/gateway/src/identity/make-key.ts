import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from '@solveig/kit/ids';
import { secretFrom } from '#domain/api-key';
import type { NewApiKey } from '../store/api-keys.ts';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** A new key: its row without the secret, and the secret, which is shown once. */
export function makeKey(fields: Pick<NewApiKey, 'tenant' | 'name' | 'role' | 'expiresAfterSeconds'>): {
  row: NewApiKey;
  secret: string;
} {
  // The prefix only finds the row, so the small bias of the modulo does not matter; the 256 bits after it do.
  const prefix = [...randomBytes(12)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const secret = secretFrom(prefix, randomBytes(32).toString('base64url'));
  return { row: { ...fields, id: uuidv7(), prefix, secretSha256: hashOf(secret) }, secret };
}

/** SHA-256 of a secret: enough for 256 random bits, and cheap enough for every call. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
