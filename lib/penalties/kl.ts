import * as tf from '@tensorflow/tfjs';
import { checkPositive, naming, rangeError } from '../base/index.js';

/**
 * The VAE's penalty, the closed form of KL(N(μ, diag e^{lv}) ‖ N(0, σ²I)), mean over the batch of
 *
 *     ½ Σ_c [ (e^{lv_c} + μ_c²)/σ² − 1 − lv_c + log σ² ].
 *
 * @param mean μ, [n, d], latent units
 * @param logVariance lv, [n, d], log of latent unit²
 * @param sigma σ of the prior, latent units
 * @returns a scalar, nats; the caller owns it
 * @throws RangeError when the shapes differ, a batch is empty, or `sigma` is not finite and > 0
 * @see kingma-welling:14, appendix B
 */
export function klToStandardNormal(mean: tf.Tensor2D, logVariance: tf.Tensor2D, sigma = 1): tf.Scalar {
  const [n, dimension] = mean.shape;
  naming('klToStandardNormal', () => {
    if (logVariance.shape[0] !== n || logVariance.shape[1] !== dimension || mean.size === 0) {
      throw rangeError(
        `\`mean\` and \`logVariance\` to be [n, d] with n ≥ 1, got [${mean.shape.join(', ')}] and [${logVariance.shape.join(', ')}]`,
      );
    }
    checkPositive(sigma, 'sigma');
  });
  return tf.tidy(() => {
    const second = tf.mul(tf.add(tf.exp(logVariance), tf.square(mean)), 1 / sigma ** 2);
    const total = tf.mul(tf.sum(tf.sub(second, logVariance)), 1 / (2 * n));
    return tf.add(total, (dimension * (2 * Math.log(sigma) - 1)) / 2) as tf.Scalar;
  });
}
