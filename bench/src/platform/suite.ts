import type { FigureSource } from './figure.ts';
import { solveLatency } from './solve-latency.ts';
import { solveThroughput } from './solve-throughput.ts';

/** In the order in which they are measured: those that share a platform first. */
export const PLATFORM_FIGURES: readonly FigureSource[] = [solveLatency, solveThroughput];
