import * as tf from '@tensorflow/tfjs';
import {
  checkKernel,
  kernelOfSquaredDistances,
  medianSquaredBandwidth,
  squaredDistances,
} from './kernels.js';
import type { ResolvedKernel } from './kernels.js';

/**
 * The WAE-MMD penalty: the unbiased estimate of MMD²(Q_Z, P_Z),
 *
 *     1/(n(n−1)) Σ_{i≠j} k(z_i, z_j) + 1/(n(n−1)) Σ_{i≠j} k(z'_i, z'_j) − 2/n² Σ_{i,j} k(z_i, z'_j).
 *
 * It can be negative.
 * @param z [n, d], codes, n ≥ 2
 * @param zPrior [n, d], draws from P_Z
 * @returns a scalar; the caller owns it
 * @throws RangeError when the shapes differ, n < 2, or the kernel has a number that is not finite and > 0
 * @see tolstikhin:18, algorithm 2, line 7, without its λ
 */
export function mmdPenalty(z: tf.Tensor2D, zPrior: tf.Tensor2D, kernel: ResolvedKernel): tf.Scalar {
  checkKernel(kernel, 'mmdPenalty');
  const [n, dimension] = z.shape;
  if (zPrior.shape[0] !== n || zPrior.shape[1] !== dimension || n < 2) {
    throw new RangeError(
      `mmdPenalty: expected \`z\` and \`zPrior\` to be [n, d] with n >= 2, got [${z.shape.join(', ')}] and [${zPrior.shape.join(', ')}]`,
    );
  }
  return tf.tidy(() => {
    const amongDraws = squaredDistances(zPrior, zPrior); // [n, n]
    const fromCodes = squaredDistances(z, tf.concat([z, zPrior])); // [n, 2n]
    const squaredBandwidth =
      kernel.kind === 'rbf' && kernel.bandwidth === 'median'
        ? medianSquaredBandwidth(tf.slice(fromCodes, [0, n], [n, n]), tf.slice(fromCodes, [0, 0], [n, n]))
        : undefined;
    const draws = tf.mul(
      kernelOfSquaredDistances(kernel, amongDraws, squaredBandwidth),
      tf.tensor2d(withinWeights(n), [n, n]),
    );
    const codes = tf.mul(
      kernelOfSquaredDistances(kernel, fromCodes, squaredBandwidth),
      tf.tensor2d(codeWeights(n), [n, 2 * n]),
    );
    return tf.add(tf.sum(codes), tf.sum(draws)) as tf.Scalar;
  });
}

/** [n, n]: 1/(n(n−1)) off the diagonal, 0 on it. */
function withinWeights(n: number): Float32Array {
  const weights = new Float32Array(n * n).fill(1 / (n * (n - 1)));
  for (let i = 0; i < n; i++) weights[i * n + i] = 0;
  return weights;
}

/** [n, 2n]: the within-weights, then −2/n². */
function codeWeights(n: number): Float32Array {
  const weights = new Float32Array(2 * n * n).fill(-2 / n ** 2);
  const within = withinWeights(n);
  for (let i = 0; i < n; i++) weights.set(within.subarray(i * n, (i + 1) * n), 2 * i * n);
  return weights;
}

/**
 * The same estimate in double precision, with plain loops over the pairs:
 *
 *     1/(n(n−1)) Σ_{i≠j} k(x_i, x_j) + 1/(m(m−1)) Σ_{i≠j} k(y_i, y_j) − 2/(nm) Σ_{i,j} k(x_i, y_j).
 *
 * @param x [n, d], n ≥ 2
 * @param y [m, d], m ≥ 2; m = n where the bandwidth is `'median'`
 * @param dimension d
 * @throws RangeError for lengths that are not whole points, too few points, or a bad kernel
 */
export function mmdUnbiased(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  dimension: number,
  kernel: ResolvedKernel,
): number {
  checkKernel(kernel, 'mmdUnbiased');
  const n = countPoints(x, dimension, 'x');
  const m = countPoints(y, dimension, 'y');
  const k = plainKernel(x, y, dimension, kernel);
  return (
    meanOverPairs(x, n, dimension, k) +
    meanOverPairs(y, m, dimension, k) -
    (2 / (n * m)) * sumOverAll(x, n, y, m, dimension, k)
  );
}

function countPoints(points: ArrayLike<number>, dimension: number, name: string): number {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new RangeError(`mmdUnbiased: expected \`dimension\` to be an integer >= 1, got ${dimension}`);
  }
  const n = points.length / dimension;
  if (!Number.isInteger(n) || n < 2) {
    throw new RangeError(
      `mmdUnbiased: expected \`${name}\` to hold at least 2 whole points of ${dimension} coordinates, got ${points.length} numbers`,
    );
  }
  return n;
}

/** The kernel as a function of a squared distance. */
function plainKernel(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  dimension: number,
  kernel: ResolvedKernel,
): (squared: number) => number {
  if (kernel.kind === 'imq') {
    const constants = Float64Array.from(kernel.scales, scale => kernel.base * scale);
    return squared => {
      let total = 0;
      for (let s = 0; s < constants.length; s++) {
        const c = constants[s] as number;
        total += c / (c + squared);
      }
      return total;
    };
  }
  const squaredBandwidth =
    kernel.bandwidth === 'median' ? plainMedianSquaredBandwidth(x, y, dimension) : kernel.bandwidth ** 2;
  return squared => Math.exp(-squared / (2 * squaredBandwidth));
}

/** The median rule of `Kernel`, by sorting. */
function plainMedianSquaredBandwidth(x: ArrayLike<number>, y: ArrayLike<number>, dimension: number): number {
  if (x.length !== y.length) {
    throw new RangeError(
      `mmdUnbiased: expected \`x\` and \`y\` to hold as many points with a median bandwidth, got ${x.length / dimension} and ${y.length / dimension}`,
    );
  }
  const n = x.length / dimension;
  const orderStatistic = (other: ArrayLike<number>): number => {
    const squared = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) squared[i * n + j] = squaredDistance(x, i, other, j, dimension);
    }
    return squared.sort()[n * n - (n * n - n) / 2] as number;
  };
  return orderStatistic(y) + orderStatistic(x);
}

function squaredDistance(
  x: ArrayLike<number>,
  i: number,
  y: ArrayLike<number>,
  j: number,
  dimension: number,
): number {
  let total = 0;
  for (let c = 0; c < dimension; c++) {
    total += ((x[i * dimension + c] as number) - (y[j * dimension + c] as number)) ** 2;
  }
  return total;
}

/** 1/(n(n−1)) Σ_{i≠j} k, each unordered pair evaluated once. */
function meanOverPairs(
  x: ArrayLike<number>,
  n: number,
  dimension: number,
  k: (squared: number) => number,
): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) total += k(squaredDistance(x, i, x, j, dimension));
  }
  return (2 * total) / (n * (n - 1));
}

/** Σ_{i,j} k. */
function sumOverAll(
  x: ArrayLike<number>,
  n: number,
  y: ArrayLike<number>,
  m: number,
  dimension: number,
  k: (squared: number) => number,
): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) total += k(squaredDistance(x, i, y, j, dimension));
  }
  return total;
}
