/** Sizes are stops; stops; places; sqrt(2 x entries), the columns of a dense program with half as many rows; whole-number columns. */
export type MeasuredFamily = 'routing' | 'routingWindows' | 'itinerary' | 'lp' | 'mip';

/** One size that was solved with every budget. */
export interface MeasuredSize {
  readonly size: number;
  /** Until the first plan or point. */
  readonly firstSeconds: number;
  /** Until the engine ended by itself; absent when it did not within the longest budget. */
  readonly endedSeconds?: number | undefined;
  /** Resident memory of the worker process at its highest, 2^20 bytes. */
  readonly megabytes: number;
  /** Gap to the bound of the answer, by budget; 1 without an answer, and where it is more. */
  readonly gaps: readonly number[];
  /** How far the value lies from the best that any of the budgets gave, relative; 1 without an answer. */
  readonly excess: readonly number[];
}

/** The budgets, ascending. */
export const MEASURED_SECONDS: readonly number[] = [0.3, 1, 3, 10];

/** `npx tsx services/solver/test/calibrate-quote.ts`, with HiGHS 1.15 and the engines of November 2026 on two cores of a 2.6 GHz Xeon; one seed. */
export const MEASURED: Readonly<Record<MeasuredFamily, readonly MeasuredSize[]>> = {
  routing: [
    { size: 8, firstSeconds: 0.00148, endedSeconds: 0.0821, megabytes: 111, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    { size: 12, firstSeconds: 0.00137, endedSeconds: 0.204, megabytes: 118, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    {
      size: 25,
      firstSeconds: 0.0014,
      endedSeconds: 1.15,
      megabytes: 119,
      gaps: [0.45, 0.45, 0.45, 0.45],
      excess: [0, 0, 0, 0],
    },
    {
      size: 50,
      firstSeconds: 0.00123,
      endedSeconds: 7.13,
      megabytes: 121,
      gaps: [0.443, 0.443, 0.443, 0.443],
      excess: [0, 0, 0, 0],
    },
    {
      size: 100,
      firstSeconds: 0.0501,
      megabytes: 116,
      gaps: [0.424, 0.429, 0.414, 0.411],
      excess: [0.0219, 0.0317, 0.0052, 0],
    },
    {
      size: 200,
      firstSeconds: 0.0202,
      megabytes: 120,
      gaps: [0.623, 0.494, 0.475, 0.476],
      excess: [0.392, 0.0381, 0, 0.00229],
    },
    {
      size: 500,
      firstSeconds: 0.0344,
      megabytes: 145,
      gaps: [0.761, 0.565, 0.556, 0.548],
      excess: [0.888, 0.0395, 0.0172, 0],
    },
    { size: 1000, firstSeconds: 0.0951, megabytes: 283, gaps: [1, 0.64, 0.631, 0.622], excess: [1, 0.0503, 0.0239, 0] },
    { size: 2000, firstSeconds: 0.201, megabytes: 385, gaps: [1, 0.818, 0.725, 0.723], excess: [1, 0.528, 0.0104, 0] },
  ],
  routingWindows: [
    { size: 8, firstSeconds: 0.00122, endedSeconds: 0.0335, megabytes: 110, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    { size: 12, firstSeconds: 0.000478, endedSeconds: 0.109, megabytes: 117, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    {
      size: 25,
      firstSeconds: 0.00156,
      endedSeconds: 0.857,
      megabytes: 118,
      gaps: [0.489, 0.489, 0.489, 0.489],
      excess: [0, 0, 0, 0],
    },
    {
      size: 50,
      firstSeconds: 0.00457,
      endedSeconds: 6.7,
      megabytes: 120,
      gaps: [0.528, 0.527, 0.527, 0.527],
      excess: [0.00337, 0, 0, 0],
    },
    {
      size: 100,
      firstSeconds: 0.00504,
      megabytes: 118,
      gaps: [0.524, 0.512, 0.509, 0.51],
      excess: [0.0324, 0.00644, 0, 0.00143],
    },
    {
      size: 200,
      firstSeconds: 0.00851,
      megabytes: 116,
      gaps: [0.744, 0.568, 0.561, 0.554],
      excess: [0.74, 0.0326, 0.0166, 0],
    },
    {
      size: 500,
      firstSeconds: 0.0206,
      megabytes: 145,
      gaps: [0.782, 0.63, 0.617, 0.614],
      excess: [0.768, 0.043, 0.00734, 0],
    },
    { size: 1000, firstSeconds: 0.0807, megabytes: 348, gaps: [1, 0.681, 0.669, 0.66], excess: [1, 0.0657, 0.0263, 0] },
    { size: 2000, firstSeconds: 0.221, megabytes: 417, gaps: [1, 0.846, 0.742, 0.731], excess: [1, 0.749, 0.0414, 0] },
  ],
  itinerary: [
    { size: 8, firstSeconds: 0.000894, endedSeconds: 0.0347, megabytes: 110, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    { size: 12, firstSeconds: 0.000438, endedSeconds: 0.197, megabytes: 123, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    {
      size: 25,
      firstSeconds: 0.00124,
      endedSeconds: 2.17,
      megabytes: 124,
      gaps: [0.419, 0.418, 0.418, 0.418],
      excess: [0.00152, 0, 0, 0],
    },
    {
      size: 50,
      firstSeconds: 0.0184,
      megabytes: 114,
      gaps: [0.999, 0.999, 0.999, 0.999],
      excess: [0.499, 0.249, 0.000113, 0],
    },
    {
      size: 100,
      firstSeconds: 0.0108,
      megabytes: 134,
      gaps: [0.896, 0.854, 0.861, 0.846],
      excess: [0.473, 0.0525, 0.105, 0],
    },
    { size: 300, firstSeconds: 0.0154, megabytes: 149, gaps: [1, 0.468, 0.426, 0.393], excess: [1, 0.142, 0.0572, 0] },
    {
      size: 1000,
      firstSeconds: 0.0856,
      megabytes: 272,
      gaps: [1, 0.103, 0.0955, 0.0899],
      excess: [1, 0.0149, 0.00614, 0],
    },
  ],
  lp: [
    { size: 30, firstSeconds: 0.0108, endedSeconds: 0.0181, megabytes: 110, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    { size: 100, firstSeconds: 0.0603, endedSeconds: 0.0897, megabytes: 121, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    { size: 300, firstSeconds: 0.177, endedSeconds: 0.217, megabytes: 156, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    { size: 600, firstSeconds: 0.267, endedSeconds: 0.391, megabytes: 233, gaps: [1, 0, 0, 0], excess: [1, 0, 0, 0] },
    { size: 1000, firstSeconds: 1.01, endedSeconds: 1.26, megabytes: 398, gaps: [1, 1, 0, 0], excess: [1, 1, 0, 0] },
  ],
  mip: [
    { size: 10, firstSeconds: 0.007, endedSeconds: 0.15, megabytes: 132, gaps: [0, 0, 0, 0], excess: [0, 0, 0, 0] },
    {
      size: 20,
      firstSeconds: 0.00649,
      endedSeconds: 0.56,
      megabytes: 181,
      gaps: [0.0789, 0.0619, 0, 0],
      excess: [0.0145, 0, 0, 0],
    },
    {
      size: 30,
      firstSeconds: 0.00306,
      endedSeconds: 1.05,
      megabytes: 185,
      gaps: [0.0386, 0.03, 0, 0],
      excess: [0, 0, 0, 0],
    },
    {
      size: 50,
      firstSeconds: 0.00579,
      megabytes: 197,
      gaps: [0.0343, 0.0343, 0.0328, 0.0267],
      excess: [0.00135, 0.00135, 0.00053, 0],
    },
    {
      size: 100,
      firstSeconds: 0.0294,
      megabytes: 204,
      gaps: [0.219, 0.0182, 0.018, 0.0152],
      excess: [0.167, 0.00281, 0.00281, 0],
    },
    { size: 300, firstSeconds: 0.185, megabytes: 236, gaps: [1, 1, 0.183, 0.00747], excess: [1, 0.988, 0.148, 0] },
    { size: 1000, firstSeconds: 1.4, megabytes: 386, gaps: [1, 1, 1, 0.0712], excess: [1, 1, 0.998, 0] },
  ],
};
