import { describe, expect, it } from 'vitest';
import { Random } from '#domain/engine/random';
import { turnedMatrix } from './turned-matrix.ts';

describe('a turned matrix', () => {
  it.each([1, 2, 31, 32, 33, 65])('of %i rows has every cell at the place of its opposite', (size) => {
    const random = new Random(size);
    const matrix = Int32Array.from({ length: size * size }, () => random.below(1000));
    const turned = turnedMatrix(matrix, size);
    for (let cell = 0; cell < matrix.length; cell++) {
      const opposite = (cell % size) * size + Math.floor(cell / size);
      expect(turned[cell]).toBe(matrix[opposite]);
    }
  });

  it.each([1, 33, 70])('of %i rows is the matrix itself where that is symmetric', (size) => {
    const matrix = Int32Array.from({ length: size * size }, (_, cell) => (cell % size) * Math.floor(cell / size));
    expect(turnedMatrix(matrix, size)).toBe(matrix);
    if (size === 1) return;
    matrix[size * size - 2] = -1;
    expect(turnedMatrix(matrix, size)).not.toBe(matrix);
  });
});
