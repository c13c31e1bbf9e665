import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import type { RoutingInput, RoutingProblem, Vehicle } from '#domain/routing/problem';
import { type ConflictModel, conflictModel } from './conflict-rules.ts';
import { loosenedRouting } from './loosen-routing.ts';
import { amountWords, clockWords, distanceWords, durationWords, listWords } from './measure-words.ts';
import { onlyStops } from './only-stops.ts';
import { ROUTING_LIFTS } from './routing-lifts.ts';

/** Conflicts between stops of a routing problem. */
export function routingConflict(problem: RoutingProblem, compiled: CompiledRouting): ConflictModel {
  const { input } = problem;
  return conflictModel({
    compiled,
    lifts: ROUTING_LIFTS,
    only: (stops) => onlyStops(problem, stops),
    loosened: (stops) => loosenedRouting(problem, stops),
    compile: compileRouting,
    idOf: (stop) => input.stops[stop]?.id ?? '',
    nameOf: (stop) => input.stops[stop]?.name || input.stops[stop]?.id || '',
    dimensionOf: (dimension) => input.capacityDimensions[dimension] ?? `dimension ${dimension}`,
    ruleWords: (rule, stop) => ruleWords(input, rule, stop),
  });
}

function ruleWords(input: RoutingInput, rule: string, stop: number | undefined): string {
  const raw = stop === undefined ? undefined : input.stops[stop];
  const name = raw?.name || raw?.id || '';
  switch (rule) {
    case 'TIME_WINDOW': {
      const spans = raw?.timeWindows.map((w) => `${clockWords(w.startSeconds)}-${clockWords(w.endSeconds)}`) ?? [];
      return spans.length > 0 ? `${name} can be served ${listWords(spans)} only` : `${name} is not always open`;
    }
    case 'CAPACITY': {
      const loads = raw?.demand.flatMap((load, d) =>
        load > 0 ? [amountWords(load, input.capacityDimensions[d] ?? '')] : [],
      );
      return loads?.length ? `${name} needs ${listWords(loads)}` : `${name} needs room`;
    }
    case 'SKILL':
      return `${name} asks for ${listWords(raw?.skills ?? [])}`;
    case 'RELEASE':
      return `what is delivered at ${name} is ready at ${clockWords(raw?.releaseSeconds ?? 0)}`;
    case 'VEHICLE':
      return `only ${listWords(raw?.vehicleIds ?? [])} may serve ${name}`;
    case 'WORKING_TIME':
      return fleetWords(input.vehicles, workWords);
    case 'DISTANCE_LIMIT':
      return fleetWords(input.vehicles, ({ id, maxDistanceMeters }) =>
        maxDistanceMeters === undefined ? undefined : `${id} may drive ${distanceWords(maxDistanceMeters)}`,
      );
    case 'STOP_LIMIT':
      return fleetWords(input.vehicles, ({ id, maxStops }) =>
        maxStops === undefined ? undefined : `${id} may have ${maxStops} stops`,
      );
    case 'BREAK':
      return 'breaks and rest take their time';
    case 'RIDE_TIME':
      return 'shipments may not be on board for longer';
    case 'INCOMPATIBLE':
      return 'relations hold between them';
    case 'UNLOADING_ORDER':
      return 'the unloading order is kept';
    case 'WALKING_LIMIT':
      return 'only so far may be walked';
    case 'LOCKED':
      return 'they are locked';
    default:
      return rule.toLowerCase().replaceAll('_', ' ');
  }
}

function fleetWords(vehicles: readonly Vehicle[], words: (vehicle: Vehicle) => string | undefined): string {
  return listWords([...new Set(vehicles.flatMap((vehicle) => words(vehicle) ?? []))], 3);
}

function workWords({ id, shift, shifts, maxDurationSeconds }: Vehicle): string | undefined {
  const parts = [shift, ...(shifts ?? [])].flatMap((one) =>
    one ? [`${clockWords(one.startSeconds)}-${clockWords(one.endSeconds)}`] : [],
  );
  if (maxDurationSeconds !== undefined) parts.push(`at most ${durationWords(maxDurationSeconds)}`);
  return parts.length > 0 ? `${id} works ${listWords(parts, 3)}` : undefined;
}
