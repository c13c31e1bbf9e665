import { SUBJECTS } from '@solveig/proto/subjects';

const TEMPLATES = [...new Set(Object.values(SUBJECTS).map((s): string => s.template))].map((template) => ({
  template,
  tokens: template.split('.'),
}));

/** The low-cardinality form of a subject, for span names and labels: its template in the one table, else its first three tokens. */
export function subjectTemplate(subject: string): string {
  const tokens = subject.split('.');
  const fits = (template: string[]) =>
    template.length === tokens.length && template.every((t, i) => t.startsWith('{') || t === tokens[i]);
  const found = TEMPLATES.find((t) => fits(t.tokens));
  if (found) return found.template;
  return tokens.length <= 4 ? subject : `${tokens.slice(0, 3).join('.')}.>`;
}
