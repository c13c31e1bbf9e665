import { compileRouting } from '#domain/routing/compile-routing';
import type { CompiledRouting } from '#domain/routing/compiled';
import { type RoutingInput, type RoutingProblem, UNSERVED } from '#domain/routing/problem';
import { UNSERVED_WORDS } from '#domain/routing/unserved-words';
import { type ExplainModel, worldsByRoutes } from './explain-model.ts';
import type { FoundReason } from './find-reasons.ts';
import type { InsertionWorld } from './lift.ts';
import { LockWords } from './lock-words.ts';
import { amountWords, clockWords, distanceWords, durationWords, listWords } from './measure-words.ts';
import { firstVehicles, hasPlaceRules, PlaceRules } from './place-rules.ts';
import { routingConflict } from './routing-conflict.ts';
import { ROUTING_LIFTS, routingRemedies } from './routing-lifts.ts';
import { ruleWords } from './rule-words.ts';

/** How stops of a routing problem are explained. */
export function routingModel(problem: RoutingProblem, compiled: CompiledRouting): ExplainModel {
  const { input } = problem;
  const pairs = pairsOf(input);
  const words = new RoutingWords(problem, compiled);
  const compile = (changed: RoutingProblem) => routingWorld(changed, compileRouting(changed));
  return {
    real: routingWorld(problem, compiled),
    lifted: worldsByRoutes(problem, ROUTING_LIFTS, compile, input.stops.length),
    remedied: worldsByRoutes(problem, routingRemedies(problem), compile, input.stops.length),
    subjectOf: (stop) => pairs.get(stop)?.stops ?? [stop],
    namesOf: (stop) => pairs.get(stop) ?? input.stops[stop] ?? { id: '', name: '' },
    stopId: (stop) => input.stops[stop]?.id ?? '',
    vehicleName: (vehicle) => words.vehicleName(vehicle),
    vehicleIndex: (vehicle) => words.vehicleIndex(vehicle),
    dimensionName: (dimension) => input.capacityDimensions[dimension] ?? `dimension ${dimension}`,
    priceWords: (price) => `for ${price.toFixed(2)} more`,
    message: (stop, reason) => words.message(stop, reason),
    conflict: routingConflict(problem, compiled),
  };
}

/** A compiled routing problem with the rules between its routes. */
export function routingWorld({ input }: RoutingProblem, compiled: CompiledRouting): InsertionWorld {
  return { compiled, rulesFor: hasPlaceRules(input) ? (routes) => new PlaceRules(input, compiled, routes) : undefined };
}

interface Pair {
  readonly id: string;
  readonly name: string;
  /** The pickup, then the delivery. */
  readonly stops: readonly number[];
}

/** Shipments, by either of their stops. */
function pairsOf({ shipments, stops }: RoutingInput): ReadonlyMap<number, Pair> {
  const pairs = new Map<number, Pair>();
  if (!shipments?.length) return pairs;
  const numbers = new Map(stops.map((stop, index) => [stop.id, index]));
  for (const { id, pickupStopId, deliveryStopId } of shipments) {
    const pair = { id, name: '', stops: [numbers.get(pickupStopId) ?? -1, numbers.get(deliveryStopId) ?? -1] };
    for (const stop of pair.stops) pairs.set(stop, pair);
  }
  return pairs;
}

/** Reasons in the words of a planner: what would happen, on which vehicle, and what it would cost. */
class RoutingWords {
  readonly #input: RoutingInput;
  readonly #compiled: CompiledRouting;
  readonly #first: readonly number[];
  readonly #locks: LockWords;

  constructor(problem: RoutingProblem, compiled: CompiledRouting) {
    this.#input = problem.input;
    this.#compiled = compiled;
    this.#first = firstVehicles(compiled);
    this.#locks = new LockWords(problem);
  }

  /** The id; `van #2` for the second one of several alike. */
  vehicleName(vehicle: number): string {
    const type = this.#compiled.type[vehicle] as number;
    const { id = '', count = 1 } = this.#input.vehicles[type] ?? {};
    const index = this.vehicleIndex(vehicle);
    return count > 1 && index > 0 ? `${id} #${index + 1}` : id;
  }

  vehicleIndex(vehicle: number): number {
    return vehicle - (this.#first[this.#compiled.type[vehicle] as number] as number);
  }

  message(stop: number, reason: FoundReason): string {
    const name = this.#stopName(stop);
    const { facts, rules, code } = reason;
    if (!facts) return UNSERVED_WORDS[code].replace('%', name);
    const price = `${(reason.price ?? facts.cost).toFixed(2)} more`;
    const vehicle = this.vehicleName(facts.vehicle);
    if (rules.length > 1) {
      return `${name} only fits when ${ruleWords(rules)} are lifted together: ${vehicle} could then serve it for ${price}`;
    }
    if (rules.length === 0) {
      return code === UNSERVED.prizeTooLow
        ? `serving ${name} would cost ${price}, by ${vehicle}; its prize is ${this.#prizeOf(stop).toFixed(2)}`
        : `${name} fits as it is: ${vehicle} could serve it at ${clockWords(facts.startSeconds)} for ${price}`;
    }
    return `${this.#obstacle(stop, name, vehicle, reason)}; without that rule it would cost ${price}`;
  }

  /** What stands in the way on the vehicle that comes closest. */
  #obstacle(stop: number, name: string, vehicle: string, { code, rules, facts, missed }: FoundReason): string {
    const raw = this.#input.stops[stop];
    const own = this.#input.vehicles[this.#compiled.type[facts?.vehicle ?? 0] as number];
    const general = UNSERVED_WORDS[code].replace('%', name);
    const by = missed?.by ?? 0;
    switch (code) {
      case UNSERVED.timeWindow: {
        if (!missed || !facts) return general;
        const side = facts.startSeconds > missed.most ? 'after it closes' : 'before it opens';
        return `${name} can be served ${this.#windows(stop)}; ${vehicle}, which comes closest, could start there at ${clockWords(facts.startSeconds)}, ${durationWords(by)} ${side}`;
      }
      case UNSERVED.capacity: {
        if (!missed) return general;
        const unit = this.#input.capacityDimensions[missed.dimension] ?? '';
        const need = raw?.demand[missed.dimension] ?? 0;
        const largest = Math.max(
          ...this.#input.vehicles.map(({ capacity }) => capacity[missed.dimension] ?? Number.MAX_VALUE),
        );
        if (need > largest) return `${name} needs ${amountWords(need, unit)}, no vehicle carries more than ${largest}`;
        return `${name} needs ${amountWords(need, unit)}; ${vehicle}, which comes closest, has ${Math.max(0, need - by)} of its ${amountWords(missed.most, unit)} left`;
      }
      case UNSERVED.skill: {
        const lacking = raw?.skills.filter((skill) => !own?.skills.includes(skill)) ?? [];
        return `${name} asks for ${listWords(raw?.skills ?? [])}; ${vehicle}, which comes closest, has no ${listWords(lacking)}`;
      }
      case UNSERVED.workingTime:
        if (!missed || !facts) return general;
        return missed.limit === 'shift'
          ? `with ${name}, ${vehicle} would be back at ${clockWords(facts.backSeconds)}, ${durationWords(by)} after the end of its shift`
          : `with ${name}, ${vehicle} would be out for ${durationWords(missed.most + by)}, ${durationWords(by)} longer than it may`;
      case UNSERVED.distanceLimit:
        return missed
          ? `with ${name}, ${vehicle} would drive ${distanceWords(missed.most + by)}, ${distanceWords(by)} more than it may`
          : general;
      case UNSERVED.stopLimit:
        return missed
          ? `with ${name}, ${vehicle} would have ${missed.most + by} stops, ${missed.most} are allowed`
          : general;
      case UNSERVED.walkingLimit:
        return missed ? `with ${name}, ${distanceWords(by)} more would be walked on ${vehicle} than may be` : general;
      case UNSERVED.release:
        return `what is delivered at ${name} is ready at ${clockWords(raw?.releaseSeconds ?? 0)}, too late for ${vehicle}`;
      case UNSERVED.vehicle:
        return `only ${listWords(raw?.vehicleIds ?? [])} may serve ${name}, which does not fit; ${vehicle} could`;
      case UNSERVED.incompatible:
        return rules[0] === 'UNLOADING_ORDER'
          ? `the unloading order of ${vehicle} leaves no place for ${name}`
          : general;
      case UNSERVED.locked:
        return this.#locks.words(stop, name) ?? general;
      default:
        return general;
    }
  }

  /** Of shipments and alternatives the prize is theirs, not the stop's. */
  #prizeOf(stop: number): number {
    const { id = '', prize = 0 } = this.#input.stops[stop] ?? {};
    const { shipments = [], alternatives = [] } = this.#input;
    const shipment = shipments.find(({ pickupStopId, deliveryStopId }) => pickupStopId === id || deliveryStopId === id);
    return (shipment ?? alternatives.find(({ stopIds }) => stopIds.includes(id)))?.prize ?? prize;
  }

  #stopName(stop: number): string {
    const raw = this.#input.stops[stop];
    return raw?.name || raw?.id || '';
  }

  #windows(stop: number): string {
    const { timeWindows = [], openingHours = [] } = this.#input.stops[stop] ?? {};
    if (timeWindows.length === 0) return openingHours.length > 0 ? 'in its opening hours only' : 'at any time';
    const spans = timeWindows.map((w) => `${clockWords(w.startSeconds)}-${clockWords(w.endSeconds)}`);
    return `${listWords(spans)} only`;
  }
}
