/** A pen's path: points [x, y, x, y, …] joined by straight pieces, and the path's half width at each point. */
export interface Stroke {
  readonly points: Float64Array;
  readonly radii: Float64Array;
}

const piecesPerSpan = 6;

/**
 * The smooth curve through `points`, cut into straight pieces.
 *
 * A centripetal Catmull-Rom spline: between p₁ and p₂ the cubic with tangents
 * d₁·[(p₁ − p₀)/d₀ − (p₂ − p₀)/(d₀ + d₁) + (p₂ − p₁)/d₁] and its mirror image, dᵢ = √|pᵢ₊₁ − pᵢ|. A point that
 * comes twice in a row is a corner; ends are continued in a straight line.
 *
 * @param points x, y, x, y, … of at least two points
 * @returns x, y, x, y, … with 6 pieces for each span that has a length
 */
export function smoothPath(points: ArrayLike<number>): Float64Array {
  const n = points.length / 2;
  const path: number[] = [points[0]!, points[1]!];
  for (let i = 0; i + 1 < n; i++) {
    const p = (k: number, axis: number): number => points[2 * k + axis]!;
    const length = (a: number, b: number): number =>
      Math.sqrt(Math.hypot(p(b, 0) - p(a, 0), p(b, 1) - p(a, 1)));
    const middle = length(i, i + 1);
    if (middle === 0) continue;
    const before = i > 0 ? length(i - 1, i) : 0;
    const after = i + 2 < n ? length(i + 1, i + 2) : 0;
    for (let k = 1; k <= piecesPerSpan; k++) {
      const t = k / piecesPerSpan;
      for (const axis of [0, 1]) {
        const [p1, p2] = [p(i, axis), p(i + 1, axis)];
        const m1 = before === 0 ? p2 - p1 : tangent(p(i - 1, axis), p1, p2, before, middle, middle);
        const m2 = after === 0 ? p2 - p1 : tangent(p1, p2, p(i + 2, axis), middle, after, middle);
        path.push(hermite(p1, m1, p2, m2, t));
      }
    }
  }
  return Float64Array.from(path);
}

function tangent(a: number, b: number, c: number, ab: number, bc: number, span: number): number {
  return span * ((b - a) / ab - (c - a) / (ab + bc) + (c - b) / bc);
}

function hermite(p1: number, m1: number, p2: number, m2: number, t: number): number {
  const s = 1 - t;
  return s * s * ((1 + 2 * t) * p1 + t * m1) + t * t * ((3 - 2 * t) * p2 - s * m2);
}
