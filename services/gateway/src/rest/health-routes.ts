import type { HealthBook } from '@solveig/kit/health';
import type { Metrics } from '@solveig/kit/metrics';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { platformHealth } from '#domain/platform-health';
import type { Authenticator } from '../identity/authenticator.ts';
import { fetchDetail, type OpsUrls } from '../upstream-health.ts';
import { HEALTH_PATHS } from './aliases.ts';
import { credentialsOf } from './credentials.ts';
import { sendProblem } from './problem.ts';

export interface HealthRoutesOptions {
  readonly health: HealthBook;
  readonly metrics: Metrics;
  readonly authenticator: Authenticator;
  readonly opsUrls: OpsUrls;
  readonly version: string;
}

/** Detail and metrics show the inside: they take what the monitor's health takes. */
const DETAIL_METHOD = 'solveig.monitor.v1.MonitorService/Health';

/** Health in four depths, and metrics. 503 when nothing can be solved. */
export function serveHealth(server: FastifyInstance, options: HealthRoutesOptions): void {
  const summary = () => {
    const { parts } = options.health.readiness();
    const states = Object.entries(parts).map(([name, part]) => ({ name, status: part.status, detail: part.detail }));
    return { ...platformHealth(states), states };
  };
  for (const url of HEALTH_PATHS.live) {
    server.get(url, async () => ({ status: 'healthy', service: 'gateway', version: options.version }));
  }
  for (const url of HEALTH_PATHS.summary) {
    server.get(url, async (_request, reply) => {
      const { level, reasons, states } = summary();
      const parts = Object.fromEntries(states.map((state) => [state.name, state.status]));
      return reply.status(level === 'critical' ? 503 : 200).send(stamp({ status: level, reasons, parts }, options));
    });
  }
  for (const url of HEALTH_PATHS.ready) {
    server.get(url, async (_request, reply) => {
      const { ready } = options.health.readiness();
      const { level, reasons } = summary();
      const isReady = ready && level !== 'critical';
      return reply.status(isReady ? 200 : 503).send({ ready: isReady, reasons });
    });
  }
  for (const url of HEALTH_PATHS.detailed) {
    server.get(
      url,
      guarded(options, async (reply) => {
        const { level, reasons } = summary();
        const names = Object.keys(options.opsUrls) as (keyof OpsUrls)[];
        const details = await Promise.all(names.map((name) => fetchDetail(options.opsUrls[name])));
        const services = Object.fromEntries(names.map((name, i) => [name, details[i]]));
        const gateway = options.health.readiness();
        const body = stamp({ status: level, reasons, services: { gateway, ...services } }, options);
        return reply.status(level === 'critical' ? 503 : 200).send(body);
      }),
    );
  }
  for (const url of HEALTH_PATHS.metrics) {
    server.get(
      url,
      guarded(options, async (reply) => {
        return reply.type(options.metrics.contentType).send(await options.metrics.text());
      }),
    );
  }
}

function stamp<T extends object>(body: T, options: HealthRoutesOptions) {
  return { ...body, version: options.version, at: new Date().toISOString() };
}

function guarded(options: HealthRoutesOptions, answer: (reply: FastifyReply) => Promise<unknown>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      await options.authenticator.admit(DETAIL_METHOD, credentialsOf(request));
    } catch (error) {
      return sendProblem(request, reply, error);
    }
    return answer(reply);
  };
}
