import { expect, it } from 'vitest';
import { harmless } from './print.ts';

it('shows signs that a terminal would obey as what they are', () => {
  expect(harmless('a\u001b[31mb\u0000\nAnne-Kathrín 1\u00a0km')).toBe('a\ufffd[31mb\ufffd\nAnne-Kathrín 1\u00a0km');
});
