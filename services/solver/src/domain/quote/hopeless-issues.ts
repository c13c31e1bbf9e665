import type { RoutingInput } from '#domain/routing/problem';
import { mandatoryStops } from '#domain/routing/validate/check-context';
import { findHopeless } from '#domain/routing/validate/find-hopeless';
import { counted, impossible, type QuoteIssue, some } from './issue.ts';

interface Words {
  readonly code: string;
  /** Ends before the stops. */
  readonly why: string;
  readonly hint: string;
}

const BY_FIELD: Readonly<Record<string, Words>> = {
  demand: {
    code: 'STOP_TOO_LARGE',
    why: 'no vehicle holds the demand of',
    hint: 'Split the demand, or add a larger vehicle.',
  },
  pickup: {
    code: 'STOP_TOO_LARGE',
    why: 'no vehicle holds what is collected at',
    hint: 'Split the pickup, or add a larger vehicle.',
  },
  skills: { code: 'SKILL_MISSING', why: 'no vehicle has the skills for', hint: 'Give a vehicle the skills.' },
  time_windows: {
    code: 'WINDOW_OUTSIDE_SHIFTS',
    why: 'no shift meets a window of',
    hint: 'Widen the windows or the shifts.',
  },
  opening_hours: {
    code: 'WINDOW_OUTSIDE_SHIFTS',
    why: 'no shift meets the opening hours of',
    hint: 'Look at opening hours, calendar and shifts.',
  },
};
const WHOLE_STOP: Words = {
  code: 'NO_VEHICLE_FITS',
  why: 'no vehicle can serve',
  hint: 'Validate tells why; make them optional, loosen one of their rules, or add a vehicle.',
};

/** What no plan can keep, as `Validate` warns of it: stops alike in one issue; optional ones are no issue. */
export function hopelessIssues(input: RoutingInput): QuoteIssue[] {
  const mandatory = mandatoryStops(input);
  const groups = new Map<Words, string[]>();
  const others: QuoteIssue[] = [];
  for (const { path, message, hint } of findHopeless(input)) {
    const [, list = '', number = '', field = ''] = /^(\w+)\[(\d+)\](?:\.(\w+))?/.exec(path) ?? [];
    if (list !== 'stops') {
      const isOptional = list === 'shipments' && (input.shipments?.[Number(number)]?.optional ?? false);
      if (!isOptional) others.push(issueOf(list, message, hint));
      continue;
    }
    const id = input.stops[Number(number)]?.id ?? '';
    if (!mandatory.has(id)) continue;
    const words = BY_FIELD[field] ?? WHOLE_STOP;
    groups.set(words, [...(groups.get(words) ?? []), id]);
  }
  const ofStops = [...groups].map(([{ code, why, hint }, ids]) =>
    impossible(code, `${why} ${counted(ids.length, 'stop')}: ${some(ids)}`, hint),
  );
  return [...ofStops, ...others];
}

const CODES: Readonly<Record<string, string>> = {
  shipments: 'SHIPMENT_TOO_LARGE',
  relations: 'TOO_FEW_VEHICLES',
  given_routes: 'LOCK_BREAKS_RULE',
};

function issueOf(list: string, message: string, hint: string): QuoteIssue {
  const sentence = `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`;
  return impossible(CODES[list] ?? 'UNSERVABLE', message.replace(/^it is/, 'a route is'), sentence);
}
