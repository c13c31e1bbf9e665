import type { PlatformPorts } from './platform-ports.ts';
import type { PlatformAddresses } from './platform-state.ts';

/** Where everything listens, given the ports. */
export function addressesOf(ports: PlatformPorts): PlatformAddresses {
  const http = (port: number): string => `http://127.0.0.1:${port}`;
  const host = (port: number): string => `127.0.0.1:${port}`;
  const service = (grpc: number, ops: number) => ({ grpc: host(grpc), ops: http(ops) });
  return {
    rest: http(ports.gatewayRest),
    grpc: host(ports.gatewayGrpc),
    nats: `nats://${host(ports.nats)}`,
    natsMonitoring: http(ports.natsMonitoring),
    postgres: `postgresql://${host(ports.postgres)}/solveig`,
    services: {
      gateway: service(ports.gatewayGrpc, ports.gatewayOps),
      solver: service(ports.solverGrpc, ports.solverOps),
      distance: service(ports.distanceGrpc, ports.distanceOps),
      monitor: service(ports.monitorGrpc, ports.monitorOps),
      alerting: service(ports.alertingGrpc, ports.alertingOps),
    },
    sinks: { smtp: host(ports.smtpSink), http: http(ports.httpSink), traces: http(ports.traceSink) },
  };
}
