import { Matrix as Dense } from 'ml-matrix';
import { alignedRoot, type CovarianceRoot, covarianceRoot } from './covariance-root.js';
import {
  type Matrix,
  type MatrixLike,
  naming,
  type PointsLike,
  rangeError,
  toPoints,
  toVector,
  type VectorLike,
} from '../../base/index.js';

/** N(mean, covariance) as people write it; the covariance may be singular. */
export interface GaussianLike {
  /** [d] */
  readonly mean: VectorLike;
  /** [d, d], symmetric, positive semi-definite */
  readonly covariance: MatrixLike;
}

/** N(mean, covariance). */
export interface Gaussian {
  /** [d] */
  readonly mean: Float64Array;
  /** [d, d] */
  readonly covariance: Matrix;
}

/** x ↦ matrix · x + offset. */
export interface AffineMap {
  /** [d, d] */
  readonly matrix: Matrix;
  /** [d] */
  readonly offset: Float64Array;
  /** The images of points, [n, d] -> [n, d]. */
  apply(points: PointsLike): Matrix;
}

/**
 * The 2-Wasserstein distance of Gaussians, cost ‖x − y‖²:
 * W₂² = ‖m_p − m_q‖² + tr(Σ_p + Σ_q − 2 (Σ_p^½ Σ_q Σ_p^½)^½).
 *
 * The trace is evaluated as ‖Σ_p^½ − Σ_q^½ O‖_F² with the best orthogonal O, which keeps its digits if the
 * covariances are close.
 * @returns a length
 * @throws TypeError, RangeError if a mean or a covariance is not finite, does not fit, or is not positive semi-definite
 * @see bhatia:19, equation 4
 */
export function gaussianWasserstein(p: GaussianLike, q: GaussianLike): number {
  const [from, to] = naming('gaussianWasserstein', () => readPair(p, q));
  const nearest = alignedRoot(from.root, to.root);
  return Math.hypot(...from.mean.map((m, k) => m - to.mean[k]!), frobenius(from.root, nearest));
}

/**
 * The optimal map from p to q, x ↦ m_q + A (x − m_p), A = Σ_p^-½ (Σ_p^½ Σ_q Σ_p^½)^½ Σ_p^-½, symmetric.
 * @throws TypeError, RangeError like {@link gaussianWasserstein}, and if q varies along directions in which p does
 *   not, so that no map takes p to q
 * @see peyre-cuturi:19, equation 2.40
 */
export function gaussianMap(p: GaussianLike, q: GaussianLike): AffineMap {
  return naming('gaussianMap', () => {
    const [from, to] = readPair(p, q);
    const nearest = alignedRoot(from.root, to.root);
    const linear = nearest.mmul(from.inverse);
    if (frobenius(linear.mmul(from.root), nearest) > 1e-6 * nearest.norm()) {
      throw rangeError(
        `\`p\` to vary in every direction in which \`q\` does, got a covariance of too low a rank`,
      );
    }
    const matrix = toOurs(linear.add(linear.transpose()).mul(0.5));
    const offset = to.mean.map((m, row) => {
      let sum = m;
      for (let k = 0; k < from.mean.length; k++) {
        sum -= matrix.data[row * from.mean.length + k]! * from.mean[k]!;
      }
      return sum;
    });
    const apply = (points: PointsLike): Matrix =>
      naming('AffineMap.apply', () => applyMap(matrix, offset, toPoints(points, 'points')));
    return { matrix, offset, apply };
  });
}

/**
 * The point at time `t` on the geodesic from p to q: the law of (1 − t) X + t Y under their optimal coupling.
 *
 * Mean (1 − t) m_p + t m_q; covariance B Bᵀ with B = (1 − t) Σ_p^½ + t Σ_q^½ O, without an inverse.
 * @param t from 0 to 1
 * @throws TypeError, RangeError like {@link gaussianWasserstein}, and if `t` is outside [0, 1]
 * @see mccann:97
 */
export function gaussianInterpolation(p: GaussianLike, q: GaussianLike, t: number): Gaussian {
  const [from, to] = naming('gaussianInterpolation', () => {
    if (!(t >= 0 && t <= 1)) throw rangeError(`\`t\` to be in [0, 1], got ${t}`);
    return readPair(p, q);
  });
  const nearest = alignedRoot(from.root, to.root);
  const root = Dense.mul(from.root, 1 - t).add(Dense.mul(nearest, t));
  return {
    mean: from.mean.map((m, k) => (1 - t) * m + t * to.mean[k]!),
    covariance: toOurs(root.mmul(root.transpose())),
  };
}

/** A Gaussian read and checked, with the root of its covariance. */
export interface ReadGaussian extends CovarianceRoot {
  readonly mean: Float64Array;
}

/** Reads and checks a Gaussian of `d` coordinates; as many as its mean has, if `d` is not given. */
export function readGaussian({ mean, covariance }: GaussianLike, name: string, d?: number): ReadGaussian {
  const length = 'dataSync' in mean ? (mean.shape[0] ?? 0) : mean.length;
  if (length === 0) throw rangeError(`the mean of \`${name}\` to have coordinates, got none`);
  const center = toVector(mean, d ?? length, `${name}.mean`);
  return { mean: center, ...covarianceRoot(covariance, center.length, name) };
}

/** ‖a − b‖_F. */
export function frobenius(a: Dense, b: Dense): number {
  return Dense.sub(a, b).norm();
}

/** The same numbers, row by row in one array. */
export function toOurs(dense: Dense): Matrix {
  return { data: Float64Array.from(dense.to1DArray()), shape: [dense.rows, dense.columns] };
}

function readPair(p: GaussianLike, q: GaussianLike): readonly [ReadGaussian, ReadGaussian] {
  const from = readGaussian(p, 'p');
  return [from, readGaussian(q, 'q', from.mean.length)];
}

function applyMap(matrix: Matrix, offset: Float64Array, points: Matrix): Matrix {
  const [n, d] = points.shape;
  if (d !== offset.length) {
    throw rangeError(`\`points\` to have ${offset.length} coordinates, got ${d}`);
  }
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let row = 0; row < d; row++) {
      let sum = offset[row]!;
      for (let k = 0; k < d; k++) {
        sum += matrix.data[row * d + k]! * points.data[i * d + k]!;
      }
      data[i * d + row] = sum;
    }
  }
  return { data, shape: [n, d] };
}
