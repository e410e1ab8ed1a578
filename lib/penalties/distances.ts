import * as tf from '@tensorflow/tfjs';

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
