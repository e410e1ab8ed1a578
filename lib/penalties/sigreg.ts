import * as tf from '@tensorflow/tfjs';
import { checkPositive, naming } from '../base/index.js';
import { checkBatches } from './checks.js';
import { checkDirections } from './sliced.js';

/** The published nodes: 17 from −5 to 5, for the trapezoidal rule. */
const [REACH, NODES] = [5, 17];

/**
 * SIGReg, sketched isotropic Gaussian regularisation: the Epps–Pulley distance of codes from N(0, σ²I) along given
 * directions,
 *
 *     1/L Σ_l ∫ |φ̂_l(t) − e^(−t²/2)|² e^(−t²/2) dt,   φ̂_l(t) = 1/n Σ_j exp(i t ⟨u_l, z_j⟩/σ),
 *
 * the integral by the trapezoidal rule with 17 nodes on [−5, 5]. No prior draws are needed. It is ≥ 0, and its mean over
 * batches of prior draws is 1/n ∫ (1 − e^(−t²)) e^(−t²/2) dt ≈ 1.06/n, not 0.
 *
 * Differs: the published statistic is n times this, so that a weight means another thing for every batch size.
 * @param z [n, d], codes
 * @param directions [L, d], unit vectors, as a rule uniform on the sphere and new for each batch; no gradient goes to them
 * @param sigma σ of the prior, latent unit
 * @returns a scalar, no unit; the caller owns it
 * @throws RangeError when the shapes do not fit, a batch is empty, or `sigma` is not finite and > 0
 * @see balestriero-lecun:25, Algorithm 1; epps-pulley:83
 */
export function sigregPenalty(z: tf.Tensor2D, directions: tf.Tensor2D, sigma = 1): tf.Scalar {
  naming('sigregPenalty', () => {
    checkBatches(z, z, 1);
    checkDirections(directions, z);
    checkPositive(sigma, 'sigma');
  });
  const step = (2 * REACH) / (NODES - 1);
  // The integrand is even: the nodes above 0 count twice, 0 once, and the last by half of that.
  const nodes = Array.from({ length: (NODES + 1) / 2 }, (_, k) => k * step);
  const normal = nodes.map(t => Math.exp((-t * t) / 2));
  const weights = normal.map((value, k) => value * step * (k === 0 || k === nodes.length - 1 ? 1 : 2));
  return tf.tidy(() => {
    const [lines, n] = [directions.shape[0], z.shape[0]];
    const onLines = tf.div(tf.matMul(directions, z, false, true), sigma); // [n, d] -> [L, n]
    // [L, n] -> [L, n, nodes]
    const angles = tf.mul(tf.reshape(onLines, [lines, n, 1]), tf.tensor1d(nodes));
    const real = tf.sub(tf.mean(tf.cos(angles), 1), tf.tensor1d(normal)); // [L, nodes]
    const imaginary = tf.mean(tf.sin(angles), 1);
    const squares = tf.add(tf.square(real), tf.square(imaginary));
    return tf.div(tf.sum(tf.mul(squares, tf.tensor1d(weights))), lines) as tf.Scalar;
  });
}
