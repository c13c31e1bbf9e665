import { readFileSync } from 'node:fs';
import { readJson } from '@solveig/kit/json-reader';
import { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { travelNeed } from './solving/travel-data.ts';
import { estimateTravel } from './solving/estimate-travel.ts';
import { compileItinerary } from '#domain/itinerary/compile-itinerary';
import { solveItinerary } from '#domain/itinerary/solve-itinerary';
import { solveExactly } from '#domain/routing/exact-small';
import { solveVisits } from '#domain/routing/visit-engine';
const { itinerary } = JSON.parse(readFileSync('examples/itinerary-santiago.json', 'utf8')).problem;
const json = { itinerary: { ...itinerary, places: itinerary.places.slice(0, 10), days: itinerary.days.slice(0, Number(process.argv[2] ?? 1)) } };
const r = readJson('solveig.model.v1.Problem', json); if (!r.ok) throw r;
const problem = Problem.decode(r.bytes);
const need = travelNeed(problem)!;
const travel = need.modes.map((m) => estimateTravel(need.locations, m));
const p: any = { input: problem.kind!.value, travel: { walk: travel[0], ride: travel[1] } };
const now = () => performance.now();
const rounds = Number(process.argv[3] ?? 10);
for (let i = 0; i < rounds; i++) {
  const c = compileItinerary(p);
  const t0 = now();
  const e = solveExactly(c, () => false);
  const t1 = now();
  const v = solveVisits(c, { seed: 1, stop: () => false, iterations: 200 });
  const t2 = now();
  const o = await solveItinerary(p, { seed: 1, now, budgetMs: 10000, iterations: 200, stop: () => false });
  const t3 = now();
  if (i % 5 === 0 || i === rounds - 1) console.log('exact', (t1 - t0).toFixed(1), e?.cost, 'engine', (t2 - t1).toFixed(1), v.value, v.stopReason, 'whole', (t3 - t2).toFixed(1), o.status, o.value, o.bound);
}
