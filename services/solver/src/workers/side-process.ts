import type { SideAnswer, SideMessage, SideOrder } from './messages.ts';
import { warmSide } from './side-warm-up.ts';
import { checkOrder, evaluateOrder, explainOrder, planned, slotsOrder } from './side-work.ts';

/*
 * The side worker's process: only what is short, and what says itself how long it takes. It
 * computes where it listens, one order after the other; the supervisor kills it
 * when an order takes too long.
 */

function say(message: SideMessage): void {
  if (process.connected) process.send?.(message);
}

async function answerTo(order: SideOrder): Promise<SideAnswer> {
  if (order.type === 'check') return { type: 'checked', id: order.id, ...checkOrder(order.problem) };
  if (order.type === 'evaluate') return { type: 'evaluated', id: order.id, ...evaluateOrder(order) };
  if (order.type === 'explain') return { type: 'explained', id: order.id, ...(await explainOrder(order)) };
  if (order.type === 'slots') return { type: 'slots', id: order.id, ...slotsOrder(order) };
  return planned(order);
}

process.on('message', (order: SideOrder) => {
  answerTo(order).then(say, (error: unknown) => {
    say({ type: 'failed', id: order.id, cause: error instanceof Error ? error.message : String(error) });
  });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; only the supervisor decides.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Reading text needs no compiled search.
if (process.argv[2] === 'plans') await warmSide();
say({ type: 'ready' });
