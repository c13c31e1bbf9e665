import { RE2JS } from 're2js';
import type { CompileRegex } from '#domain/matcher';

/** Go's regular expressions (RE2): the whole text must match, and no pattern takes more than linear time. */
export const compileRe2: CompileRegex = (pattern) => {
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.matches(text);
};
