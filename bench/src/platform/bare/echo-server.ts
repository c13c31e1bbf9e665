import { serveRaw } from './serve-raw.ts';

/* Answers with what it was sent. */
await serveRaw(async (request) => request);
