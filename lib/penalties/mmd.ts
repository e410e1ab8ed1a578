import { naming } from '../base/index.js';
import * as tf from '@tensorflow/tfjs';
import { checkBatches } from './checks.js';
import {
  checkKernel,
  kernelOfSquaredDistances,
  medianSquaredBandwidth,
  squaredDistances,
} from './kernels.js';
import type { ResolvedLatentKernel } from './kernels.js';

/**
 * The WAE-MMD penalty: an estimate of MMD²(Q_Z, P_Z),
 *
 *     1/(n(n−1)) Σ_{i≠j} k(z_i, z_j) + 1/(n(n−1)) Σ_{i≠j} k(z'_i, z'_j) − 2/n² Σ_{i,j} k(z_i, z'_j).
 *
 * It can be negative, and it is unbiased if codes and draws are all independent. The codes of a training batch are not if
 * the encoder normalises by the batch's own statistics: features then sum to 0 over the batch, codes lie farther apart than
 * independent ones, and the estimate is too small by about a constant over n (1.6/n in notebook 050, which shows it). With
 * `encoderNormalization: 'batch-renorm'` they are independent given the running statistics.
 * @param z [n, d], codes, n ≥ 2
 * @param zPrior [n, d], draws from P_Z
 * @returns a scalar; the caller owns it
 * @throws RangeError when the shapes differ, n < 2, or the kernel has a number that is not finite and > 0
 * @see tolstikhin:18, algorithm 2, line 6 (1 is "Initialise"), without its λ
 */
export function mmdPenalty(z: tf.Tensor2D, zPrior: tf.Tensor2D, kernel: ResolvedLatentKernel): tf.Scalar {
  naming('mmdPenalty', () => {
    checkKernel(kernel);
    checkBatches(z, zPrior, 2);
  });
  const n = z.shape[0];
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

/**
 * The estimate of {@link mmdPenalty} with a kernel of the caller's.
 * @param kernelOf squared distances of any shape, latent unit² ↦ k, of the same shape
 * @returns a scalar; the caller owns it
 * @throws RangeError when the shapes differ or n < 2
 */
export function mmdOfKernel(
  z: tf.Tensor2D,
  zPrior: tf.Tensor2D,
  kernelOf: (squared: tf.Tensor) => tf.Tensor,
): tf.Scalar {
  naming('mmdOfKernel', () => checkBatches(z, zPrior, 2));
  const n = z.shape[0];
  return tf.tidy(() => {
    const draws = kernelOf(squaredDistances(zPrior, zPrior)); // [n, n]
    const codes = kernelOf(squaredDistances(z, tf.concat([z, zPrior]))); // [n, 2n]
    return tf.add(
      tf.sum(tf.mul(codes, tf.tensor2d(codeWeights(n), [n, 2 * n]))),
      tf.sum(tf.mul(draws, tf.tensor2d(withinWeights(n), [n, n]))),
    ) as tf.Scalar;
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
