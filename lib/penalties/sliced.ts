import { naming, rangeError } from '../base/index.js';
import * as tf from '@tensorflow/tfjs';
import { sortRows } from '../engine/index.js';
import { checkBatches } from './checks.js';

/**
 * The sliced Wasserstein distance of codes and prior draws along given directions,
 *
 *     1/L Σ_l W₂²(⟨u_l, z⟩, ⟨u_l, z'⟩) = 1/(Ln) Σ_{l,i} (⟨u_l, z⟩_(i) − ⟨u_l, z'⟩_(i))²,
 *
 * (i) the i-th in order. Its gradient takes the order, an optimal matching on each line, as fixed.
 * @param z [n, d], codes
 * @param zPrior [n, d], draws from P_Z
 * @param directions [L, d], unit vectors, as a rule uniform on the sphere and new for each batch; no gradient goes
 * to them
 * @returns a scalar, latent unit²; the caller owns it
 * @throws RangeError when the shapes do not fit or a batch is empty
 * @see bonneel:15; kolouri:19
 */
export function slicedPenalty(z: tf.Tensor2D, zPrior: tf.Tensor2D, directions: tf.Tensor2D): tf.Scalar {
  naming('slicedPenalty', () => {
    checkBatches(z, zPrior, 1);
    checkDirections(directions, z);
  });
  return tf.tidy(() => tf.mean(squaredGaps(z, zPrior, directions))) as tf.Scalar;
}

/**
 * (⟨u_l, z⟩_(i) − ⟨u_l, z'⟩_(i))², the points of each line matched in order.
 * @returns [L, n], latent unit²; the caller owns it
 */
export function squaredGaps(z: tf.Tensor2D, zPrior: tf.Tensor2D, directions: tf.Tensor2D): tf.Tensor2D {
  const onLines = (points: tf.Tensor2D): tf.Tensor2D => sortRows(tf.matMul(directions, points, false, true)); // [n, d] -> [L, n]
  return tf.tidy(() => tf.squaredDifference(onLines(z), onLines(zPrior)));
}

/**
 * Checks directions.
 * @throws RangeError unless they are [L, d] with L ≥ 1
 */
export function checkDirections(directions: tf.Tensor2D, z: tf.Tensor2D): void {
  if (directions.rank !== 2 || directions.shape[1] !== z.shape[1] || directions.shape[0] < 1) {
    throw rangeError(
      `\`directions\` to be [L, ${z.shape[1]}] with L ≥ 1, got [${directions.shape.join(', ')}]`,
    );
  }
}
