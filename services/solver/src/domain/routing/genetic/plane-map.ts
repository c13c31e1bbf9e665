/**
 * Places on a plane whose distances are about the legs of a matrix, by their
 * ways to three landmarks that lie far apart (classical scaling with landmarks,
 * de Silva & Tenenbaum 2004). Exact for straight lines; on roads a sketch,
 * which is enough to tell what lies side by side.
 */
export function planeMap(legs: Int32Array, width: number): { x: Float64Array; y: Float64Array } {
  const way = (a: number, b: number) => ((legs[a * width + b] as number) + (legs[b * width + a] as number)) / 2;
  const x = new Float64Array(width);
  const y = new Float64Array(width);
  const farthest = (score: (place: number) => number) => {
    let found = 0;
    for (let p = 1; p < width - 1; p++) if (score(p) > score(found)) found = p;
    return found;
  };
  if (width < 4) return { x, y };
  const a = farthest((p) => way(0, p));
  const b = farthest((p) => way(a, p));
  const base = Math.max(1, way(a, b));
  const along = (p: number) => (way(a, p) ** 2 + base ** 2 - way(b, p) ** 2) / (2 * base);
  const aside = (p: number) => Math.max(0, way(a, p) ** 2 - along(p) ** 2);
  const c = farthest(aside);
  const height = Math.max(1, Math.sqrt(aside(c)));
  const foot = along(c);
  for (let p = 0; p < width; p++) {
    x[p] = along(p);
    y[p] = (way(a, p) ** 2 + foot ** 2 + height ** 2 - way(c, p) ** 2 - 2 * foot * along(p)) / (2 * height);
  }
  return { x, y };
}
