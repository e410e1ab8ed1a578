import { meanOf, type Points } from '../../base/index.js';
import * as tf from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../../engine/index.js';

/** Numbers of a block of products: 32 MiB in float32. */
const BLOCK = 2 ** 23;

/** One row's distances to all points of the other set, to within a known error. */
export interface DistanceRow {
  readonly i: number;
  /** Squared distances as float32 products give them, [m]; valid until the next row. */
  readonly squared: Float64Array;
  /** Of each, a bound on the error, [m]. */
  readonly slack: Float64Array;
}

/**
 * Calls `visit` for each row of x with its squared distances to the rows of y: ‖x‖² + ‖y‖² − 2 xᵀy, both sets moved so
 * that x's mean is 0, norms in double precision, products in float32 by tfjs, block by block.
 *
 * If the error could matter, what must be right decides by `squaredDistance`.
 * @param x [n, d]
 * @param y [m, d]
 */
export function forEachDistanceRow(x: Points, y: Points, visit: (row: DistanceRow) => void): void {
  const [[n, d], m] = [x.shape, y.shape[0]];
  const mean = meanOf(x);
  const [from, to] = [centred(x, mean), x === y ? undefined : centred(y, mean)];
  const [normsX, normsY] = [squaredNorms(from, d), squaredNorms(to ?? from, d)];
  const error = productError(d);
  const squared = new Float64Array(m);
  const slack = new Float64Array(m);
  const rows = Math.max(1, Math.min(n, Math.floor(BLOCK / m)));
  const points = tf.tensor2d(to ?? from, [m, d]);
  try {
    for (let start = 0; start < n; start += rows) {
      const count = Math.min(rows, n - start);
      const products = blockProducts(from.subarray(start * d, (start + count) * d), [count, d], points);
      for (let r = 0; r < count; r++) {
        const normX = normsX[start + r]!;
        for (let j = 0, k = r * m; j < m; j++, k++) {
          const norms = normX + normsY[j]!;
          squared[j] = norms - 2 * products[k]!;
          slack[j] = error * norms;
        }
        visit({ i: start + r, squared, slack });
      }
    }
  } finally {
    points.dispose();
  }
}

function blockProducts(rows: Float32Array, shape: [number, number], points: tf.Tensor2D): Float32Array {
  const products = tf.tidy(() => tf.matMul(tf.tensor2d(rows, shape), points, false, true));
  try {
    return products.dataSync<'float32'>();
  } finally {
    products.dispose();
  }
}

/**
 * |float32 result − ‖x − y‖²| over ‖x‖² + ‖y‖², at most: a product of d terms summed in any order is off by up to
 * d·2⁻²⁴ ‖x‖‖y‖, and so are its inputs by rounding; graphics processors may round inputs to 11 bits (TF32).
 */
function productError(d: number): number {
  const rounding = isNative() && nativeBackend().binding.isUsingGpuDevice() ? 2 ** -10 : 2 ** -22;
  return d * 2 ** -24 + 4 * rounding;
}

function centred({ data, shape: [, d] }: Points, mean: Float64Array): Float32Array {
  return Float32Array.from(data, (value, k) => value - mean[k % d]!);
}

function squaredNorms(data: Float32Array, d: number): Float64Array {
  return Float64Array.from({ length: data.length / d }, (_, i) => {
    let sum = 0;
    for (let k = i * d; k < (i + 1) * d; k++) sum += data[k]! ** 2;
    return sum;
  });
}
