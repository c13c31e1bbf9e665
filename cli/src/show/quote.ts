import { ProblemKind } from '@solveig/proto/gen/solveig/model/v1/common';
import type { SolveResult } from '@solveig/proto/gen/solveig/model/v1/problem';
import type { Prediction } from '@solveig/proto/gen/solveig/model/v1/quote';
import { type QuoteResponse, Risk } from '@solveig/proto/gen/solveig/solver/v1/quote';
import { amount, duration, nameOf, percent, word } from '../print.ts';

const SIZES: Readonly<Record<number, readonly [string, string]>> = {
  [ProblemKind.PROBLEM_KIND_ROUTING]: ['stops', 'vehicles'],
  [ProblemKind.PROBLEM_KIND_ITINERARY]: ['places', 'days'],
  [ProblemKind.PROBLEM_KIND_LINEAR]: ['columns', 'rows'],
};

/** A quote for people. */
export function describeQuote(quote: QuoteResponse): string {
  return [head(quote), measures(quote), expected(quote), issues(quote)].filter(Boolean).join('\n\n');
}

function head({ kind, size, secondSize, risk, score, points }: QuoteResponse): string {
  const [first, second] = SIZES[kind] ?? ['', ''];
  const rules = points.map((point) => `${point.rule} +${point.points}`).join(', ');
  return [
    `${word(nameOf(Risk, risk), 'RISK_').toUpperCase()} risk  score ${score}${rules ? ` (${rules})` : ''}`,
    `${size} ${first}, ${secondSize} ${second}`,
  ].join('\n');
}

function measures({ measures: found }: QuoteResponse): string {
  if (found?.$case === 'linear') {
    const { integers, entries, density, coefficientRange } = found.value;
    return `${integers} whole numbers, ${entries} coefficients (${percent(density)} dense), largest over smallest ${amount(coefficientRange)}`;
  }
  if (found?.$case !== 'visits') return '';
  const { spreadKilometers, windowedShare, windowTightness, capacitySlack, scarcestDimension, timeSlack } = found.value;
  return [
    `spread ${amount(spreadKilometers)} km`,
    `${percent(windowedShare)} with windows, on average closed for ${percent(windowTightness)} of the horizon`,
    ...(capacitySlack === undefined ? [] : [`${percent(capacitySlack)} of the capacity left (${scarcestDimension})`]),
    ...(timeSlack === undefined ? [] : [`${percent(timeSlack)} of the time left, as estimated`]),
  ].join('\n');
}

function expected({ recommendedDeadlineSeconds, sufficientSeconds, prediction }: QuoteResponse): string {
  const lines = [`recommended deadline ${recommendedDeadlineSeconds} s`];
  if (sufficientSeconds !== undefined) lines.push(`in our measurements ${duration(sufficientSeconds)} were enough`);
  if (prediction) lines.push(`with ${duration(prediction.budgetMillis / 1000)}: ${predicted(prediction)}`);
  else lines.push('problems with such rules were not measured: nothing is predicted');
  return lines.join('\n');
}

/** What is expected of a solve, in one line. */
function predicted({ solveSeconds, firstAnswerSeconds, gap, excess, peakMemoryMegabytes }: Prediction): string {
  return [
    `answer after ${duration(solveSeconds)}`,
    `first plan after ${duration(firstAnswerSeconds)}`,
    ...(gap === undefined ? [] : [`gap to the bound ${percent(gap)}`]),
    ...(excess === undefined ? [] : [`about ${percent(excess)} above the best that 10 s find`]),
    `${Math.round(peakMemoryMegabytes)} MB`,
  ].join(', ');
}

/** What was expected of a solve beside what came of it. */
export function describePrediction(result: SolveResult): string {
  const { prediction, measures: actual, gap } = result;
  if (!prediction || !actual) return '';
  const pairs = [
    `answer after ${duration(prediction.solveSeconds)} (was ${duration(actual.solveSeconds)})`,
    ...(prediction.gap === undefined || gap === undefined
      ? []
      : [`gap ${percent(prediction.gap)} (was ${percent(gap)})`]),
    `${Math.round(prediction.peakMemoryMegabytes)} MB (was ${Math.round(actual.peakMemoryMegabytes)} MB)`,
  ];
  return `predicted: ${pairs.join(', ')}`;
}

function issues({ issues: found }: QuoteResponse): string {
  return found.map(({ code, message, hint }) => `${code}: ${message}\n  ${hint}`).join('\n');
}
