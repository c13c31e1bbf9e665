/** Where a job is in its life. The database guards the ways between them. */
export type JobState = 'QUEUED' | 'DISPATCHED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'EXPIRED';

/** A state that a job never leaves. */
export type EndState = 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'EXPIRED';

const END_STATES: ReadonlySet<JobState> = new Set<JobState>(['SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED']);

export function hasEnded(state: JobState): state is EndState {
  return END_STATES.has(state);
}

/** Problem families, as they stand in subjects and labels. */
export type KindToken = 'routing' | 'itinerary' | 'linear';

/** Priorities, most urgent first, as they stand in subjects; a job row stores the index. */
export const PRIORITY_TOKENS = ['hi', 'norm', 'low'] as const;
export type PriorityToken = (typeof PRIORITY_TOKENS)[number];
