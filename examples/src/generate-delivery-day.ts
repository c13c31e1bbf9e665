/**
 * Writes examples/delivery-day-200.json: a day of deliveries from a depot at the
 * edge of Utrecht to 200 addresses in the city and the towns around it, seeded.
 *
 * Addresses are scattered around the centres of real quarters, more where more
 * people live; shops want the morning, offices office hours, and households
 * windows of two hours. Two sizes of vans carry them.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const STOPS = 200;
const SEED = 20261204;
const HOUR = 3600;

/** Quarters with their share of addresses and how far these lie from the centre, in degrees of latitude. */
const QUARTERS = [
  { name: 'Binnenstad', latitude: 52.0907, longitude: 5.1214, share: 34, spread: 0.006 },
  { name: 'Wittevrouwen', latitude: 52.0985, longitude: 5.1335, share: 16, spread: 0.005 },
  { name: 'Lombok', latitude: 52.0938, longitude: 5.1018, share: 16, spread: 0.004 },
  { name: 'Overvecht', latitude: 52.1165, longitude: 5.1085, share: 20, spread: 0.007 },
  { name: 'Zuilen', latitude: 52.1118, longitude: 5.0828, share: 18, spread: 0.006 },
  { name: 'Kanaleneiland', latitude: 52.0735, longitude: 5.0985, share: 18, spread: 0.006 },
  { name: 'Lunetten', latitude: 52.0648, longitude: 5.1345, share: 12, spread: 0.005 },
  { name: 'Leidsche Rijn', latitude: 52.0985, longitude: 5.0585, share: 24, spread: 0.009 },
  { name: 'De Uithof', latitude: 52.0855, longitude: 5.1735, share: 8, spread: 0.005 },
  { name: 'Nieuwegein', latitude: 52.0295, longitude: 5.0805, share: 16, spread: 0.01 },
  { name: 'Maarssen', latitude: 52.1385, longitude: 5.0385, share: 10, spread: 0.007 },
  { name: 'De Bilt', latitude: 52.1095, longitude: 5.1805, share: 8, spread: 0.007 },
] as const;

/** Mulberry32: small, seeded, good enough for addresses. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

const unit = numbersFrom(SEED);
const between = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1));
/** About normal, within three spreads. */
const scattered = (spread: number) => (unit() + unit() + unit() - 1.5) * 2 * spread;
const degrees = (value: number) => Math.round(value * 1e5) / 1e5;

/** Draws a kind of customer: how much, how long, when. */
function customer() {
  const draw = unit();
  if (draw < 0.2) {
    // A shop: a lot of goods, in the morning.
    const windows = [{ start_seconds: 7 * HOUR, end_seconds: between(10, 11) * HOUR }];
    return { kg: between(60, 180), perKg: 5, minutes: between(10, 20), windows };
  }
  if (draw < 0.4) {
    const windows = [{ start_seconds: 9 * HOUR, end_seconds: 16.5 * HOUR }];
    return { kg: between(10, 60), perKg: 5, minutes: between(5, 10), windows };
  }
  if (draw < 0.8) {
    // A household with a promise of two hours.
    const start = between(8, 17) * HOUR;
    const windows = [{ start_seconds: start, end_seconds: start + 2 * HOUR }];
    return { kg: between(2, 25), perKg: 8, minutes: between(3, 6), windows };
  }
  return { kg: between(2, 25), perKg: 8, minutes: between(3, 6), windows: [] };
}

const total = QUARTERS.reduce((sum, { share }) => sum + share, 0);

/** The quarter that holds the n-th share. */
function quarterAt(share: number): (typeof QUARTERS)[number] {
  let left = share;
  for (const quarter of QUARTERS) {
    left -= quarter.share;
    if (left < 0) return quarter;
  }
  return QUARTERS[0];
}

function stop(index: number) {
  const quarter = quarterAt(unit() * total);
  const { kg, perKg, minutes, windows } = customer();
  return {
    id: `stop-${String(index + 1).padStart(3, '0')}`,
    name: `${quarter.name} ${index + 1}`,
    location: {
      latitude: degrees(quarter.latitude + scattered(quarter.spread)),
      // A degree of longitude is shorter up here.
      longitude: degrees(quarter.longitude + scattered(quarter.spread * 1.6)),
    },
    demand: [kg, kg * perKg + between(0, 20)],
    service_seconds: minutes * 60,
    ...(windows.length > 0 ? { time_windows: windows } : {}),
  };
}

const shift = { start_seconds: 7 * HOUR, end_seconds: 19 * HOUR };
const problem = {
  routing: {
    stops: Array.from({ length: STOPS }, (_, index) => stop(index)),
    depots: [{ id: 'lage-weide', location: { latitude: 52.1112, longitude: 5.0555 } }],
    vehicles: [
      {
        id: 'van',
        count: 9,
        capacity: [1100, 9000],
        shift,
        max_duration_seconds: 9 * HOUR,
        fixed_cost: 60,
        cost_per_km: 0.45,
        cost_per_hour: 28,
      },
      {
        id: 'small-van',
        count: 4,
        capacity: [650, 4200],
        shift,
        max_duration_seconds: 8 * HOUR,
        fixed_cost: 40,
        cost_per_km: 0.3,
        cost_per_hour: 28,
      },
    ],
    capacity_dimensions: ['kg', 'litres'],
    travel_mode: 'TRAVEL_MODE_DRIVE',
  },
};

/** JSON with an object a line where it fits one. */
function compact(value: unknown, indent = 0): string {
  const line = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  if (line.length <= 160 - indent || typeof value !== 'object' || value === null) return line;
  const inner = ' '.repeat(indent + 1);
  const end = ' '.repeat(indent);
  if (Array.isArray(value)) return `[\n${value.map((item) => inner + compact(item, indent + 1)).join(',\n')}\n${end}]`;
  const entries = Object.entries(value).map(([key, item]) => `${inner}"${key}": ${compact(item, indent + 1)}`);
  return `{\n${entries.join(',\n')}\n${end}}`;
}

const path = fileURLToPath(new URL('../delivery-day-200.json', import.meta.url));
writeFileSync(path, `${compact({ problem, options: { budget_millis: 10_000, template_id: 'delivery-day' } })}\n`);
