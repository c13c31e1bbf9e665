import { RELAXATION, type RelaxationPolicy } from '#domain/strategy/relaxation-policy';
import { type Faults, MOST_METERS, MOST_SECONDS } from './violation.ts';

const RULES: ReadonlySet<number> = new Set(Object.values(RELAXATION));
/** Each rule a few times over. */
const MOST_STEPS = 50;
const MOST_COUNT = 1_000_000;

/** What is wrong with what may be bent. */
export function checkRelaxation(faults: Faults, policy: RelaxationPolicy | undefined): void {
  const { steps = [], forbiddenRules = [] } = policy ?? {};
  if (!faults.limit('relaxation.steps', steps.length, MOST_STEPS)) return;
  steps.forEach(({ rule, maxSeconds, maxMeters, maxCount }, index) => {
    const path = `relaxation.steps[${index}]`;
    checkRule(faults, `${path}.rule`, rule);
    faults.whole(`${path}.max_seconds`, maxSeconds, MOST_SECONDS, 'seconds, 0 or more');
    faults.whole(`${path}.max_meters`, maxMeters, MOST_METERS, 'metres, 0 or more');
    faults.whole(`${path}.max_count`, maxCount, MOST_COUNT, 'a count, 0 or more');
  });
  if (!faults.limit('relaxation.forbidden_rules', forbiddenRules.length, MOST_STEPS)) return;
  forbiddenRules.forEach((rule, index) => {
    checkRule(faults, `relaxation.forbidden_rules[${index}]`, rule);
  });
}

function checkRule(faults: Faults, path: string, rule: number): void {
  if (RULES.has(rule)) return;
  faults.add(path, 'OUT_OF_RANGE', `${rule} is no rule that can be bent`, 'use one of the names of RelaxationRule');
}
