import { HealthCheckResponse_ServingStatus, HealthService } from '@solveig/proto/gen/grpc/health/v1/health';
import { SolveigError } from './errors.ts';
import type { HealthBook } from './health.ts';
import type { Handlers, RpcService } from './rpc-types.ts';

/** `grpc.health.v1`: the readiness of the app, for `""` and for each of its services. */
export function healthService(book: HealthBook, names: readonly string[]): RpcService {
  const known = new Set(['', ...names]);
  const status = () =>
    book.readiness().ready ? HealthCheckResponse_ServingStatus.SERVING : HealthCheckResponse_ServingStatus.NOT_SERVING;
  const handlers: Handlers<typeof HealthService> = {
    check: async ({ service }) => {
      if (!known.has(service)) throw new SolveigError('NOT_FOUND', `there is no service ${service} here`);
      return { status: status() };
    },
    list: async () => ({ statuses: Object.fromEntries([...known].map((name) => [name, { status: status() }])) }),
    watch: async function* ({ service }, { signal }) {
      if (!known.has(service)) {
        yield { status: HealthCheckResponse_ServingStatus.SERVICE_UNKNOWN };
        return;
      }
      let wake: () => void = () => undefined;
      const forget = book.onChange(() => wake());
      signal.addEventListener('abort', () => wake(), { once: true });
      try {
        let last: number | undefined;
        while (!signal.aborted) {
          const changed = new Promise<void>((resolve) => {
            wake = resolve;
          });
          const now = status();
          if (now !== last) yield { status: now };
          last = now;
          await changed;
        }
      } finally {
        forget();
      }
    },
  };
  return { definition: HealthService, handlers: handlers as unknown as RpcService['handlers'], isInfrastructure: true };
}
