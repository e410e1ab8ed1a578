import {
  checkPoints,
  meanOf,
  type Moments,
  naming,
  type Points,
  rangeError,
  type Rng,
  rowsAt,
} from '../../base/index.js';
import { checkBothFeatures } from './features.js';
import { type Algebra, compute } from '../../engine/index.js';
import { type BootstrapOptions, type Measured, resample, spreadInterval } from '../statistics/measured.js';
import { centredRows, covarianceIn } from './moments.js';

/** How a Fréchet distance is reported. */
export interface FrechetOptions extends BootstrapOptions {
  /** What is compared, in whose features; the numbers of points are added to it. */
  readonly protocol?: string;
}

/**
 * The Fréchet distance of the Gaussians with the moments of two sets of features,
 *
 *     ‖μ₁ − μ₂‖² + tr C₁ + tr C₂ − 2 tr (C₁C₂)^½,
 *
 * covariances over n − 1, in double precision. With C = F Fᵀ the last trace is the sum of the singular values of F₁ᵀF₂,
 * which keeps its digits if a covariance is singular. F is the centred data if n ≤ d, otherwise Cholesky's
 * factor, or eigenvectors times the roots of eigenvalues if that does not exist.
 *
 * Biased upwards, by about 1/n; see `frechetAtInfinity`.
 * @param real [n, d], n ≥ 2
 * @param generated [m, d], m ≥ 2
 * @returns squared unit of the features
 * @throws RangeError for features that are not finite or do not fit
 * @see heusel:17, equation 6; dowson-landau:82
 */
export function frechetDistance(real: Points, generated: Points): number {
  naming('frechetDistance', () => checkBothFeatures(real, generated, 2));
  return compute({ run: algebra => distance(algebra, sideOf(algebra, real), sideOf(algebra, generated)) });
}

/**
 * {@link frechetDistance} of moments that are known already, such as published ones.
 * @throws RangeError if the numbers of coordinates differ, one is not finite, or a covariance is none: not symmetric, or
 *   with an eigenvalue that is negative by more than rounding
 */
export function frechetDistanceOfMoments(p: Moments, q: Moments): number {
  return naming('frechetDistanceOfMoments', () => {
    const d = p.mean.length;
    checkMoments(p, d);
    checkMoments(q, d);
    return compute({
      run: <M>(algebra: Algebra<M>) => {
        const [first, second] = [p, q].map(({ mean, covariance: { data } }): Side<M> => {
          const matrix = algebra.matrix(data, d, d);
          return {
            mean,
            factor: factorOf(algebra, matrix, d, checkEigenvalues),
            trace: diagonalSum(data, d),
          };
        }) as [Side<M>, Side<M>];
        return distance(algebra, first, second);
      },
    });
  });
}

function checkMoments({ mean, covariance: { data, shape } }: Moments, d: number): void {
  if (mean.length !== d || shape[0] !== d || shape[1] !== d || data.length !== d ** 2) {
    throw rangeError(
      `means of ${d} numbers and covariances of [${d}, ${d}], got ${mean.length} and [${shape.join(', ')}]`,
    );
  }
  if (!mean.every(Number.isFinite) || !data.every(Number.isFinite)) {
    throw rangeError('the moments to be finite, got one that is not');
  }
  const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [data[i * d + j]!, data[j * d + i]!];
      if (Math.abs(below - above) > PUBLISHED_ROUNDING * scale) {
        throw rangeError(
          `covariances to be symmetric, got ${below} at [${i}, ${j}] and ${above} at [${j}, ${i}]`,
        );
      }
    }
  }
}

/** Of published moments, which may be float32. */
const PUBLISHED_ROUNDING = 1e-5;

function checkEigenvalues(values: ArrayLike<number>): void {
  const all = Array.from(values);
  const [least, largest] = [Math.min(...all), Math.max(...all)];
  if (least < -PUBLISHED_ROUNDING * Math.max(largest, 0)) {
    throw rangeError(`covariances without negative eigenvalues, got one of ${least}`);
  }
}

/**
 * {@link frechetDistance} with an interval: value ± t · sd over resamples of both sets (see `spreadInterval`). Resamples
 * repeat rows and so lie further apart than the samples; only their spread is used.
 *
 * Each resample costs as much as the distance: `resamples` is 20 if d ≤ 512, 5 above (with d = 2,048 and 10,000 rows
 * that is already minutes).
 * @throws RangeError like {@link frechetDistance}
 */
export function frechet(
  real: Points,
  generated: Points,
  { rng, resamples = defaultResamples(real), protocol = 'Fréchet distance' }: FrechetOptions,
): Measured {
  return naming('frechet', () => {
    const value = frechetDistance(real, generated);
    const replicates = Float64Array.from({ length: resamples }, (_, b) =>
      frechetDistance(...resamplePair(real, generated, rng.split('resample', b))),
    );
    const [n, m] = [real.shape[0], generated.shape[0]];
    return spreadInterval(value, replicates, {
      n: m,
      protocol: `${protocol}, n = ${n} real, ${m} generated`,
    });
  });
}

/**
 * The floor of a Fréchet distance: the real set's two random halves against each other, of ⌊n/2⌋ points each (so its
 * bias is twice that of the whole sets).
 * @throws RangeError like {@link frechetDistance}, for fewer than four points
 */
export function frechetFloor(real: Points, options: FrechetOptions): Measured {
  return naming('frechetFloor', () => {
    checkPoints(real, 'real', 4);
    const n = real.shape[0];
    const order = options.rng.split('halves').permutation(n);
    const half = Math.floor(n / 2);
    const [first, second] = [order.subarray(0, half), order.subarray(half, 2 * half)];
    return frechet(rowsAt(real, first), rowsAt(real, second), {
      ...options,
      protocol: `${options.protocol ?? 'Fréchet distance'}, real against real`,
    });
  });
}

/** 20, or 5 if linear algebra is dear. */
export function defaultResamples({ shape: [, d] }: Points): number {
  return d <= 512 ? 20 : 5;
}

/** Both sets resampled, each on its own stream. */
export function resamplePair(real: Points, generated: Points, rng: Rng): readonly [Points, Points] {
  return [
    rowsAt(real, resample(real.shape[0], rng.split('real'))),
    rowsAt(generated, resample(generated.shape[0], rng.split('generated'))),
  ];
}

/** A set's mean, a factor F of its covariance F Fᵀ, [d, r], and the trace of that. */
interface Side<M> {
  readonly mean: Float64Array;
  readonly factor: M;
  readonly trace: number;
}

function sideOf<M>(algebra: Algebra<M>, features: Points): Side<M> {
  const [n, d] = features.shape;
  const mean = meanOf(features);
  if (n <= d) {
    const rows = centredRows(features, mean, 0, n);
    const trace = rows.reduce((sum, value) => sum + value * value, 0);
    return { mean, factor: algebra.matrix(transposed(rows, n, d), d, n), trace };
  }
  const covariance = covarianceIn(algebra, features, mean);
  const trace = diagonalSum(algebra.read(covariance), d);
  return { mean, factor: factorOf(algebra, covariance, d), trace };
}

function distance<M>(algebra: Algebra<M>, p: Side<M>, q: Side<M>): number {
  const product = algebra.product(p.factor, q.factor, { transposeA: true });
  const root = algebra.singularValues(product).reduce((sum, value) => sum + value, 0);
  const means = p.mean.reduce((sum, value, k) => sum + (value - q.mean[k]!) ** 2, 0);
  return means + p.trace + q.trace - 2 * root;
}

/** F with F Fᵀ = C. */
function factorOf<M>(
  algebra: Algebra<M>,
  covariance: M,
  d: number,
  check: (eigenvalues: ArrayLike<number>) => void = () => {},
): M {
  const triangular = algebra.cholesky(covariance);
  if (triangular !== undefined) return triangular;
  const { values, vectors } = algebra.eigen(covariance);
  check(values);
  // Eigenvalues that rounding made negative are 0.
  const columns = algebra.read(vectors);
  for (let k = 0; k < columns.length; k++) {
    columns[k]! *= Math.sqrt(Math.max(0, values[k % d]!));
  }
  return algebra.matrix(columns, d, d);
}

function diagonalSum(matrix: Float64Array, d: number): number {
  let sum = 0;
  for (let k = 0; k < matrix.length; k += d + 1) sum += matrix[k]!;
  return sum;
}

function transposed(rows: Float64Array, n: number, d: number): Float64Array {
  const columns = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k++) columns[(k % d) * n + Math.floor(k / d)] = rows[k]!;
  return columns;
}
