type Wake = () => void;

const relays = new Set<Wake>();

/** Registers what to call when this process has written to an outbox; gives the way to stop. */
export function onWake(wake: Wake): () => void {
  relays.add(wake);
  return () => relays.delete(wake);
}

/** Wakes every relay of this process. A relay without work goes back to sleep: one indexed look. */
export function wakeRelays(): void {
  for (const wake of relays) wake();
}
