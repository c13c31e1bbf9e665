import pg from 'pg';
import { type Passwords, SERVICE_ROLES } from './postgres-cluster.ts';

/** The empty database with every schema in place that new databases are copied from. */
const TEMPLATE = 'solveig_template';

/** The database of the platform. */
export const PLATFORM_DATABASE = 'solveig';

/**
 * Makes the roles, the template and, copied from it, the platform's database, as far as they are missing. `superuserUrl` points to
 * any database of the server, so that it also serves a Postgres that we did not start.
 */
export async function prepareServer(superuserUrl: string, passwords: Passwords): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rows: roles } = await client.query<{ rolname: string }>('select rolname from pg_roles');
    const known = new Set(roles.map((row) => row.rolname));
    for (const role of SERVICE_ROLES.filter((name) => !known.has(name))) {
      await client.query(`create role ${role} login password ${client.escapeLiteral(passwords[role])}`);
    }
    if (!(await hasDatabase(client, TEMPLATE)))
      await client.query(`create database ${TEMPLATE} encoding 'UTF8' template template0`);
  });
  await withClient(databaseUrl(superuserUrl, TEMPLATE), async (client) => {
    await client.query('create extension if not exists pg_stat_statements');
    for (const role of SERVICE_ROLES) await client.query(`create schema if not exists ${role} authorization ${role}`);
  });
  await createDatabaseFromTemplate(superuserUrl, PLATFORM_DATABASE);
}

/** Makes a database with every service's schema in it, unless it is there. Takes some 50 ms. */
export async function createDatabaseFromTemplate(superuserUrl: string, name: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    if (await hasDatabase(client, name)) return;
    await client.query(`create database ${client.escapeIdentifier(name)} template ${TEMPLATE}`);
  });
}

/** Removes a database together with whoever is still connected to it. */
export async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  await withClient(superuserUrl, (client) =>
    client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`),
  );
}

/** The same server's address with another database and, if given, another role. */
export function databaseUrl(url: string, database: string, login?: { role: string; password: string }): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  if (login) {
    address.username = login.role;
    address.password = login.password;
  }
  return address.href;
}

async function hasDatabase(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // a server that goes away is reported by the query that waits for it
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
