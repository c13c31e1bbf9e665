import { RelaxationPolicy, RelaxationRule, type RelaxationStep } from '@solveig/proto/gen/solveig/model/v1/common';
import type { Problem } from '@solveig/proto/gen/solveig/model/v1/problem';
import { UsageError } from './exit.ts';
import { readDuration } from './print.ts';

type Limit = 'time' | 'meters' | 'count' | 'none';

/** The words of `--relax`, and what their limits are measured in. */
const WORDS: Readonly<Record<string, { rule: RelaxationRule; limit: Limit }>> = {
  windows: { rule: RelaxationRule.RELAXATION_RULE_TIME_WINDOWS, limit: 'time' },
  rides: { rule: RelaxationRule.RELAXATION_RULE_RIDE_TIME, limit: 'time' },
  walking: { rule: RelaxationRule.RELAXATION_RULE_WALKING_LIMIT, limit: 'meters' },
  mode: { rule: RelaxationRule.RELAXATION_RULE_TRAVEL_MODE, limit: 'none' },
  overtime: { rule: RelaxationRule.RELAXATION_RULE_OVERTIME, limit: 'time' },
  distance: { rule: RelaxationRule.RELAXATION_RULE_DISTANCE_LIMIT, limit: 'meters' },
  stops: { rule: RelaxationRule.RELAXATION_RULE_STOP_LIMIT, limit: 'count' },
  release: { rule: RelaxationRule.RELAXATION_RULE_RELEASE_TIME, limit: 'time' },
  breaks: { rule: RelaxationRule.RELAXATION_RULE_BREAKS, limit: 'none' },
  'leave-out': { rule: RelaxationRule.RELAXATION_RULE_LEAVE_OUT, limit: 'count' },
};

/** What the command line says about relaxing: a list, or `false` for `--no-relax`. */
export type RelaxWords = string | boolean | undefined;

/** The problem with the ladder of the command line in place of its own. */
export function withRelaxation(problem: Problem, words: RelaxWords): Problem {
  // Without the option commander says true.
  if (words === undefined || words === true) return problem;
  const { kind } = problem;
  const relaxation = words === false ? RelaxationPolicy.fromPartial({ forbidden: true }) : readRelaxation(words);
  switch (kind?.$case) {
    case 'routing':
      return { kind: { $case: 'routing', value: { ...kind.value, relaxation } } };
    case 'itinerary':
      return { kind: { $case: 'itinerary', value: { ...kind.value, relaxation } } };
    default:
      throw new UsageError('--relax and --no-relax are for routing problems and itineraries');
  }
}

/** `windows:2h,overtime:30m,leave-out:3` as a ladder. */
export function readRelaxation(text: string): RelaxationPolicy {
  return RelaxationPolicy.fromPartial({ steps: text.split(',').map((item) => readStep(item.trim())) });
}

function readStep(item: string): RelaxationStep {
  const [word = '', limit, ...rest] = item.split(':');
  const known = WORDS[word];
  if (!known) throw new UsageError(`--relax ${word}: one of ${Object.keys(WORDS).join(', ')}`);
  if (limit === undefined) return { rule: known.rule };
  const wrong = (hint: string) => new UsageError(`--relax ${item}: ${hint}`);
  if (rest.length > 0) throw wrong('one limit a step');
  switch (known.limit) {
    case 'time': {
      const seconds = readDuration(limit);
      if (seconds === undefined) throw wrong('a time with a unit, for example 90m, 2h');
      return { rule: known.rule, maxSeconds: Math.round(seconds) };
    }
    case 'meters': {
      const [, number, unit] = /^(\d+(?:\.\d+)?)(m|km)$/.exec(limit) ?? [];
      if (number === undefined) throw wrong('a distance with a unit, for example 500m, 2km');
      return { rule: known.rule, maxMeters: Math.round(Number(number) * (unit === 'km' ? 1000 : 1)) };
    }
    case 'count': {
      if (!/^\d{1,6}$/.test(limit)) throw wrong('a whole number, for example 3');
      return { rule: known.rule, maxCount: Number(limit) };
    }
    default:
      throw wrong('it has no limit');
  }
}
