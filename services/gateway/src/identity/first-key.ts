import { chmod, rename, writeFile } from 'node:fs/promises';
import type { Db } from '@solveig/kit/db';
import type { Logger } from '@solveig/kit/log';
import { countApiKeys, insertApiKey } from '../store/api-keys.ts';
import { makeKey } from './make-key.ts';

/**
 * Makes the first admin key when there is none, and writes it to `file`, mode
 * 0600. Gateways that start together make one: the table is locked meanwhile.
 */
export async function ensureFirstKey(db: Db, options: { file: string; tenant: string; log: Logger }): Promise<void> {
  const secret = await db.tx(async (tx) => {
    await db.query('LOCK TABLE api_key IN SHARE ROW EXCLUSIVE MODE', [], tx);
    if ((await countApiKeys(db, tx)) > 0) return undefined;
    const key = makeKey({ tenant: options.tenant, name: 'first key', role: 'admin' });
    await insertApiKey(db, key.row, tx);
    // Before the commit: a key that nobody can read would lock everybody out.
    await writeSecret(options.file, key.secret);
    return key.secret;
  });
  if (secret) options.log.info({ file: options.file }, 'the first admin key was made');
}

async function writeSecret(file: string, secret: string): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, `${secret}\n`, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}
