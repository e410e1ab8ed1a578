import type { Stroke } from './strokes.js';

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
