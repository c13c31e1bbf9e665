import { SolveigError } from '@solveig/kit/errors';
import { withSpan } from '@solveig/kit/telemetry';
import type { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { NO_TRAVEL, type TravelCall, type TravelData, type TravelSource, travelNeed } from './travel-data.ts';

/** Travel for a plan that is there already: as in a solve, but straight lines of our own only where the client takes them. Throws DISTANCE_ERROR. */
export async function planTravel(
  travel: TravelSource,
  { problem, allowEstimates }: { readonly problem: Problem; readonly allowEstimates: boolean },
  call: TravelCall,
): Promise<TravelData> {
  const need = travelNeed(problem);
  if (!need) return NO_TRAVEL;
  const attributes = { 'solveig.distance.locations': need.locations.length };
  const data = await withSpan('solver.travelData', { attributes }, () => travel.get(need, call));
  if (!data.emergency) return data;
  const cause = `The distance service gave nothing (${data.cause})`;
  if (!allowEstimates) throw new SolveigError('DISTANCE_ERROR', `${cause}, and estimates are not allowed.`);
  return { ...data, warnings: [`${cause}: travel is estimated from straight lines.`] };
}
