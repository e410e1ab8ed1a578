import { naming, typeError } from '../base/index.js';
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from '../engine/index.js';
import type { Prior } from '../latent/index.js';
import { checkPointKernel } from '../ot/index.js';

/**
 * A positive-definite kernel k(x, y) between codes, as a configuration names it; penalties compute it on tensors. For the
 * kernels of `lib/ot`, between any points in double precision, see `PointKernel` and `pointKernel`.
 *
 * - `imq`, inverse multiquadratics: Σ over `scales` of C/(C + ‖x − y‖²) with C = base·scale. `base` is an area
 *   (latent unit²); `resolveKernel` puts in the prior's if it is left out.
 * - `rbf`: exp(−‖x − y‖²/(2·bandwidth²)). `bandwidth` is a length (latent unit). `'median'` takes
 *   bandwidth² = M(codes, draws) + M(codes, codes) from the batch itself, M the ((n² − n)/2)-th largest of the n²
 *   squared distances (among the codes n of these are the zeros of the diagonal, so that M is the median of the
 *   others), as the released code does.
 */
export type LatentKernel =
  | { readonly kind: 'imq'; readonly scales: readonly number[]; readonly base?: number }
  | { readonly kind: 'rbf'; readonly bandwidth: number | 'median' };

/** A {@link LatentKernel} with nothing left to the prior. */
export type ResolvedLatentKernel =
  | { readonly kind: 'imq'; readonly scales: readonly number[]; readonly base: number }
  | { readonly kind: 'rbf'; readonly bandwidth: number | 'median' };

/**
 * The scales that the released code sums over.
 * @see tolstikhin:18, released `wae.py`, `mmd_penalty`
 */
export const RELEASED_SCALES: readonly number[] = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * The base of an inverse multiquadratic kernel that suits a prior: 2dσ² (normal), 2σ² (sphere), dσ² (cube).
 *
 * The first two are E‖x − y‖² of two draws; on the cube that would be (2/3)·dσ², and the released code takes dσ².
 * Differs: the released code leaves out σ² for the uniform priors.
 * @returns latent unit²
 */
export function imqBase(prior: Prior): number {
  const { kind, dimension, sigma } = prior;
  switch (kind) {
    case 'normal':
      return 2 * dimension * sigma ** 2;
    case 'uniform-sphere':
      return 2 * sigma ** 2;
    case 'uniform-cube':
      return dimension * sigma ** 2;
    default:
      throw new TypeError(`imqBase: unknown kind of prior ${JSON.stringify(kind satisfies never)}`);
  }
}

/**
 * The kernel with its base put in from the prior if it has none.
 * @throws RangeError unless there is a scale and every scale, base and bandwidth is finite and > 0
 */
export function resolveKernel(kernel: LatentKernel, prior: Prior): ResolvedLatentKernel {
  const resolved: ResolvedLatentKernel =
    kernel.kind === 'imq'
      ? { kind: 'imq', scales: kernel.scales, base: kernel.base ?? imqBase(prior) }
      : kernel;
  naming('resolveKernel', () => checkKernel(resolved));
  return resolved;
}

/**
 * Checks a kernel.
 * @throws RangeError unless there is a scale and every scale, base and bandwidth is finite and > 0
 * @throws TypeError for an unknown kind
 */
export function checkKernel(kernel: ResolvedLatentKernel): void {
  switch (kernel.kind) {
    case 'imq':
      checkPointKernel(kernel);
      return;
    case 'rbf':
      if (kernel.bandwidth !== 'median') checkPointKernel({ kind: 'rbf', bandwidth: kernel.bandwidth });
      return;
    default:
      throw typeError(`\`kernel.kind\` to be imq or rbf, got ${JSON.stringify(kernel satisfies never)}`);
  }
}

/**
 * Squared distances of all pairs, by one product: ‖x‖² + ‖y‖² − 2⟨x, y⟩. In float32 the error is about
 * 1e-7·(‖x‖² + ‖y‖²), of either sign, also on the diagonal.
 * @param x [n, d]
 * @param y [m, d]
 * @returns [n, m], latent unit²; the caller owns it
 */
export function squaredDistances(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const xNorms = tf.sum(tf.square(x), 1, true); // [n, d] -> [n, 1]
    const yNorms = tf.sum(tf.square(y), 1); // [m, d] -> [m]
    const twiceProducts = tf.matMul(tf.mul(x, 2), y, false, true); // [n, m]
    return tf.sub(tf.add(xNorms, yNorms), twiceProducts) as tf.Tensor2D;
  });
}

/**
 * The kernel of squared distances, element by element.
 * @param squared any shape, latent unit²
 * @param squaredBandwidth bandwidth² of an RBF kernel; required if its bandwidth is `'median'`
 * @returns the shape of `squared`; the caller owns it
 * @throws TypeError for a median bandwidth without its value, or an unknown kind
 */
export function kernelOfSquaredDistances(
  kernel: ResolvedLatentKernel,
  squared: tf.Tensor,
  squaredBandwidth?: tf.Scalar,
): tf.Tensor {
  return tf.tidy(() => {
    switch (kernel.kind) {
      case 'imq':
        // Scale by scale: as one broadcast array this is twice as fast eagerly, but five times slower compiled.
        return tf.addN(
          kernel.scales.map(scale => tf.div(kernel.base * scale, tf.add(squared, kernel.base * scale))),
        );
      case 'rbf':
        if (squaredBandwidth !== undefined) return tf.exp(tf.div(squared, tf.mul(squaredBandwidth, -2)));
        if (kernel.bandwidth === 'median') {
          throw new TypeError(
            'kernelOfSquaredDistances: expected `squaredBandwidth` with a median bandwidth, got none',
          );
        }
        return tf.exp(tf.mul(squared, -1 / (2 * kernel.bandwidth ** 2)));
      default:
        throw new TypeError(
          `kernelOfSquaredDistances: expected \`kernel.kind\` to be imq or rbf, got ${JSON.stringify(kernel satisfies never)}`,
        );
    }
  });
}

/**
 * bandwidth² by the released code's median rule (see `LatentKernel`), as a constant: no gradient flows through it.
 *
 * Differs: the released code differentiates through the order statistic. A bandwidth is a setting of the
 * discrepancy, not something the encoder should be rewarded for changing, and tfjs has no gradient for `topk`.
 * @param codesToDraws [n, n] squared distances
 * @param codesToCodes [n, n] squared distances
 * @returns a scalar, latent unit²; the caller owns it
 * @see tolstikhin:18, released `wae.py`, `mmd_penalty`
 */
export function medianSquaredBandwidth(codesToDraws: tf.Tensor2D, codesToCodes: tf.Tensor2D): tf.Scalar {
  const n = codesToDraws.shape[0];
  const rank = (n * n - n) / 2;
  const orderStatistic = (squared: tf.Tensor2D): tf.Tensor =>
    tf.slice(tf.topk(tf.reshape(squared, [-1]), rank, true).values, [rank - 1], [1]);
  return withoutGradient(
    () => tf.reshape(tf.add(orderStatistic(codesToDraws), orderStatistic(codesToCodes)), []) as tf.Scalar,
  );
}
