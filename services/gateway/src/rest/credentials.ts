import type { FastifyRequest } from 'fastify';

/** What a caller shows to be let in: `Authorization: Bearer <key>` or `X-API-Key: <key>`. */
export function credentialsOf(request: FastifyRequest): string | undefined {
  return headerText(request, 'authorization') ?? headerText(request, 'x-api-key');
}

/** A header that was sent once and is not empty. */
export function headerText(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
