import type { Matrix } from './matrix.js';
import type { Points } from './points.js';

/** Mean and covariance of points. */
export interface Moments {
  /** [d] */
  readonly mean: Float64Array;
  /** [d, d] */
  readonly covariance: Matrix;
}

/** The mean, Σ_i x_i / n, [d]; sums in the order of the points. */
export function meanOf({ data, shape: [n, d] }: Points): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0, k = 0; i < n; i++) {
    for (let j = 0; j < d; j++, k++) mean[j]! += data[k]!;
  }
  return mean.map(sum => sum / n);
}

/**
 * Mean m = Σ x_i/n and covariance S = Σ (x_i − m)(x_i − m)ᵀ/(n − 1), each term divided before it is added, in the order
 * of the points.
 *
 * About n d² multiplications one by one: of few coordinates. `featureMoments` makes products of matrices of the same,
 * and `weightedMoments` of the samplers weighs points and adds four at once; both add in another order, so that their
 * last digits differ.
 * @param points [n, d], n ≥ 2
 */
export function meanAndCovariance({ data, shape: [n, d] }: Points): Moments {
  const mean = new Float64Array(d);
  data.forEach((value, i) => (mean[i % d]! += value / n));
  const covariance = new Float64Array(d * d);
  const centred = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) centred[j] = data[i * d + j]! - mean[j]!;
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < d; k++) {
        covariance[j * d + k]! += (centred[j]! * centred[k]!) / (n - 1);
      }
    }
  }
  return { mean, covariance: { data: covariance, shape: [d, d] } };
}
