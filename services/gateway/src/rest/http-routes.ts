import { type DescMethod, type DescService, type FileRegistry, getOption } from '@bufbuild/protobuf';
import { type PathTemplate, pathTemplate } from '#domain/path-template';

/** One REST route, read from the `google.api.http` option of a method. */
export interface HttpRoute {
  readonly verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly template: PathTemplate;
  /** The body holds the whole request; path and query fields join it. */
  readonly hasBody: boolean;
  readonly method: DescMethod;
  readonly service: DescService;
  /** Without the leading slash: `solveig.solver.v1.JobService/GetJob`. */
  readonly methodName: string;
  readonly isStream: boolean;
}

interface HttpRule {
  readonly pattern: { readonly case: string | undefined; readonly value?: unknown };
  readonly body: string;
}

const VERBS = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;

/** Every route of the contracts, those with more literal text first. */
export function httpRoutes(registry: FileRegistry): HttpRoute[] {
  const http = registry.getExtension('google.api.http');
  if (!http) throw new Error('the descriptor image lacks google.api.http');
  const routes: HttpRoute[] = [];
  for (const type of registry) {
    if (type.kind !== 'service' || !type.typeName.startsWith('solveig.')) continue;
    for (const method of type.methods) {
      const route = routeOf(type, method, getOption(method, http) as unknown as HttpRule);
      if (route) routes.push(route);
    }
  }
  return routes.sort((a, b) => b.template.weight - a.template.weight);
}

function routeOf(service: DescService, method: DescMethod, rule: HttpRule): HttpRoute | undefined {
  const { case: word, value } = rule.pattern;
  if (word === undefined) return undefined;
  const verb = VERBS[word as keyof typeof VERBS];
  if (!verb || typeof value !== 'string') throw new Error(`${method.name}: the http pattern ${word} is not supported`);
  if (rule.body !== '' && rule.body !== '*') throw new Error(`${method.name}: body must be "*" or absent`);
  return {
    verb,
    template: pathTemplate(value),
    hasBody: rule.body === '*',
    method,
    service,
    methodName: `${service.typeName}/${method.name}`,
    isStream: method.methodKind === 'server_streaming',
  };
}
