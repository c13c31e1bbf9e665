/** Rows and columns of a square that is read and written while it lies in the fastest cache. */
const BLOCK = 32;

/** A square matrix with rows and columns changed over; itself when symmetric. */
export function turnedMatrix(matrix: Int32Array, size: number): Int32Array {
  if (isSymmetric(matrix, size)) return matrix;
  const out = new Int32Array(matrix.length);
  for (let top = 0; top < size; top += BLOCK) {
    for (let left = 0; left < size; left += BLOCK) turnBlock(matrix, out, size, top, left);
  }
  return out;
}

function turnBlock(matrix: Int32Array, out: Int32Array, size: number, top: number, left: number): void {
  const bottom = Math.min(size, top + BLOCK);
  const right = Math.min(size, left + BLOCK);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) out[column * size + row] = matrix[row * size + column] as number;
  }
}

function isSymmetric(matrix: Int32Array, size: number): boolean {
  for (let top = 0; top < size; top += BLOCK) {
    for (let left = 0; left <= top; left += BLOCK) {
      if (!isBlockSymmetric(matrix, size, top, left)) return false;
    }
  }
  return true;
}

function isBlockSymmetric(matrix: Int32Array, size: number, top: number, left: number): boolean {
  const bottom = Math.min(size, top + BLOCK);
  const right = Math.min(size, left + BLOCK);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      if (matrix[row * size + column] !== matrix[column * size + row]) return false;
    }
  }
  return true;
}
