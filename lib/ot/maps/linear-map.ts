import {
  checkNotNegative,
  checkPoints,
  type Matrix,
  meanAndCovariance,
  naming,
  type PointsLike,
  toPoints,
} from '../../base/index.js';
import { type AffineMap, gaussianMap } from '../gaussian/gaussian.js';

/** Options of {@link linearMap}. */
export interface LinearMapOptions {
  /** Added to the diagonals of both covariances, ≥ 0; length²; default 0. */
  readonly regularisation?: number;
}

/**
 * The optimal map between Gaussians with the means and covariances of two clouds: the affine map that gives x the mean and
 * the covariance of y. Covariances have the divisor n.
 * @param x [n, d]
 * @param y [m, d]
 * @throws TypeError, RangeError if points are not finite, d differs, there are fewer than two, or the covariance of x is
 *   singular where that of y is not
 * @see peyre-cuturi:19, equation 2.40
 */
export function linearMap(
  x: PointsLike,
  y: PointsLike,
  { regularisation = 0 }: LinearMapOptions = {},
): AffineMap {
  return naming('linearMap', () => {
    checkNotNegative(regularisation, 'regularisation');
    const gaussianOf = (points: Matrix): { mean: Float64Array; covariance: Matrix } => {
      const { mean, covariance } = meanAndCovariance(points);
      const d = mean.length;
      const n = points.shape[0];
      const own = covariance.data.map(entry => (entry * (n - 1)) / n);
      const data = own.map((entry, k) => (k % (d + 1) === 0 ? entry + regularisation : entry));
      return { mean, covariance: { data, shape: [d, d] } };
    };
    const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
    checkPoints(from, 'x', 2);
    checkPoints(to, 'y', 2);
    return gaussianMap(gaussianOf(from), gaussianOf(to));
  });
}
