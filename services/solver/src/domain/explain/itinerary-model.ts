import { compileItinerary } from '#domain/itinerary/compile-itinerary';
import type { ItineraryInput, ItineraryProblem } from '#domain/itinerary/problem';
import type { CompiledRouting } from '#domain/routing/compiled';
import { UNSERVED } from '#domain/routing/problem';
import { UNSERVED_WORDS } from '#domain/routing/unserved-words';
import { type ExplainModel, worldsByRoutes } from './explain-model.ts';
import type { FoundReason } from './find-reasons.ts';
import { itineraryConflict } from './itinerary-conflict.ts';
import { ITINERARY_LIFTS, ITINERARY_REMEDIES } from './itinerary-lifts.ts';
import { clockWords, distanceWords, durationWords } from './measure-words.ts';
import { ruleWords } from './rule-words.ts';

/** How places of an itinerary are explained: a vehicle is a day, a price hours on the way. */
export function itineraryModel(problem: ItineraryProblem, compiled: CompiledRouting): ExplainModel {
  const { input } = problem;
  const compile = (changed: ItineraryProblem) => ({ compiled: compileItinerary(changed) });
  return {
    real: { compiled },
    lifted: worldsByRoutes(problem, ITINERARY_LIFTS, compile, input.places.length),
    remedied: worldsByRoutes(problem, ITINERARY_REMEDIES, compile, input.places.length),
    subjectOf: (place) => [place],
    namesOf: (place) => input.places[place] ?? { id: '', name: '' },
    stopId: (place) => input.places[place]?.id ?? '',
    vehicleIndex: () => 0,
    dimensionName: () => '',
    vehicleName: (day) => input.days[day]?.date ?? '',
    priceWords: (price) => `with ${wayWords(price)}`,
    message: (place, reason) => message(input, place, reason),
    conflict: itineraryConflict(problem, compiled),
  };
}

/** Hours on the way; less of it where a way around is shorter. */
function wayWords(hours: number): string {
  const minutes = Math.round(Math.abs(hours) * 60);
  if (minutes === 0) return 'no more time on the way';
  return `${durationWords(minutes * 60)} ${hours < 0 ? 'less' : 'more'} on the way`;
}

function message(input: ItineraryInput, place: number, reason: FoundReason): string {
  const raw = input.places[place];
  const name = raw?.name || raw?.id || '';
  const { facts, rules, code } = reason;
  if (!facts) return UNSERVED_WORDS[code].replace('%', name);
  const date = input.days[facts.vehicle]?.date ?? '';
  const way = wayWords(reason.price ?? facts.cost);
  if (rules.length > 1) {
    return `${name} only fits when ${ruleWords(rules)} are lifted together: on ${date} it would then take ${way}`;
  }
  if (rules.length === 0) return `${name} fits as it is: on ${date} at ${clockWords(facts.startSeconds)}, with ${way}`;
  return `${obstacle(name, date, reason)}; without that rule it would take ${way}`;
}

/** What stands in the way on the day that comes closest. */
function obstacle(name: string, date: string, { code, facts, missed }: FoundReason): string {
  const general = UNSERVED_WORDS[code].replace('%', name);
  if (!missed || !facts) return general;
  switch (code) {
    case UNSERVED.timeWindow: {
      const side = facts.startSeconds > missed.most ? 'too late for' : 'before';
      return `${name} is closed when there is time for it: on ${date}, which comes closest, the visit could begin at ${clockWords(facts.startSeconds)}, ${durationWords(missed.by)} ${side} its opening hours`;
    }
    case UNSERVED.workingTime:
      return `with ${name}, ${date} would last until ${clockWords(facts.backSeconds)}, ${durationWords(missed.by)} longer than it may`;
    case UNSERVED.distanceLimit:
      return `with ${name}, ${distanceWords(missed.most + missed.by)} would be travelled on ${date}, ${distanceWords(missed.by)} more than allowed`;
    case UNSERVED.walkingLimit:
      return `with ${name}, ${distanceWords(missed.most + missed.by)} would be walked on ${date}, ${distanceWords(missed.by)} more than allowed`;
    default:
      return general;
  }
}
