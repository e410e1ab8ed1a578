import * as tf from '@tensorflow/tfjs';
import { checkPositive, naming } from '../base/index.js';
import { checkBatches } from './checks.js';
import { squaredDistances } from './kernels.js';
import { meanProjectedGaussian } from './kummer.js';

/**
 * Silverman's bandwidth for n draws with standard deviation σ, γ = σ² (4/(3n))^(2/5): the variance of the Gaussian
 * that smooths every projection.
 * @returns latent unit²
 * @see knop:20, section 4
 */
export function silvermanBandwidth(n: number, sigma = 1): number {
  return sigma ** 2 * (4 / (3 * n)) ** 0.4;
}

/**
 * The Cramér–Wold distance of codes and prior draws: the squared L² distance of their projections' densities, both
 * smoothed with N(0, γ), averaged over all directions. In closed form
 *
 *     1/(2√(πγ)) · 1/n² Σ_{i,j} [ φ(‖z_i − z_j‖²/4γ) + φ(‖z'_i − z'_j‖²/4γ) − 2 φ(‖z_i − z'_j‖²/4γ) ]
 *
 * with φ(s) = ₁F₁(½; d/2; −s). It is 0 for equal samples and never negative.
 *
 * Differs: CWAE trains on the logarithm of the distance, here it is the distance itself that λ weighs.
 * @param z [n, d], codes
 * @param zPrior [n, d], draws from P_Z
 * @param gamma γ, latent unit²; `silvermanBandwidth` for one
 * @returns a scalar, 1/latent unit; the caller owns it
 * @throws RangeError when the shapes differ, a batch is empty, or `gamma` is not finite and > 0
 * @see knop:20, theorem 2
 */
export function cramerWoldPenalty(z: tf.Tensor2D, zPrior: tf.Tensor2D, gamma: number): tf.Scalar {
  naming('cramerWoldPenalty', () => {
    checkBatches(z, zPrior, 1);
    checkPositive(gamma, 'gamma');
  });
  const d = z.shape[1];
  return tf.tidy(() => {
    const meanKernel = (x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor =>
      tf.mean(meanProjectedGaussian(tf.div(squaredDistances(x, y), 4 * gamma), d));
    const within = tf.add(meanKernel(z, z), meanKernel(zPrior, zPrior));
    const distance = tf.sub(within, tf.mul(meanKernel(z, zPrior), 2));
    return tf.div(distance, 2 * Math.sqrt(Math.PI * gamma)) as tf.Scalar;
  });
}

/**
 * The Cramér–Wold distance of codes and N(0, σ²I) itself, no draws between:
 *
 *     1/(2√π) · [ γ^−½ · 1/n² Σ_{i,j} φ(‖z_i − z_j‖²/4γ) + (σ² + γ)^−½
 *                 − 2 (γ + σ²/2)^−½ · 1/n Σ_i φ(‖z_i‖²/(2σ² + 4γ)) ].
 *
 * The expectation of `cramerWoldPenalty` over prior draws but for the mean of its second sum, whose diagonal is 1.
 * @param z [n, d], codes
 * @param gamma γ, latent unit²; `silvermanBandwidth` for one
 * @param sigma σ of the prior, latent unit
 * @returns a scalar, 1/latent unit; the caller owns it
 * @throws RangeError when the batch is empty, or `gamma` or `sigma` is not finite and > 0
 * @see knop:20, theorem 2, with σ = 1
 */
export function cramerWoldToNormal(z: tf.Tensor2D, gamma: number, sigma = 1): tf.Scalar {
  naming('cramerWoldToNormal', () => {
    checkBatches(z, z, 1);
    checkPositive(gamma, 'gamma');
    checkPositive(sigma, 'sigma');
  });
  const d = z.shape[1];
  return tf.tidy(() => {
    const codes = tf.mean(meanProjectedGaussian(tf.div(squaredDistances(z, z), 4 * gamma), d));
    const norms = tf.sum(tf.square(z), 1); // [n, d] -> [n]
    const cross = tf.mean(meanProjectedGaussian(tf.div(norms, 2 * sigma ** 2 + 4 * gamma), d));
    const distance = tf.sub(
      tf.add(tf.mul(codes, gamma ** -0.5), (sigma ** 2 + gamma) ** -0.5),
      tf.mul(cross, 2 * (gamma + sigma ** 2 / 2) ** -0.5),
    );
    return tf.div(distance, 2 * Math.sqrt(Math.PI)) as tf.Scalar;
  });
}
