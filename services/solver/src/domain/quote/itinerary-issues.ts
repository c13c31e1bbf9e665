import type { ItineraryInput } from '#domain/itinerary/problem';
import { counted, hours, impossible, likely, type QuoteIssue, some } from './issue.ts';
import { daysSeconds, isEverOpen, neededSeconds } from './measure-itinerary.ts';
import { shapeIssues } from './routing-issues.ts';
import type { VisitMeasures } from './visit-measures.ts';

/** What is likely to go wrong with an itinerary, worst first. */
export function itineraryIssues(input: ItineraryInput, measures: VisitMeasures): QuoteIssue[] {
  return [...closedIssues(input), ...timeIssues(input), ...shapeIssues(measures)];
}

function closedIssues(input: ItineraryInput): QuoteIssue[] {
  const closed = input.places.filter((place) => !isEverOpen(place, input));
  const issueOf = (required: boolean) => {
    const ids = closed.filter((place) => place.required === required).map(({ id }) => id);
    if (ids.length === 0) return [];
    const what = required ? 'required place' : 'place';
    const message = `${counted(ids.length, what)} cannot be visited on any of the days: ${some(ids)}`;
    const make = required ? impossible : likely;
    return [make('NEVER_OPEN', message, 'Look at opening hours, dates and the length of the visit.')];
  };
  return [...issueOf(true), ...issueOf(false)];
}

function timeIssues(input: ItineraryInput): QuoteIssue[] {
  const held = daysSeconds(input);
  const required = input.places.filter((place) => place.required);
  const visits = required.reduce((sum, { visitSeconds }) => sum + visitSeconds, 0);
  if (visits > held) {
    const message = `the required visits alone take ${hours(visits)}, the days hold ${hours(held)}`;
    return [impossible('REQUIRED_TIME_SHORT', message, 'Add a day, or require fewer places.')];
  }
  const all = neededSeconds(input);
  if (all <= held) return [];
  const mean = all / Math.max(1, input.places.length);
  const left = Math.min(input.places.length - required.length, Math.max(1, Math.round((all - held) / mean)));
  const message =
    `visits and ways take about ${hours(all)}, the days hold ${hours(held)}: ` +
    (left > 0 ? `about ${counted(left, 'place')} will be left out, the least important first` : 'it will not all fit');
  return [likely('TIME_SHORT', message, 'Add a day, or expect the least important places to be left out.')];
}
