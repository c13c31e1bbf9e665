import type { RoutingInput } from '#domain/routing/problem';
import { mandatoryStops } from '#domain/routing/validate/check-context';
import { hopelessIssues } from './hopeless-issues.ts';
import { impossible, likely, percent, type QuoteIssue } from './issue.ts';
import { loads } from './measure-routing.ts';
import { TIGHT_FROM, WIDE_FROM_KILOMETERS } from './score.ts';
import type { VisitMeasures } from './visit-measures.ts';

const LITTLE = 0.05;
/** More cells than this take seconds to be asked for. */
const MANY_CELLS = 250_000;

/** What is likely to go wrong with a routing problem, worst first. */
export function routingIssues(input: RoutingInput, measures: VisitMeasures): QuoteIssue[] {
  return [
    ...hopelessIssues(input),
    ...capacityIssues(input, measures),
    ...timeIssues(measures),
    ...shapeIssues(measures),
    ...matrixIssue(input),
  ];
}

function capacityIssues(input: RoutingInput, { capacitySlack, scarcestDimension }: VisitMeasures): QuoteIssue[] {
  const mandatory = mandatoryStops(input);
  const short = loads(input, ({ id }) => mandatory.has(id))
    .filter(({ asked, held }) => asked > held)
    .map(({ dimension, asked, held }) =>
      impossible(
        'CAPACITY_SHORT',
        `the stops ask for ${asked} ${dimension}, the fleet holds ${held}`,
        'Add vehicles, or make stops optional.',
      ),
    );
  if (short.length > 0 || capacitySlack === undefined || capacitySlack < 0 || capacitySlack >= LITTLE) return short;
  const message = `only ${percent(capacitySlack)} of the fleet's ${scarcestDimension} are left when every stop is served`;
  return [likely('CAPACITY_TIGHT', message, 'Allow more time, or add a vehicle.')];
}

function timeIssues({ timeSlack }: VisitMeasures): QuoteIssue[] {
  if (timeSlack === undefined || timeSlack >= 2 * LITTLE) return [];
  const hint = 'Add vehicles or longer shifts, or make stops optional.';
  // The way is an estimate: this is no proof.
  if (timeSlack >= 0) {
    return [
      likely('TIME_TIGHT', `about ${percent(timeSlack)} of the working time are left when every stop is served`, hint),
    ];
  }
  return [likely('TIME_SHORT', 'service and the way, as estimated, take longer than all shifts together', hint)];
}

/** What makes the search harder: of routing problems and itineraries. */
export function shapeIssues({ windowTightness, spreadKilometers }: VisitMeasures): QuoteIssue[] {
  return [
    ...(windowTightness > TIGHT_FROM
      ? [
          likely(
            'TIGHT_WINDOWS',
            `on average a visit may not start in ${percent(windowTightness)} of the horizon`,
            'Widen windows where that is possible, or allow more time.',
          ),
        ]
      : []),
    ...(spreadKilometers > WIDE_FROM_KILOMETERS
      ? [
          likely(
            'WIDE_SPREAD',
            `the places lie up to ${Math.round(spreadKilometers)} km apart`,
            'Split the problem by region, or allow more time.',
          ),
        ]
      : []),
  ];
}

function matrixIssue({ stops, depots, matrix }: RoutingInput): QuoteIssue[] {
  const cells = (stops.length + depots.length) ** 2;
  if (matrix || cells <= MANY_CELLS) return [];
  const message = `${cells} travel times are asked from the distance service before the search begins`;
  return [likely('LARGE_MATRIX', message, 'Send a matrix of your own, or allow more time.')];
}
