import { SolveigError, type Violation } from './errors.ts';

/** How long the pages of a service's lists are; its settings have these. */
export interface PageSizes {
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
}

/** How many rows a page holds: the default when 0 was asked for. Throws INVALID_REQUEST for a size out of range. */
export function pageSizeOf(asked: number, sizes: PageSizes): number {
  const violation = pageSizeViolation(asked, sizes);
  if (violation)
    throw new SolveigError('INVALID_REQUEST', `page_size: ${violation.message}`, { violations: [violation] });
  return asked === 0 ? defaultOf(sizes) : asked;
}

/** What is wrong with a size, for a request that tells all its faults at once; undefined when nothing is. */
export function pageSizeViolation(asked: number, sizes: PageSizes): Violation | undefined {
  if (asked >= 0 && asked <= sizes.maxPageSize) return undefined;
  const hint = `1 to ${sizes.maxPageSize}; 0 or none for ${defaultOf(sizes)}`;
  return { path: 'page_size', reason: 'OUT_OF_RANGE', message: `${asked} is out of range`, hint };
}

function defaultOf({ defaultPageSize, maxPageSize }: PageSizes): number {
  return Math.min(defaultPageSize, maxPageSize);
}
