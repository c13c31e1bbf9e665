import type { Prediction } from '@solveig/proto/gen/solveig/model/v1/quote';
import { type QuoteResponse, Risk } from '@solveig/proto/gen/solveig/solver/v1/quote';
import { densityOf, type LinearMeasures } from '#domain/quote/measure-linear';
import type { Prediction as DomainPrediction } from '#domain/quote/predict';
import type { Quote } from '#domain/quote/quote';
import type { Risk as DomainRisk } from '#domain/quote/score';
import type { VisitMeasures } from '#domain/quote/visit-measures';

const RISK: Readonly<Record<DomainRisk, Risk>> = {
  low: Risk.RISK_LOW,
  medium: Risk.RISK_MEDIUM,
  high: Risk.RISK_HIGH,
};

export function toPrediction(prediction: DomainPrediction, budgetMillis: number): Prediction {
  return { ...prediction, budgetMillis: Math.round(budgetMillis) };
}

/** A quote as the contract has it, without the sizes of the problem. */
export function toQuote(
  quote: Quote,
  measures: QuoteResponse['measures'],
): Omit<QuoteResponse, 'kind' | 'size' | 'secondSize'> {
  const { score, points, risk, issues, recommendedDeadlineSeconds, sufficientSeconds, prediction, budgetSeconds } =
    quote;
  return {
    measures,
    score,
    points: [...points],
    risk: RISK[risk],
    issues: issues.map(({ code, message, hint }) => ({ code, message, hint })),
    recommendedDeadlineSeconds,
    sufficientSeconds,
    prediction: prediction && toPrediction(prediction, budgetSeconds * 1000),
  };
}

export function visitMeasures(value: VisitMeasures): QuoteResponse['measures'] {
  return { $case: 'visits', value };
}

export function linearMeasures(measures: LinearMeasures): QuoteResponse['measures'] {
  const { integers, entries, coefficientRange } = measures;
  return { $case: 'linear', value: { integers, entries, coefficientRange, density: densityOf(measures) } };
}
