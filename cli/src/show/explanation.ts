import type { ExplainResponse, LeftOut } from '@solveig/proto/gen/solveig/solver/v1/explain';

const MOST_SHOWN = 40;
/** Reasons and remedies of each, cheapest first. */
const MOST_EACH = 3;

/** Why something is left out, and what would help, for people. */
export function describeExplanation(response: ExplainResponse): string {
  const { summary, leftOut, remedies, conflict, planMade, incomplete, warnings } = response;
  const notes = [
    ...(planMade && leftOut.length > 0 ? ['no plan was given: a quick one was made to explain'] : []),
    ...(incomplete ? ['the time was up before everything was looked into: give a longer --budget'] : []),
    ...warnings,
  ];
  const shown = leftOut.slice(0, MOST_SHOWN).map(leftOutLines);
  const more = leftOut.length > shown.length ? [`… and ${leftOut.length - shown.length} more (--json shows all)`] : [];
  const helps = leftOut.length > 1 ? remedies.map(({ message }) => `  ${message}`) : [];
  return [
    summary,
    ...shown,
    ...more,
    helps.length > 0 ? ['What would help most:', ...helps].join('\n') : '',
    conflict ? ['In conflict, solved again to make sure:', ...conflictLines(conflict)].join('\n') : '',
    notes.map((note) => `note: ${note}`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function leftOutLines({ id, name, required, reasons, remedies }: LeftOut): string {
  const title = `${name && name !== id ? `${name} (${id})` : id}${required ? '' : ', optional'}`;
  const why = reasons.slice(0, MOST_EACH).map(({ reason }) => `  - ${reason?.message ?? ''}`);
  const help = remedies.slice(0, MOST_EACH).map(({ message }) => `  + ${message}`);
  return [title, ...(why.length > 0 ? why : ['  - no reason was found in the time']), ...help].join('\n');
}

function conflictLines({ ids, rules, minimal }: NonNullable<ExplainResponse['conflict']>): string[] {
  const lines = rules.map(({ message }) => `  - ${message}`);
  return [`  ${ids.join(', ')}${minimal ? '' : ' (perhaps more than needed)'}`, ...lines];
}
