import { uuidv7 } from '@solveig/kit/ids';
import pg from 'pg';
import { serveRaw } from './serve-raw.ts';

/* Accepts a job with one bare insert into the database whose address it is given, and answers with the job's id. */
const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
pool.on('error', () => undefined);

await serveRaw(async (request) => {
  const id = uuidv7();
  await pool.query({
    name: 'insert',
    text: 'INSERT INTO bare_job (id, tenant, spec) VALUES ($1, $2, $3)',
    values: [id, 'default', request],
  });
  return Buffer.from(id);
});
