import { forEachTile, type KernelMap, kernelMap, type PointKernel } from './kernels.js';
import {
  dot,
  type Matrix,
  naming,
  type PointsLike,
  rangeError,
  toPoints,
  type VectorLike,
} from '../../base/index.js';
import { toBalancedWeights } from '../geometry/weights.js';

/**
 * MMD² of two discrete measures, the V-statistic, in double precision:
 *
 *     Σ_{i,j} a_i a_j k(x_i, x_j) + Σ_{i,j} b_i b_j k(y_i, y_j) − 2 Σ_{i,j} a_i b_j k(x_i, y_j).
 *
 * It is ≥ 0 but for rounding; as an estimate of two distributions' MMD² from samples it is too large on average.
 * @param x [n, d]
 * @param y [m, d]
 * @param options a [n] and b [m], mass, of the same total; 1/n and 1/m if left out
 * @returns the kernel's unit × mass²
 * @throws TypeError, RangeError for bad points, weights or a bad kernel
 * @see gretton:12, equation 5
 */
export function mmdBiased(
  x: PointsLike,
  y: PointsLike,
  kernel: PointKernel,
  { a, b }: { readonly a?: VectorLike; readonly b?: VectorLike } = {},
): number {
  const { from, to, weights, map } = naming('mmdBiased', () => {
    const [from, to] = twoSamples(x, y, 1);
    const weights = toBalancedWeights(a, b, [from.shape[0], to.shape[0]]);
    return { from, to, weights, map: kernelMap(kernel, () => pooled(from, to)) };
  });
  const atZero = valueAtZero(map);
  const within = (points: Matrix, mass: Float64Array): number =>
    2 * weightedSum(points, points, 'below', map, mass, mass) + atZero * dot(mass, mass);
  return (
    within(from, weights.a) +
    within(to, weights.b) -
    2 * weightedSum(from, to, 'all', map, weights.a, weights.b)
  );
}

/**
 * The unbiased estimate of MMD² from two samples, the U-statistic, in double precision:
 *
 *     1/(n(n−1)) Σ_{i≠j} k(x_i, x_j) + 1/(m(m−1)) Σ_{i≠j} k(y_i, y_j) − 2/(nm) Σ_{i,j} k(x_i, y_j).
 *
 * It can be negative.
 * @param x [n, d], n ≥ 2
 * @param y [m, d], m ≥ 2
 * @returns the kernel's unit
 * @throws TypeError, RangeError for bad or too few points, or a bad kernel
 * @see gretton:12, equation 3
 */
export function mmdUnbiased(x: PointsLike, y: PointsLike, kernel: PointKernel): number {
  const { from, to, map } = naming('mmdUnbiased', () => {
    const [from, to] = twoSamples(x, y, 2);
    return { from, to, map: kernelMap(kernel, () => pooled(from, to)) };
  });
  const [n, m] = [from.shape[0], to.shape[0]];
  return (
    (2 * plainSum(from, from, 'below', map)) / (n * (n - 1)) +
    (2 * plainSum(to, to, 'below', map)) / (m * (m - 1)) -
    (2 * plainSum(from, to, 'all', map)) / (n * m)
  );
}

/**
 * Two samples of points.
 * @throws TypeError, RangeError if one has fewer than `least` points, or their coordinates differ in number
 */
export function twoSamples(x: PointsLike, y: PointsLike, least: number): readonly [Matrix, Matrix] {
  const samples = [toPoints(x, 'x'), toPoints(y, 'y')] as const;
  const [d, e] = samples.map(sample => sample.shape[1]);
  if (d !== e) {
    throw rangeError(`\`x\` and \`y\` to have as many coordinates, got ${d} and ${e}`);
  }
  samples.forEach(({ shape: [n] }, side) => {
    if (n < least) {
      throw rangeError(`\`${side === 0 ? 'x' : 'y'}\` to hold at least ${least} points, got ${n}`);
    }
  });
  return samples;
}

/** k(x, x). */
export function valueAtZero(map: KernelMap): number {
  const value = new Float64Array(1);
  map(value, 1);
  return value[0]!;
}

function plainSum(x: Matrix, y: Matrix, pairs: 'all' | 'below', map: KernelMap): number {
  let sum = 0;
  forEachTile(x, y, pairs, map, (values, count) => {
    let part = 0;
    for (let k = 0; k < count; k++) part += values[k]!;
    sum += part;
  });
  return sum;
}

function weightedSum(
  x: Matrix,
  y: Matrix,
  pairs: 'all' | 'below',
  map: KernelMap,
  a: Float64Array,
  b: Float64Array,
): number {
  let sum = 0;
  forEachTile(x, y, pairs, map, (values, count, i, from) => {
    let part = 0;
    for (let k = 0; k < count; k++) part += b[from + k]! * values[k]!;
    sum += a[i]! * part;
  });
  return sum;
}

/** The points of two samples, x first: [n, d] and [m, d] -> [n + m, d]. */
export function pooled(x: Matrix, y: Matrix): Matrix {
  const data = new Float64Array(x.data.length + y.data.length);
  data.set(x.data);
  data.set(y.data, x.data.length);
  return { data, shape: [x.shape[0] + y.shape[0], x.shape[1]] };
}
