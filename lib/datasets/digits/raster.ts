/** Side of a picture of a digit, in pixels. */
export const side = 28;

const field = new Float64Array(side * side);

/**
 * Draws strokes white on black, antialiased, into `out` (28 × 28 bytes).
 *
 * A pixel at distance d from a stroke of half width r gets 255·clamp(½ − (d − r)/softness, 0, 1), the largest over
 * the strokes; its centre is at (column + ½, row + ½).
 *
 * @param softness width of the grey edge, in pixels
 */
export function drawStrokes(strokes: readonly Stroke[], softness: number, out: Uint8Array): void {
  field.fill(softness);
  for (const { points, radii } of strokes) {
    for (let i = 0; i + 1 < radii.length; i++) {
      approach(
        points[2 * i]!,
        points[2 * i + 1]!,
        points[2 * i + 2]!,
        points[2 * i + 3]!,
        radii[i]!,
        radii[i + 1]!,
        softness,
      );
    }
  }
  for (let i = 0; i < field.length; i++) {
    const value = 0.5 - field[i]! / softness;
    out[i] = Math.round(255 * Math.min(1, Math.max(0, value)));
  }
}

/** Lowers the field (distance to the nearest stroke's edge) by one straight piece from (ax, ay) to (bx, by). */
function approach(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  ra: number,
  rb: number,
  softness: number,
): void {
  const reach = Math.max(ra, rb) + softness / 2;
  const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach - 0.5));
  const right = Math.min(side - 1, Math.ceil(Math.max(ax, bx) + reach - 0.5));
  const top = Math.max(0, Math.floor(Math.min(ay, by) - reach - 0.5));
  const bottom = Math.min(side - 1, Math.ceil(Math.max(ay, by) + reach - 0.5));
  const [dx, dy] = [bx - ax, by - ay];
  const scale = 1 / Math.max(dx * dx + dy * dy, 1e-12);
  for (let row = top; row <= bottom; row++) {
    const py = row + 0.5 - ay;
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - ax;
      const t = Math.min(1, Math.max(0, (px * dx + py * dy) * scale));
      const [qx, qy] = [px - t * dx, py - t * dy];
      const distance = Math.sqrt(qx * qx + qy * qy) - (ra + t * (rb - ra));
      const at = row * side + column;
      if (distance < field[at]!) field[at] = distance;
    }
  }
}

/**
 * Moves a picture by whole pixels so that its centre of mass comes to the middle, as MNIST does.
 *
 * @returns the moved picture, 28 × 28 bytes; a black picture comes back as it is
 */
export function centreByMass(picture: Uint8Array): Uint8Array {
  let [mass, momentX, momentY] = [0, 0, 0];
  for (let i = 0; i < picture.length; i++) {
    const value = picture[i]!;
    mass += value;
    momentX += value * ((i % side) + 0.5);
    momentY += value * (Math.floor(i / side) + 0.5);
  }
  if (mass === 0) return picture;
  const shiftX = Math.round(side / 2 - momentX / mass);
  const shiftY = Math.round(side / 2 - momentY / mass);
  const moved = new Uint8Array(side * side);
  for (let row = Math.max(0, shiftY); row < Math.min(side, side + shiftY); row++) {
    for (let column = Math.max(0, shiftX); column < Math.min(side, side + shiftX); column++) {
      moved[row * side + column] = picture[(row - shiftY) * side + column - shiftX]!;
    }
  }
  return moved;
}

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
