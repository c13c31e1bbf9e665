import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMatchers } from './matcher.ts';
import {
  compileRoutes,
  groupOf,
  groupWaitMs,
  type Route,
  type RouteDefaults,
  type RouteSpec,
  routesOf,
} from './route.ts';

const defaults: RouteDefaults = {
  groupBy: ['alertname'],
  groupWaitMs: 10_000,
  groupWaitCriticalMs: 0,
  groupIntervalMs: 60_000,
  repeatIntervalMs: 3_600_000,
};

const compileRegex = (pattern: string) => {
  const regex = new RegExp(`^(?:${pattern})$`);
  return (text: string) => regex.test(text);
};

function spec(matchers: string, change: Partial<RouteSpec> = {}): RouteSpec {
  return { matchers: parseMatchers(matchers), continue: false, routes: [], ...change };
}

const tree = (root: RouteSpec) => compileRoutes(root, defaults, compileRegex);
const receivers = (labels: Record<string, string>, root: Route) => routesOf(labels, root).map((r) => r.receiver);

const example = tree(
  spec('', {
    receiver: 'all',
    routes: [
      spec('severity="critical"', { receiver: 'pager', continue: true, groupWaitMs: 1000 }),
      spec('kind=~"routing|itinerary"', {
        receiver: 'routes',
        groupBy: ['alertname', 'kind'],
        routes: [spec('tenant="acme"', { receiver: 'acme' }), spec('tenant!="acme"', { repeatIntervalMs: 5 })],
      }),
      spec('severity="critical"', { receiver: 'second' }),
    ],
  }),
);

describe('the routing tree', () => {
  test('the first matching child ends the search', () => {
    expect(receivers({ kind: 'routing', tenant: 'acme', severity: 'info' }, example)).toEqual(['acme']);
  });
  test('a child that says continue lets its siblings match too', () => {
    expect(receivers({ severity: 'critical', kind: 'linear' }, example)).toEqual(['pager', 'second']);
  });
  test('an alert that no child wants stays at the node', () => {
    expect(receivers({ severity: 'info' }, example)).toEqual(['all']);
  });
  test('children inherit what they leave out', () => {
    const [route] = routesOf({ kind: 'itinerary' }, example);
    expect(route).toMatchObject({ receiver: 'routes', groupBy: ['alertname', 'kind'], repeatIntervalMs: 5 });
  });
  test('a critical alert does not wait by default, and others wait for company', () => {
    const [route] = routesOf({}, example);
    expect(groupWaitMs(route!, 'critical')).toBe(0);
    expect(groupWaitMs(route!, 'warning')).toBe(10_000);
    expect(groupWaitMs(routesOf({ severity: 'critical' }, example)[0]!, 'critical')).toBe(1000);
  });
  test('every route has a key of its own', () => {
    const keys = routesOf({ severity: 'critical' }, example).map((r) => r.key);
    expect(keys).toEqual(['{}/{severity="critical"}', '{}/{severity="critical"}[1]']);
  });

  test('every alert reaches somebody, whatever the tree', () => {
    const label = fc.constantFrom('a', 'b', 'c');
    const node: fc.Memo<RouteSpec> = fc.memo((depth) =>
      fc.record({
        matchers: fc.array(
          fc.record({
            name: label,
            operator: fc.constantFrom('=' as const, '!=' as const, '=~' as const),
            value: label,
          }),
          { maxLength: 2 },
        ),
        continue: fc.boolean(),
        routes: depth > 1 ? fc.array(node(depth - 1), { maxLength: 3 }) : fc.constant([]),
      }),
    );
    fc.assert(
      fc.property(fc.array(node(3), { maxLength: 3 }), fc.dictionary(label, label), (routes, labels) => {
        const root = tree(spec('', { receiver: 'root', routes }));
        const found = routesOf(labels, root);
        expect(found.length).toBeGreaterThan(0);
        expect(new Set(found.map((r) => r.key)).size).toBe(found.length);
      }),
    );
  });
});

describe('groups', () => {
  const alert = { tenant: 'acme', labels: { alertname: 'X', tenant: 'acme', template_id: 't1' } };
  const route = (groupBy: string[]) => tree(spec('', { receiver: 'all', groupBy }));

  test('a group is named by route and labels', () => {
    expect(groupOf(alert, route(['alertname'])).key).toBe('{}:{alertname="X",tenant="acme"}');
  });
  test('tenants never share a group', () => {
    const other = { tenant: 'b', labels: { ...alert.labels, tenant: 'b' } };
    expect(groupOf(alert, route([])).key).not.toBe(groupOf(other, route([])).key);
  });
  test('three dots group by every label', () => {
    expect(groupOf(alert, route(['...'])).labels).toEqual(alert.labels);
  });
  test('a label that an alert lacks is left out', () => {
    expect(groupOf(alert, route(['alertname', 'team'])).labels).toEqual({ alertname: 'X', tenant: 'acme' });
  });
});
