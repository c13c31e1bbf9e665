import type { Alert } from './alert.ts';
import { type Labels, printLabels } from './labels.ts';
import { type CompileRegex, compileMatcher, type LabelTest, type MatcherSpec, printMatcher } from './matcher.ts';

/** A route as written. What is left out comes from the parent. */
export interface RouteSpec {
  readonly receiver?: string | undefined;
  /** Labels that make a group; `['...']` groups by all of them. */
  readonly groupBy?: readonly string[] | undefined;
  readonly groupWaitMs?: number | undefined;
  readonly groupIntervalMs?: number | undefined;
  readonly repeatIntervalMs?: number | undefined;
  readonly matchers: readonly MatcherSpec[];
  /** Whether later siblings are tried too. */
  readonly continue: boolean;
  readonly routes: readonly RouteSpec[];
}

/** What holds where no route says otherwise. */
export interface RouteDefaults {
  readonly groupBy: readonly string[];
  /** How long the first alert of a group waits for company, milliseconds. */
  readonly groupWaitMs: number;
  readonly groupWaitCriticalMs: number;
  /** How long after a notification of a group the next may come, milliseconds. */
  readonly groupIntervalMs: number;
  /** After how long an unchanged group is told again, milliseconds. */
  readonly repeatIntervalMs: number;
}

/** A node of the routing tree with everything inherited. */
export interface Route {
  /** Unique in the tree, and the same after a restart: the matchers on the way from the root. */
  readonly key: string;
  readonly receiver: string;
  readonly groupBy: readonly string[];
  readonly groupWaitMs: { readonly critical: number; readonly other: number };
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly continue: boolean;
  readonly tests: readonly LabelTest[];
  readonly routes: readonly Route[];
}

/** Makes the tree ready for use. Throws when a pattern is malformed. */
export function compileRoutes(root: RouteSpec, defaults: RouteDefaults, compileRegex: CompileRegex): Route {
  const top: Route = {
    key: '{}',
    receiver: root.receiver ?? '',
    groupBy: defaults.groupBy,
    groupWaitMs: { critical: defaults.groupWaitCriticalMs, other: defaults.groupWaitMs },
    groupIntervalMs: defaults.groupIntervalMs,
    repeatIntervalMs: defaults.repeatIntervalMs,
    continue: false,
    tests: [],
    routes: [],
  };
  return compileNode(root, top, '{}', compileRegex);
}

function compileNode(spec: RouteSpec, parent: Route, key: string, compileRegex: CompileRegex): Route {
  const wait = spec.groupWaitMs;
  const node = {
    key,
    receiver: spec.receiver ?? parent.receiver,
    groupBy: spec.groupBy ?? parent.groupBy,
    groupWaitMs: wait === undefined ? parent.groupWaitMs : { critical: wait, other: wait },
    groupIntervalMs: spec.groupIntervalMs ?? parent.groupIntervalMs,
    repeatIntervalMs: spec.repeatIntervalMs ?? parent.repeatIntervalMs,
    continue: spec.continue,
    tests: spec.matchers.map((matcher) => compileMatcher(matcher, compileRegex)),
  };
  const seen = new Map<string, number>();
  const routes = spec.routes.map((child) => {
    const own = `{${child.matchers.map(printMatcher).join(',')}}`;
    const twin = seen.get(own) ?? 0;
    seen.set(own, twin + 1);
    // Two siblings with the same matchers are two routes and need two keys.
    return compileNode(child, { ...node, routes: [] }, `${key}/${own}${twin ? `[${twin}]` : ''}`, compileRegex);
  });
  return { ...node, routes };
}

/**
 * The routes that an alert takes: depth first; the first matching child ends the search unless it says `continue`; where no
 * child matches, the node itself. Alertmanager's rule.
 */
export function routesOf(labels: Labels, root: Route): Route[] {
  if (!root.tests.every((isMatch) => isMatch(labels))) return [];
  const found: Route[] = [];
  for (const child of root.routes) {
    const below = routesOf(labels, child);
    found.push(...below);
    if (below.length > 0 && !child.continue) break;
  }
  return found.length > 0 ? found : [root];
}

/** How long the first alert of a group waits for company, milliseconds. */
export function groupWaitMs(route: Route, severity: string): number {
  return severity === 'critical' ? route.groupWaitMs.critical : route.groupWaitMs.other;
}

/** Where an alert belongs on one route. */
export interface GroupPlace {
  /** Route key and group labels; the tenant is always among them, so that no message mixes tenants. */
  readonly key: string;
  readonly labels: Labels;
  readonly route: Route;
}

/** The group of an alert on a route. */
export function groupOf(alert: Pick<Alert, 'labels' | 'tenant'>, route: Route): GroupPlace {
  const names = route.groupBy.includes('...') ? Object.keys(alert.labels) : route.groupBy;
  const own = names.filter((name) => alert.labels[name] !== undefined).map((name) => [name, alert.labels[name] ?? '']);
  const labels: Labels = { ...Object.fromEntries(own), tenant: alert.tenant };
  return { key: `${route.key}:${printLabels(labels)}`, labels, route };
}

/** Every group that an alert belongs to. */
export function groupsOf(alert: Pick<Alert, 'labels' | 'tenant'>, root: Route): GroupPlace[] {
  return routesOf(alert.labels, root).map((route) => groupOf(alert, route));
}

/** All routes of the tree, root first. */
export function allRoutes(root: Route): Route[] {
  return [root, ...root.routes.flatMap(allRoutes)];
}
