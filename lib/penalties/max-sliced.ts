import * as tf from '@tensorflow/tfjs';
import { checkCount, checkPositive, naming } from '../base/index.js';
import { scatterRows, withoutGradient } from '../engine/index.js';
import { checkBatches } from './checks.js';
import { checkDirections, slicedPenalty, squaredGaps } from './sliced.js';

/** The search for the direction along which codes and draws differ most. */
export interface AscentOptions {
  /** Steps from each start, an integer ≥ 0. */
  readonly steps: number;
  /** Length of the first step along the sphere's tangent, > 0; step t of T is (1 − t/T)² times as long. */
  readonly stepLength: number;
}

/** Under it a tangent is not divided by its length. */
const SMALLEST = 1e-20;

/**
 * The max-sliced Wasserstein distance of codes and prior draws, max_u W₂²(⟨u, z⟩, ⟨u, z'⟩) over unit vectors u: over
 * those that ascent finds, so that it is the maximum or less, and no less than along any of the starts.
 *
 * From every start: u ← (u + s_t τ/‖τ‖)/‖…‖ with τ the tangential part of ∇_u W₂² and s_t = (1 − t/T)²·`stepLength`.
 * The best of the starts and ends is held fixed in the gradient, as the derivative of a maximum is the derivative at
 * the maximiser (Danskin). Differs from deshpande:19, which trains one direction as an adversary along with the
 * encoder: here it is found anew in each batch, so that no second player lags behind, and it is the best for this
 * batch.
 * @param z [n, d], codes
 * @param zPrior [n, d], draws from P_Z
 * @param starts [K, d], unit vectors
 * @returns a scalar, latent unit²; the caller owns it
 * @throws RangeError when the shapes do not fit, a batch is empty, or an option is out of range
 * @see deshpande:19
 */
export function maxSlicedPenalty(
  z: tf.Tensor2D,
  zPrior: tf.Tensor2D,
  starts: tf.Tensor2D,
  options: AscentOptions,
): tf.Scalar {
  naming('maxSlicedPenalty', () => {
    checkBatches(z, zPrior, 1);
    checkDirections(starts, z);
    checkAscent(options);
  });
  return tf.tidy(() => slicedPenalty(z, zPrior, widestDirection(z, zPrior, starts, options)));
}

/**
 * Checks the options of an ascent.
 * @throws RangeError if one is out of range
 */
export function checkAscent({ steps, stepLength }: AscentOptions): void {
  checkCount(steps, 'steps', 0);
  checkPositive(stepLength, 'stepLength');
}

/**
 * The direction along which W₂² is largest, among the starts and what ascent makes of them; a constant.
 * @returns [1, d]; the caller owns it
 */
export function widestDirection(
  z: tf.Tensor2D,
  zPrior: tf.Tensor2D,
  starts: tf.Tensor2D,
  { steps, stepLength }: AscentOptions,
): tf.Tensor2D {
  return withoutGradient(() => {
    let directions = starts;
    for (let t = 0; t < steps; t++) {
      directions = ascend(z, zPrior, directions, stepLength * (1 - t / steps) ** 2);
    }
    const candidates = tf.concat([starts, directions]); // [2K, d]
    const values = tf.mean(squaredGaps(z, zPrior, candidates), 1); // [2K]
    const best = tf.oneHot(tf.argMax(values), candidates.shape[0], 1, 0, 'float32'); // [2K]
    return tf.matMul(tf.reshape(best, [1, -1]), candidates) as tf.Tensor2D;
  });
}

/** One step of every direction up the sphere, [K, d] -> [K, d]. */
function ascend(z: tf.Tensor2D, zPrior: tf.Tensor2D, directions: tf.Tensor2D, length: number): tf.Tensor2D {
  const gradient = directionGradient(z, zPrior, directions);
  const along = tf.sum(tf.mul(gradient, directions), 1, true); // [K, d] -> [K, 1]
  const tangent = tf.sub(gradient, tf.mul(directions, along));
  const norm = tf.maximum(tf.norm(tangent, 2, 1, true), SMALLEST);
  const moved = tf.add(directions, tf.mul(tangent, tf.div(length, norm)));
  return tf.div(moved, tf.norm(moved, 2, 1, true));
}

/**
 * ∇_u of W₂² along each direction but for the factor 2/n: Σ_i δ_(i) (z_(i) − z'_(i)), δ_(i) the gap of the i-th pair
 * in order.
 * @returns [K, d]
 */
function directionGradient(z: tf.Tensor2D, zPrior: tf.Tensor2D, directions: tf.Tensor2D): tf.Tensor2D {
  const n = z.shape[0];
  const ordered = (points: tf.Tensor2D): { values: tf.Tensor2D; indices: tf.Tensor2D } =>
    tf.topk(tf.matMul(directions, points, false, true) as tf.Tensor2D, n, true);
  const [codes, draws] = [ordered(z), ordered(zPrior)];
  const gaps = tf.sub<tf.Tensor2D>(codes.values, draws.values); // [K, n]
  return tf.sub(
    tf.matMul(scatterRows(gaps, codes.indices), z),
    tf.matMul(scatterRows(gaps, draws.indices), zPrior),
  );
}
