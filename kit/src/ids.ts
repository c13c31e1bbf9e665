import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/** The next `count` random bytes; drawn from a pool because one system call an id is slow. */
function randomBytes(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/** Random lower-case hex of `bytes` bytes (two characters each). */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** A time-ordered UUID, version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits. */
export function uuidv7(nowMs: number = Date.now()): string {
  const time = nowMs.toString(16).padStart(12, '0');
  const random = randomBytes(10);
  const version = ((random[0] as number) & 0x0f) | 0x70;
  const variant = ((random[2] as number) & 0x3f) | 0x80;
  const hex = random.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${version.toString(16)}${hex.slice(2, 4)}-${variant
    .toString(16)
    .padStart(2, '0')}${hex.slice(6, 8)}-${hex.slice(8)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `text` is a UUID of any version, with hyphens. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
