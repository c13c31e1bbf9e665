import type { ItineraryInput } from '#domain/itinerary/problem';
import { isRich } from '#domain/routing/is-rich';
import type { RoutingInput } from '#domain/routing/problem';
import { hours, likely, type QuoteIssue } from './issue.ts';
import { itineraryIssues } from './itinerary-issues.ts';
import { linearIssues } from './linear-issues.ts';
import { measureItinerary } from './measure-itinerary.ts';
import type { LinearMeasures } from './measure-linear.ts';
import { measureRouting } from './measure-routing.ts';
import { type Prediction, type PredictionSubject, predict, sufficientSeconds } from './predict.ts';
import { itinerarySubject, linearSubject, routingSubject } from './prediction-subject.ts';
import { routingIssues } from './routing-issues.ts';
import {
  linearPoints,
  type Risk,
  recommendedDeadlineSeconds,
  riskOf,
  type ScorePoint,
  scoreOf,
  visitPoints,
} from './score.ts';
import type { VisitMeasures } from './visit-measures.ts';

/** What a solve will take, and what may go wrong. */
export interface Quote {
  readonly points: readonly ScorePoint[];
  readonly score: number;
  readonly risk: Risk;
  /** Worst first. */
  readonly issues: readonly QuoteIssue[];
  readonly recommendedDeadlineSeconds: number;
  /** Absent when no measured budget was enough, and where nothing was measured. */
  readonly sufficientSeconds?: number | undefined;
  /** Absent for rich routing problems, which were not measured. */
  readonly prediction?: Prediction | undefined;
  /** What the prediction is for. */
  readonly budgetSeconds: number;
}

/** How long a solve may take. */
export interface QuoteTerms {
  /** The client's budget; the recommended deadline when absent. */
  readonly budgetSeconds?: number | undefined;
  /** What is left of a budget for the engine. */
  readonly engineSeconds: (budgetSeconds: number) => number;
}

/** A quote for a valid routing problem, with its measures. */
export function quoteRouting(input: RoutingInput, terms: QuoteTerms): Quote & { measures: VisitMeasures } {
  const measures = measureRouting(input);
  const points = visitPoints(input.stops.length, measures);
  const issues = routingIssues(input, measures);
  return {
    measures,
    ...quoteOf({ points, issues, subject: isRich(input) ? undefined : routingSubject(input) }, terms),
  };
}

/** A quote for a valid itinerary, with its measures. */
export function quoteItinerary(input: ItineraryInput, terms: QuoteTerms): Quote & { measures: VisitMeasures } {
  const measures = measureItinerary(input);
  const points = visitPoints(input.places.length, measures);
  const issues = itineraryIssues(input, measures);
  return { measures, ...quoteOf({ points, issues, subject: itinerarySubject(input) }, terms) };
}

/** A quote for a linear program that was read and measured. */
export function quoteLinear(measures: LinearMeasures, terms: QuoteTerms): Quote {
  const points = linearPoints(measures);
  return quoteOf({ points, issues: linearIssues(measures), subject: linearSubject(measures) }, terms);
}

interface Findings {
  readonly points: readonly ScorePoint[];
  readonly issues: readonly QuoteIssue[];
  /** What was measured that is like it; absent when nothing was. */
  readonly subject: PredictionSubject | undefined;
}

function quoteOf({ points, issues, subject }: Findings, terms: QuoteTerms): Quote {
  const score = scoreOf(points);
  const recommended = recommendedDeadlineSeconds(score);
  const budgetSeconds = terms.budgetSeconds ?? recommended;
  const sufficient = subject && sufficientSeconds(subject);
  const late = Math.min(recommended, sufficient ?? recommended);
  const short =
    budgetSeconds < late
      ? [
          likely(
            'BUDGET_SHORT',
            `a budget of ${seconds(budgetSeconds)} is short: ${seconds(late)} would do better`,
            HINT,
          ),
        ]
      : [];
  return {
    points,
    score,
    risk: riskOf(
      score,
      issues.some(({ isImpossible }) => isImpossible),
    ),
    issues: [...issues, ...short],
    recommendedDeadlineSeconds: recommended,
    sufficientSeconds: sufficient,
    prediction: subject && predict(subject, terms.engineSeconds(budgetSeconds)),
    budgetSeconds,
  };
}

const HINT = 'Give a larger budget, or take the plan and improve it later.';

function seconds(value: number): string {
  if (value >= 120) return hours(value);
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${Number(value.toFixed(1))} s`;
}
