/** A solve has used five sixths of its time and still runs. */
export interface NearDeadline {
  readonly elapsedSeconds: number;
  readonly budgetSeconds: number;
}

/** 25 s of 30. */
const NEAR = 25 / 30;
/** Nobody can do anything about a shorter one. */
const LEAST_BUDGET_MS = 1_000;

/** Runs a solve and says once, while it still runs, that its deadline (epoch milliseconds) is near. */
export async function watchDeadline<T>(
  deadlineMs: number,
  tell: (near: NearDeadline) => void,
  run: () => Promise<T>,
): Promise<T> {
  const beganMs = Date.now();
  const budgetMs = deadlineMs - beganMs;
  if (budgetMs < LEAST_BUDGET_MS) return run();
  const timer = setTimeout(
    () => tell({ elapsedSeconds: (Date.now() - beganMs) / 1000, budgetSeconds: budgetMs / 1000 }),
    budgetMs * NEAR,
  );
  try {
    return await run();
  } finally {
    clearTimeout(timer);
  }
}
