import { naming } from '../base/index.js';
import * as tf from '@tensorflow/tfjs';
import { checkBatches } from './checks.js';
import { euclideanDistances } from './distances.js';

/**
 * The energy distance of Q_Z and P_Z, estimated without bias,
 *
 *     2/n² Σ_{i,j} ‖z_i − z'_j‖ − 1/(n(n−1)) Σ_{i≠j} ‖z_i − z_j‖ − 1/(n(n−1)) Σ_{i≠j} ‖z'_i − z'_j‖:
 *
 * MMD² with the kernel −‖x − y‖. It can be negative. If two points coincide, their distance has gradient 0.
 * @param z [n, d], codes, n ≥ 2
 * @param zPrior [n, d], draws from P_Z
 * @returns a scalar, latent unit; the caller owns it
 * @throws RangeError when the shapes differ or n < 2
 * @see szekely-rizzo:13; sejdinovic:13 for the kernel
 */
export function energyPenalty(z: tf.Tensor2D, zPrior: tf.Tensor2D): tf.Scalar {
  naming('energyPenalty', () => checkBatches(z, zPrior, 2));
  const n = z.shape[0];
  return tf.tidy(() => {
    const across = tf.sum(euclideanDistances(z, zPrior));
    // A point is at distance 0 from itself: the diagonals add nothing.
    const within = tf.add(tf.sum(euclideanDistances(z, z)), tf.sum(euclideanDistances(zPrior, zPrior)));
    return tf.sub(tf.mul(across, 2 / n ** 2), tf.div(within, n * (n - 1))) as tf.Scalar;
  });
}
