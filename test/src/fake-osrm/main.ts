import { parseArgs } from 'node:util';
import { startFakeOsrm } from './fake-osrm.ts';

const USAGE = `usage: node --import tsx test/src/fake-osrm/main.ts [options]
  --port N             listen there (default: a free port)
  --seed N             another city (default 1)
  --side N             crossings along each side of the city (default 40)
  --max-table-size N   as of osrm-routed (default 100)
  --default-radius M   as of osrm-routed, metres (default: any distance)
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    side: { type: 'string', default: '40' },
    'max-table-size': { type: 'string', default: '100' },
    'default-radius': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else {
  const osrm = await startFakeOsrm({
    port: Number(values.port),
    city: { seed: Number(values.seed), side: Number(values.side) },
    maxTableSize: Number(values['max-table-size']),
    ...(values['default-radius'] === undefined ? {} : { defaultRadiusM: Number(values['default-radius']) }),
  });
  const { south, west, side, blockM } = osrm.graph.plan;
  process.stdout.write(
    `osrm listens on ${osrm.url}, city of ${side} x ${side} blocks of ${blockM} m from ${south},${west}\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void osrm.stop());
}
