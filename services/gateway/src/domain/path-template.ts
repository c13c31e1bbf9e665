/**
 * Path templates of `google.api.http`, as far as the contracts use them:
 * literal segments, `{field}` for one segment, and a custom verb after a colon
 * (AIP-136): `/api/v1/jobs/{job_id}:cancel`.
 */
export interface PathTemplate {
  readonly text: string;
  /** Fields in the order of their braces. */
  readonly fields: readonly string[];
  readonly pattern: RegExp;
  /** More literal characters first, so that `:cancel` wins over `{job_id}`. */
  readonly weight: number;
}

/** Compiles a template. */
export function pathTemplate(text: string): PathTemplate {
  const fields: string[] = [];
  const source = text
    .split(/(\{\w+\})/)
    .map((part) => {
      if (!part.startsWith('{')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      fields.push(part.slice(1, -1));
      return '([^/:]+)';
    })
    .join('');
  return { text, fields, pattern: new RegExp(`^${source}$`), weight: text.replace(/\{\w+\}/g, '').length };
}

/** Field values of a path, decoded; undefined when it does not match or is not valid percent-encoding. */
export function matchPath(template: PathTemplate, path: string): Record<string, string> | undefined {
  const match = template.pattern.exec(path);
  if (!match) return undefined;
  try {
    return Object.fromEntries(template.fields.map((field, i) => [field, decodeURIComponent(match[i + 1] ?? '')]));
  } catch {
    return undefined;
  }
}
