import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One numbered change of a schema. */
export interface Migration {
  /** 1, 2, 3, ... without gaps. */
  version: number;
  name: string;
  /** Whether code of the version before cannot run after it. */
  isBreaking: boolean;
  upSql: string;
  downSql: string;
  /** SHA-256 of the file, hex. */
  checksum: string;
}

const FILE = /^(\d{3})-([a-z0-9-]+)\.sql$/;
const DOWN = /^-- down\s*$/m;

/**
 * Reads `NNN-name.sql` files. The first line is `-- breaking: no` or `-- breaking: yes`; a line `-- down` parts the way
 * up from the way back. Throws on a malformed file, a gap or a number used twice.
 */
export function readMigrations(directory: URL | string): Migration[] {
  const path = directory instanceof URL ? fileURLToPath(directory) : directory;
  const files = readdirSync(path)
    .filter((f) => f.endsWith('.sql'))
    .sort();
  const migrations = files.map((file) => parseMigration(file, readFileSync(join(path, file), 'utf8')));
  migrations.forEach((m, i) => {
    if (m.version !== i + 1)
      throw new Error(`${files[i]}: expected number ${String(i + 1).padStart(3, '0')}; numbers have no gaps`);
  });
  return migrations;
}

/** Parses the text of one migration file. */
export function parseMigration(file: string, text: string): Migration {
  const [, number, name] = FILE.exec(file) ?? [];
  if (!number || !name) throw new Error(`${file}: a migration is named NNN-lower-case-words.sql`);
  const breaking = /^-- breaking: (yes|no)\b/.exec(text)?.[1];
  if (!breaking) throw new Error(`${file}: the first line must be "-- breaking: no" or "-- breaking: yes"`);
  const down = DOWN.exec(text);
  if (!down) throw new Error(`${file}: a line "-- down" must come before the way back`);
  return {
    version: Number(number),
    name,
    isBreaking: breaking === 'yes',
    upSql: text.slice(0, down.index).trim(),
    downSql: text.slice(down.index + down[0].length).trim(),
    checksum: createHash('sha256').update(text).digest('hex'),
  };
}
