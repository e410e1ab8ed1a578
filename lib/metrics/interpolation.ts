import { wholeCodes } from '../checks.js';
import type { Rng } from '../random.js';
import type { Features } from './features.js';
import { frechet, type FrechetOptions } from './frechet.js';
import type { Measured } from './measured.js';

/**
 * The midpoints (z + z')/2 of disjoint random pairs of codes.
 * @param codes [n, d], n ≥ 2
 * @param dimension d
 * @returns [⌊n/2⌋, d]
 * @throws RangeError when `codes` is not at least two whole codes
 */
export function codeMidpoints(codes: Float32Array, dimension: number, rng: Rng): Float32Array {
  const n = wholeCodes(codes, dimension, 2, 'codeMidpoints');
  const order = rng.permutation(n);
  return Float32Array.from({ length: Math.floor(n / 2) * dimension }, (_, p) => {
    const [pair, k] = [Math.floor(p / dimension), p % dimension];
    const at = (row: number): number => codes[(order[row] as number) * dimension + k] as number;
    return (at(2 * pair) + at(2 * pair + 1)) / 2;
  });
}

/**
 * Interpolation quality: the Fréchet distance between real images and images decoded from midpoints of test codes
 * (`codeMidpoints`), in features; see `frechet`.
 * @param real [n, d]
 * @param decodedMidpoints [m, d]
 * @throws RangeError like `frechet`
 */
export function interpolationQuality(
  real: Features,
  decodedMidpoints: Features,
  { protocol = 'Fréchet distance', ...options }: FrechetOptions,
): Measured {
  return frechet(real, decodedMidpoints, { ...options, protocol: `${protocol} on midpoints` });
}
