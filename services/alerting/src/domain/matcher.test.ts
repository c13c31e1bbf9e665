import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileMatcher, MatcherSyntaxError, type MatchOperator, parseMatchers, printMatcher } from './matcher.ts';

const compileRegex = (pattern: string) => {
  const regex = new RegExp(`^(?:${pattern})$`);
  return (text: string) => regex.test(text);
};

const matches = (matcher: string, labels: Record<string, string>) =>
  parseMatchers(matcher).every((spec) => compileMatcher(spec, compileRegex)(labels));

describe('reading matchers', () => {
  const table: [string, [string, string, string][]][] = [
    ['severity="critical"', [['severity', '=', 'critical']]],
    ['severity=critical', [['severity', '=', 'critical']]],
    [
      '{a="b",c=~"d|e",}',
      [
        ['a', '=', 'b'],
        ['c', '=~', 'd|e'],
      ],
    ],
    [
      ' a != b , c !~ "x.*" ',
      [
        ['a', '!=', 'b'],
        ['c', '!~', 'x.*'],
      ],
    ],
    ['a=""', [['a', '=', '']]],
    ['a=', [['a', '=', '']]],
    ['a="x, {y}\\"z\\n"', [['a', '=', 'x, {y}"z\n']]],
    ['a=~"\\\\d+"', [['a', '=~', '\\d+']]],
    ['{}', []],
  ];
  test.each(table)('%s', (text, expected) => {
    expect(parseMatchers(text).map((m) => [m.name, m.operator, m.value])).toEqual(expected);
  });

  test.each(['a', '=b', 'a=b c=d', '{a=b', 'a="b', 'a==b', '1a=b', 'a=b,,c=d', 'a="b"c'])('%s is refused', (text) => {
    expect(() => parseMatchers(text)).toThrow(MatcherSyntaxError);
  });

  test('what is printed reads back as the same matcher', () => {
    const spec = fc.record({
      name: fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/),
      operator: fc.constantFrom<MatchOperator>('=', '!=', '=~', '!~'),
      value: fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', ',', '}', '{', '=', 'ñ', '\n', '\t') }),
    });
    fc.assert(
      fc.property(spec, (s) => {
        expect(parseMatchers(printMatcher(s))).toEqual([s]);
      }),
    );
  });

  test('no text makes the reader throw anything but a syntax error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseMatchers(text);
        } catch (error) {
          expect(error).toBeInstanceOf(MatcherSyntaxError);
        }
      }),
    );
  });
});

test('a missing label counts as empty', () => {
  expect(matches('team=""', {})).toBe(true);
  expect(matches('team!=""', {})).toBe(false);
  expect(matches('team=~".+"', {})).toBe(false);
});

test('a regular expression matches the whole value', () => {
  expect(matches('name=~"Solve|Matrix"', { name: 'SolveRegression' })).toBe(false);
  expect(matches('name=~"Solve.*|Matrix"', { name: 'SolveRegression' })).toBe(true);
  expect(matches('name!~"Solve.*"', { name: 'SolveRegression' })).toBe(false);
});
