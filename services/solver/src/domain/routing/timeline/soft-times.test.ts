import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { SoftTimes } from './soft-times.ts';

interface Node {
  readonly low: number;
  readonly high: number;
  readonly from: number;
  readonly to: number;
  readonly early: number;
  readonly late: number;
}

const costAt = ({ from, to, early, late }: Node, time: number) =>
  early * Math.max(0, from - time) + late * Math.max(0, time - to);

/** Least cost by trying every whole time; a second between first and last costs `price`. */
function leastByTrying(nodes: readonly Node[], price: number): number {
  let best = Number.POSITIVE_INFINITY;
  const extend = (index: number, last: number, cost: number) => {
    const node = nodes[index];
    if (!node) {
      best = Math.min(best, cost + price * last);
      return;
    }
    for (let time = Math.max(last, node.low); time <= node.high; time++) {
      extend(index + 1, time, cost + costAt(node, time) - (index === 0 ? price * time : 0));
    }
  };
  extend(0, Number.NEGATIVE_INFINITY, 0);
  return best;
}

function leastBySlopes(nodes: readonly Node[], price: number): number {
  const soft = new SoftTimes();
  soft.begin();
  const least: number[] = [];
  for (const [index, node] of nodes.entries()) {
    if (!soft.within(node.low, node.high)) return Number.POSITIVE_INFINITY;
    if (index === 0) soft.early(node.high, price);
    soft.early(node.from, node.early);
    soft.late(node.to, node.late);
    if (index === nodes.length - 1) soft.late(Number.NEGATIVE_INFINITY, price);
    least.push(soft.least());
  }
  let after = Number.POSITIVE_INFINITY;
  const times = least.map(() => 0);
  for (let i = nodes.length - 1; i >= 0; i--) {
    after = Math.min(after, least[i] as number);
    times[i] = after;
  }
  const first = times[0] as number;
  return nodes.reduce((sum, node, i) => sum + costAt(node, times[i] as number), price * ((times.at(-1) ?? 0) - first));
}

describe('SoftTimes', () => {
  it('finds the least cost that trying every time finds', () => {
    const random = new Random(4);
    for (let round = 0; round < 400; round++) {
      const nodes = Array.from({ length: 1 + random.below(4) }, (): Node => {
        const low = random.below(8);
        const from = random.below(10);
        return {
          low,
          high: low + random.below(8),
          from,
          to: from + random.below(3),
          early: random.below(4),
          late: random.below(4),
        };
      });
      const price = random.below(3);
      expect(leastBySlopes(nodes, price), `round ${round}`).toBeCloseTo(leastByTrying(nodes, price), 9);
    }
  });
});
