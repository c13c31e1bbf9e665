/**
 * Judges what happened to jobs, from the database's own history and from what clients saw. It knows nothing of the code it
 * judges: the legal ways are written here once more, from the design.
 */

/** A row of the table `job_transition`. */
export interface Transition {
  readonly jobId: string;
  /** From 1, without gaps. */
  readonly n: number;
  readonly from: string | null;
  readonly to: string;
  readonly epoch: number;
  readonly at: Date;
}

/** What a client asked and heard. */
export type ClientNote =
  /** A submission was answered: from then on the job must not get lost. */
  | { readonly kind: 'accepted'; readonly jobId: string; readonly key: string }
  /** The job was read, or a watch told of it. `order` grows with the time at which the answer came, per client. */
  | {
      readonly kind: 'saw';
      readonly client: string;
      readonly order: number;
      readonly jobId: string;
      readonly state: string;
    };

/** An effect outside the job's row that must happen once a job: an event handled, a history row written. */
export interface Effect {
  readonly jobId: string;
  /** Names the effect; the same twice is one too many. */
  readonly what: string;
}

export interface History {
  readonly transitions: readonly Transition[];
  readonly notes: readonly ClientNote[];
  readonly effects: readonly Effect[];
  /** Jobs need not have ended: the run is not over. */
  readonly isRunning?: boolean;
}

/** One thing that must not happen. */
export interface Anomaly {
  readonly kind:
    | 'gap'
    | 'illegal-step'
    | 'epoch-not-raised'
    | 'changed-after-end'
    | 'two-ends'
    | 'lost'
    | 'never-ended'
    | 'key-twice'
    | 'read-back'
    | 'effect-twice';
  readonly jobId: string;
  readonly detail: string;
}

const NEXT: Readonly<Record<string, readonly string[]>> = {
  '': ['QUEUED'],
  QUEUED: ['DISPATCHED', 'RUNNING', 'FAILED', 'CANCELLED', 'EXPIRED'],
  DISPATCHED: ['QUEUED', 'RUNNING', 'FAILED', 'CANCELLED', 'EXPIRED'],
  RUNNING: ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
};

const ENDS: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED']);

/** Everything that is wrong with a history; empty when nothing is. */
export function checkHistory(history: History): Anomaly[] {
  const byJob = grouped(history.transitions, (t) => t.jobId);
  return [
    ...[...byJob].flatMap(([jobId, all]) => checkPath(jobId, all, history.isRunning ?? false)),
    ...checkAccepted(history.notes, byJob),
    ...checkReads(history.notes, byJob),
    ...checkEffects(history.effects),
  ];
}

/** One job: numbered without gaps, legal steps, rising epochs, one end and nothing after it. */
function checkPath(jobId: string, unordered: readonly Transition[], isRunning: boolean): Anomaly[] {
  const path = unordered.toSorted((a, b) => a.n - b.n);
  const found: Anomaly[] = [];
  const report = (kind: Anomaly['kind'], detail: string) => found.push({ kind, jobId, detail });
  let state = '';
  let epoch = 0;
  path.forEach((step, i) => {
    const where = `step ${step.n} from ${step.from ?? 'nothing'} to ${step.to}`;
    if (step.n !== i + 1) report('gap', `${where} is number ${i + 1} of those recorded`);
    if ((step.from ?? '') !== state) report('illegal-step', `${where}, but the job was ${state || 'nothing'}`);
    if (ENDS.has(state)) report('changed-after-end', `${where}, after ${state}`);
    else if (!NEXT[state]?.includes(step.to)) report('illegal-step', where);
    const mustRise = step.to === 'RUNNING';
    if (step.epoch < epoch || (mustRise && step.epoch === epoch)) {
      report('epoch-not-raised', `${where}: epoch ${step.epoch} after ${epoch}`);
    }
    // Only a claim may raise it.
    if (!mustRise && step.epoch > epoch) report('illegal-step', `${where}: epoch ${step.epoch} without a claim`);
    state = step.to;
    epoch = Math.max(epoch, step.epoch);
  });
  const ends = path.filter((step) => ENDS.has(step.to)).length;
  if (ends > 1) report('two-ends', `it ended ${ends} times`);
  if (ends === 0 && !isRunning) report('never-ended', `it is still ${state}`);
  return found;
}

/** What was accepted is there, and one key stands for one job. */
function checkAccepted(notes: readonly ClientNote[], byJob: ReadonlyMap<string, readonly Transition[]>): Anomaly[] {
  const jobOfKey = new Map<string, string>();
  return notes.flatMap((note): Anomaly[] => {
    if (note.kind !== 'accepted') return [];
    const { jobId, key } = note;
    const first = jobOfKey.get(key) ?? jobId;
    jobOfKey.set(key, first);
    return [
      ...(byJob.has(jobId) ? [] : [{ kind: 'lost', jobId, detail: `it was accepted under ${key}` } as const]),
      ...(first === jobId ? [] : [{ kind: 'key-twice', jobId, detail: `${key} was job ${first} before` } as const]),
    ];
  });
}

/**
 * Reads of one client never go back: what it saw must be a path through the history of the job. A state may come again
 * (QUEUED after RUNNING), so each read is matched to the first place that is not before the last match.
 */
function checkReads(notes: readonly ClientNote[], byJob: ReadonlyMap<string, readonly Transition[]>): Anomaly[] {
  const saws = notes.filter((note) => note.kind === 'saw').toSorted((a, b) => a.order - b.order);
  const groups = grouped(saws, (saw) => `${saw.client} ${saw.jobId}`);
  return [...groups.values()].flatMap((reads): Anomaly[] => {
    const jobId = reads[0]?.jobId ?? '';
    const states = (byJob.get(jobId) ?? []).toSorted((a, b) => a.n - b.n).map((step) => step.to);
    let at = 0;
    for (const { client, state } of reads) {
      const next = states.indexOf(state, at);
      if (next < 0)
        return [{ kind: 'read-back', jobId, detail: `${client} saw ${state} after ${states[at] ?? 'nothing'}` }];
      at = next;
    }
    return [];
  });
}

function checkEffects(effects: readonly Effect[]): Anomaly[] {
  const groups = grouped(effects, (effect) => `${effect.jobId} ${effect.what}`);
  return [...groups.values()].flatMap(([first, ...more]): Anomaly[] =>
    first && more.length > 0
      ? [{ kind: 'effect-twice', jobId: first.jobId, detail: `${first.what}: ${more.length + 1} times` }]
      : [],
  );
}

/** The items by key, in their order. Node 20 has no Map.groupBy. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
