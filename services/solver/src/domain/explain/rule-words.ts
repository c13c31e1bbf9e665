import { listWords } from './measure-words.ts';

const RULE_WORDS: Readonly<Record<string, string>> = {
  TIME_WINDOW: 'its time window',
  OPENING_HOURS: 'its opening hours',
  CAPACITY: 'the capacity',
  SKILL: 'its skills',
  WORKING_TIME: 'the working time',
  DAY_LENGTH: 'the length of the days',
  DISTANCE_LIMIT: 'the distance limit',
  STOP_LIMIT: 'the limit on stops',
  WALKING_LIMIT: 'the walking limit',
  INCOMPATIBLE: 'its relations to other stops',
  UNLOADING_ORDER: 'the unloading order',
  RIDE_TIME: 'the ride time',
  BREAK: 'the breaks',
  RELEASE: 'its release time',
  VEHICLE: 'the vehicles named for it',
  LOCKED: 'the locked routes',
};

/** `its time window and the capacity` for the rules of lifts. */
export function ruleWords(rules: readonly string[]): string {
  return listWords(rules.map((rule) => RULE_WORDS[rule] ?? rule.toLowerCase().replaceAll('_', ' ')));
}
