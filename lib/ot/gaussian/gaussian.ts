import { Matrix as Dense } from 'ml-matrix';
import { choleskyFactor } from './cholesky-factor.js';
import { alignedRoot, type CovarianceRoot, covarianceRoot, toSymmetric } from './covariance-root.js';
import { nuclearNorm } from './nuclear-norm.js';
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
 * The last trace is the sum of the singular values of A_pᵀ A_q, Σ = A Aᵀ. If the covariances are close, the distance
 * is taken as ‖Σ_p^½ − Σ_q^½ O‖_F with the best orthogonal O instead, which keeps its digits, and takes far longer.
 * @returns a length
 * @throws TypeError, RangeError if a mean or a covariance is not finite, does not fit, or is not positive semi-definite
 * @see bhatia:19, equation 4
 */
export function gaussianWasserstein(p: GaussianLike, q: GaussianLike): number {
  return naming('gaussianWasserstein', () => {
    const meanP = readMean(p, 'p');
    const d = meanP.length;
    const meanQ = readMean(q, 'q', d);
    const shift = lengthOf(meanP.map((m, k) => m - meanQ[k]!));
    const covariances = [toSymmetric(p.covariance, d, 'p'), toSymmetric(q.covariance, d, 'q')] as const;
    const fast = farBures(...covariances);
    if (fast !== undefined) return Math.hypot(shift, Math.sqrt(fast));
    const [from, to] = [covarianceRoot(covariances[0], d, 'p'), covarianceRoot(covariances[1], d, 'q')];
    return Math.hypot(shift, frobenius(from.root, alignedRoot(from.root, to.root)));
  });
}

/** From this share of tr Σ_p + tr Σ_q on, a difference of traces keeps its digits. */
const FAR = 1e-3;

/**
 * tr Σ_p + tr Σ_q − 2 ‖A_pᵀ A_q‖_*, with Σ = A Aᵀ and the sum of singular values: some 5 d³ multiplications, where roots
 * and their alignment take 30. Nothing if covariances are so near that digits would cancel, or one is not positive
 * semi-definite to rounding.
 */
function farBures(p: Matrix, q: Matrix): number | undefined {
  const traces = traceOf(p) + traceOf(q);
  const [factorP, factorQ] = [choleskyFactor(p), choleskyFactor(q)];
  if (factorP === undefined || factorQ === undefined) return undefined;
  const bures = traces - 2 * nuclearNorm(factorP, factorQ);
  return bures > FAR * traces ? bures : undefined;
}

function traceOf({ data, shape: [d] }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < d; i++) sum += data[i * d + i]!;
  return sum;
}

/** √Σ v², without overflow. */
function lengthOf(v: Float64Array): number {
  return v.reduce((length, entry) => Math.hypot(length, entry), 0);
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
export function readGaussian(gaussian: GaussianLike, name: string, d?: number): ReadGaussian {
  const mean = readMean(gaussian, name, d);
  return { mean, ...covarianceRoot(gaussian.covariance, mean.length, name) };
}

function readMean({ mean }: GaussianLike, name: string, d?: number): Float64Array {
  const length = 'dataSync' in mean ? (mean.shape[0] ?? 0) : mean.length;
  if (length === 0) throw rangeError(`the mean of \`${name}\` to have coordinates, got none`);
  return toVector(mean, d ?? length, `${name}.mean`);
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
