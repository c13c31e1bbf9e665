import { acceptedJobs } from './accepted-jobs.ts';
import { alertLatency } from './alert-latency.ts';
import type { FigureSource } from './figure.ts';
import { finishedJobs } from './finished-jobs.ts';
import { idleMemory } from './idle-memory.ts';
import { killRecovery } from './kill-recovery.ts';
import { solveLatency } from './solve-latency.ts';
import { solveThroughput } from './solve-throughput.ts';
import { startTime } from './start-time.ts';

/** In the order in which they are measured: those that share a platform first. */
export const PLATFORM_FIGURES: readonly FigureSource[] = [
  solveLatency,
  solveThroughput,
  acceptedJobs,
  finishedJobs,
  alertLatency,
  startTime,
  idleMemory,
  killRecovery,
];
