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
    { size: 200, descent: 0.0824, construction: 0.0969, emergency: 0.462 },
    { size: 1000, descent: 0.0532, construction: 0.0767, emergency: 0.411 },
  ],
  routingWindows: [
    { size: 50, descent: 0.0775, construction: 0.135, emergency: 0.775 },
    { size: 200, descent: 0.156, construction: 0.294, emergency: 1.03 },
    { size: 1000, descent: 0.1, construction: 0.19, emergency: 0.933 },
  ],
  itinerary: [
    { size: 50, descent: 1.28, construction: 1.71, emergency: 9.13 },
    { size: 100, descent: 0.631, construction: 0.789, emergency: 6.57 },
    { size: 300, descent: 0.0967, construction: 0.148, emergency: 1.1 },
  ],
};

/**
 * Routing from runs of 10 s with two workers on public instances whose best
 * known values are close to optimal, on a quiet machine, as
 * `npm run bench -- routing` gives them: X-n101 to X-n1001 (Uchoa et al.), eight
 * of Solomon's and eight of Gehring and Homberger's. As the largest beyond.
 * Nothing remains where small problems are proved. Itineraries from searches of
 * 5 s against one of 25 s, by the script above.
 */
export const REMAINING: Readonly<Record<VisitFamily, readonly RemainingExcess[]>> = {
  routing: [
    { size: 12, excess: 0 },
    { size: 100, excess: 0.0011 },
    { size: 200, excess: 0.0057 },
    { size: 500, excess: 0.0052 },
    { size: 1000, excess: 0.0125 },
  ],
  routingWindows: [
    { size: 12, excess: 0 },
    { size: 100, excess: 0.0002 },
    { size: 1000, excess: 0.0218 },
  ],
  itinerary: [
    { size: 12, excess: 0 },
    { size: 50, excess: 0.0 },
    { size: 100, excess: 0.0556 },
    { size: 300, excess: 0.0575 },
  ],
};
