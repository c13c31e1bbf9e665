import { type MatcherSpec, parseMatchers } from '#domain/matcher';
import type { RouteSpec } from '#domain/route';
import type { FaultPath, FileFault } from './config-faults.ts';
import type { FileRoute } from './file-schema.ts';
import { compileRe2 } from './regex-re2.ts';

/** Turns a route of the file and all below it into specs; what is wrong is added to `faults`. */
export function readRoute(
  route: FileRoute,
  path: FaultPath,
  receivers: ReadonlyMap<string, unknown>,
  faults: FileFault[],
): RouteSpec {
  if (route.receiver !== undefined && !receivers.has(route.receiver)) {
    const known = [...receivers.keys()].join(', ');
    faults.push({
      path: [...path, 'receiver'],
      problem: `there is no receiver "${route.receiver}"; there are ${known}`,
    });
  }
  return {
    receiver: route.receiver,
    groupBy: route.group_by,
    groupWaitMs: route.group_wait,
    groupIntervalMs: route.group_interval,
    repeatIntervalMs: route.repeat_interval,
    matchers: readMatchers(route, path, faults),
    continue: route.continue ?? false,
    routes: (route.routes ?? []).map((child, i) => readRoute(child, [...path, 'routes', i], receivers, faults)),
  };
}

function readMatchers(route: FileRoute, path: FaultPath, faults: FileFault[]): MatcherSpec[] {
  const found: MatcherSpec[] = [];
  const add = (spec: MatcherSpec, at: FaultPath) => {
    const problem = regexProblem(spec);
    if (problem) faults.push({ path: at, problem });
    else found.push(spec);
  };
  route.matchers?.forEach((text, i) => {
    const at = [...path, 'matchers', i];
    try {
      for (const spec of parseMatchers(text)) add(spec, at);
    } catch (error) {
      faults.push({ path: at, problem: (error as Error).message });
    }
  });
  for (const [name, value] of Object.entries(route.match ?? {}))
    add({ name, operator: '=', value }, [...path, 'match', name]);
  for (const [name, value] of Object.entries(route.match_re ?? {}))
    add({ name, operator: '=~', value }, [...path, 'match_re', name]);
  return found;
}

function regexProblem({ operator, value }: MatcherSpec): string | undefined {
  if (operator !== '=~' && operator !== '!~') return undefined;
  try {
    compileRe2(value);
    return undefined;
  } catch (error) {
    return `"${value}" is not a regular expression: ${(error as Error).message}`;
  }
}
