import type { MeasuredFamily } from '#domain/quote/prediction-table';

/** How far answers of lesser searches lie above the best that a search of 5 s found, relative. */
export interface MeasuredDepths {
  readonly size: number;
  readonly descent: number;
  readonly construction: number;
  readonly emergency: number;
}

/** How far the best that a search of 10 s found lies above the best known, relative. */
export interface RemainingExcess {
  readonly size: number;
  readonly excess: number;
}

type VisitFamily = Exclude<MeasuredFamily, 'lp' | 'mip'>;

/** `npx tsx services/solver/test/calibrate-quality.ts`, November 2026; processor seconds, one seed a size. */
export const DEPTHS: Readonly<Record<VisitFamily, readonly MeasuredDepths[]>> = {
  routing: [
    { size: 50, descent: 0.0389, construction: 0.0458, emergency: 0.294 },
    { size: 200, descent: 0.0779, construction: 0.0923, emergency: 0.456 },
    { size: 1000, descent: 0.0381, construction: 0.0612, emergency: 0.391 },
  ],
  routingWindows: [
    { size: 50, descent: 0.0764, construction: 0.134, emergency: 0.773 },
    { size: 200, descent: 0.151, construction: 0.288, emergency: 1.02 },
    { size: 1000, descent: 0.081, construction: 0.169, emergency: 0.9 },
  ],
  itinerary: [
    { size: 50, descent: 1.28, construction: 1.71, emergency: 9.13 },
    { size: 100, descent: 0.721, construction: 0.888, emergency: 6.99 },
    { size: 300, descent: 0.145, construction: 0.199, emergency: 1.2 },
  ],
};

/**
 * Routing from runs of 10 s on public instances whose best known values are
 * close to optimal, on a busy machine: X-n101 to X-n1001 (Uchoa et al.); RC203
 * and R109 (Solomon), RC1_10_5 and R1_10_1 (Gehring and Homberger), as
 * `npm run bench -- routing` gives them. As the largest beyond.
 * Nothing remains where small problems are proved. Itineraries from searches of
 * 5 s against one of 25 s, by the script above.
 */
export const REMAINING: Readonly<Record<VisitFamily, readonly RemainingExcess[]>> = {
  routing: [
    { size: 12, excess: 0 },
    { size: 100, excess: 0.0027 },
    { size: 200, excess: 0.0068 },
    { size: 500, excess: 0.0068 },
    { size: 1000, excess: 0.0199 },
  ],
  routingWindows: [
    { size: 12, excess: 0 },
    { size: 100, excess: 0.0119 },
    { size: 1000, excess: 0.0402 },
  ],
  itinerary: [
    { size: 12, excess: 0 },
    { size: 50, excess: 0.143 },
    { size: 100, excess: 0.111 },
    { size: 300, excess: 0.0347 },
  ],
};
