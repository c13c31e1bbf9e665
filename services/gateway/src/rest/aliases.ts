/**
 * Paths that the operations guides name, beside ours. The one table; a contract
 * test calls each.
 */
export const PATH_ALIASES: Readonly<Record<string, string>> = {
  '/api/optimize': '/api/v1/solve',
  '/api/v4/monitoring/health': '/api/v1/monitoring/health',
  '/api/v4/monitoring/alerts': '/api/v1/monitoring/alerts',
  '/api/v4/monitoring/dashboard': '/api/v1/monitoring/dashboard',
};

/** Paths that the health and metrics routes answer themselves. */
export const HEALTH_PATHS = {
  live: ['/health', '/health/live'],
  summary: ['/api/v1/health'],
  ready: ['/health/ready', '/api/v1/health/ready'],
  detailed: ['/api/v1/health/detailed', '/api/v4/ortools/health-detailed'],
  metrics: ['/metrics', '/api/v1/metrics'],
} as const;

/** Bytes that go up and come down as a stream, which no method's JSON can carry. */
export const BLOB_PATHS = { all: '/api/v1/blobs', one: '/api/v1/blobs/{blob_id}' } as const;
