import type { Tx } from './db.ts';

const hooks = new WeakMap<Tx, Map<string, () => void>>();

/**
 * Calls `hook` once the running transaction of `tx` has committed, and not when it rolls back. A second hook of the same
 * name replaces the first. Only transactions of `Db.tx` do this.
 */
export function afterCommit(tx: Tx, name: string, hook: () => void): void {
  const known = hooks.get(tx);
  if (known) known.set(name, hook);
  else hooks.set(tx, new Map([[name, hook]]));
}

/** Forgets the hooks of `tx`, and calls them when it committed. */
export function settleCommit(tx: Tx, hasCommitted: boolean): void {
  const known = hooks.get(tx);
  if (!known) return;
  hooks.delete(tx);
  if (hasCommitted) for (const hook of known.values()) hook();
}
