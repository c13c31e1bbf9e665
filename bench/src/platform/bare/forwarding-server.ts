import { RawClient } from '../raw-client.ts';
import { serveRaw } from './serve-raw.ts';

/* A gateway without anything else: passes bytes on to the server whose address and path it is given. */
const [address = '', path = ''] = process.argv.slice(2);
const next = new RawClient(address);
await serveRaw((request) => next.unary(path, request));
