/** How exact a cell is. */
export type Accuracy = 'network' | 'stale' | 'estimate';

const ACCURACIES: readonly Accuracy[] = ['network', 'stale', 'estimate'];

/** Everybody who can say how far it is. The place in the list is the number in the cache; never more than 64. */
export const SOURCES = ['great_circle', 'osrm'] as const;

export const GREAT_CIRCLE = SOURCES.indexOf('great_circle');

/** The mark, in a band that is being made, of a cell from a source with an accuracy. */
export function markOf(source: number, accuracy: Accuracy): number {
  return source * ACCURACIES.length + ACCURACIES.indexOf(accuracy);
}

/** What a mark says. */
export function sourceOfMark(mark: number): { provider: string; accuracy: Accuracy } {
  return {
    provider: SOURCES[Math.floor(mark / ACCURACIES.length)] as string,
    accuracy: ACCURACIES[mark % ACCURACIES.length] as Accuracy,
  };
}

export const ESTIMATE_MARK = markOf(GREAT_CIRCLE, 'estimate');
