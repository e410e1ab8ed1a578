import type { Rng } from '../../base/index.js';

/** Smooth random functions with values in [−1, 1] and one random number per unit of length. */
export interface Noise {
  /** On a line. */
  along(t: number): number;
  /** On the plane. */
  over(x: number, y: number): number;
}

const size = 256;
const mask = size - 1;

/**
 * Value noise: numbers uniform in [−1, 1] at the integers, between them blended by 3s² − 2s³; on the plane row y
 * starts 57·y places further on. Repeats after 256 units along a line.
 */
export function makeNoise(rng: Rng): Noise {
  const values = Float64Array.from({ length: size }, () => rng.between(-1, 1));
  const along = (t: number): number => {
    const cell = Math.floor(t);
    const s = t - cell;
    const from = values[cell & mask]!;
    return from + s * s * (3 - 2 * s) * (values[(cell + 1) & mask]! - from);
  };
  const over = (x: number, y: number): number => {
    const row = Math.floor(y);
    const s = y - row;
    const from = along(x + 57 * row);
    return from + s * s * (3 - 2 * s) * (along(x + 57 * (row + 1)) - from);
  };
  return { along, over };
}
