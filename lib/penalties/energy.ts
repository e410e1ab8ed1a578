import { naming } from '../base/index.js';
import * as tf from '@tensorflow/tfjs';
import { checkBatches } from './checks.js';

/**
 * The energy distance of Q_Z and P_Z, estimated without bias if codes are independent (`mmdPenalty` says when not),
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

/** Under it a distance counts as 0 when it is divided by: float32's squares vanish there. */
const SMALLEST = 1e-20;

/**
 * Distances of all pairs, √(Σ_k (x_k − y_k)²), by differences and not by products: exactly 0 if the points are
 * the same. The gradient there is taken to be 0.
 * @param x [n, d]
 * @param y [m, d]
 * @returns [n, m], latent unit; the caller owns it
 */
export function euclideanDistances(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  const [n, d] = x.shape;
  const m = y.shape[0];
  return tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [from, to, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const differences = tf.sub(tf.reshape(from, [n, 1, d]), tf.reshape(to, [1, m, d])); // [n, m, d]
    const value = tf.sqrt(tf.sum(tf.square(differences), 2)); // [n, m, d] -> [n, m]
    save([differences, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [between, lengths] = saved as [tf.Tensor, tf.Tensor];
        const weights = tf.reshape(tf.div(dy, tf.maximum(lengths, SMALLEST)), [n, m, 1]);
        const flow = tf.mul(between, weights); // [n, m, d]
        return [tf.sum(flow, 1), tf.neg(tf.sum(flow, 0))];
      },
    };
  })(x, y) as tf.Tensor2D;
}
