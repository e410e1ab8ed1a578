import * as tf from '@tensorflow/tfjs';
import { checkPositive, naming, rangeError } from '../base/index.js';

/**
 * c(x, y), the cost of reconstructing an image x as y, sums over the image's pixels and channels:
 *
 * - `squared-l2`: scale · Σ (x − y)²;
 * - `l2`: scale · √(1e-8 + Σ (x − y)²);
 * - `l1`: scale · Σ |x − y|;
 * - `cross-entropy`: −Σ [x·log p + (1 − x)·log(1 − p)] with p = 1/(1 + e^−logit), in nats, x in [0, 1];
 * - `gaussian`: D/2 · (log(2π s²) + 1), in nats, D the pixels of an image times its channels and s² the mean of (x − y)²
 *   over the batch: −log N(x; y, σ²I) at the σ that makes the batch most likely, so that no σ has to be chosen. Its
 *   gradient in y is that of squared-l2 with the scale 1/(2 s²).
 */
export type ReconstructionCost =
  | { readonly kind: 'squared-l2'; readonly scale: number }
  | { readonly kind: 'l2'; readonly scale: number }
  | { readonly kind: 'l1'; readonly scale: number }
  | { readonly kind: 'cross-entropy' }
  | { readonly kind: 'gaussian' };

/**
 * The factors before the costs in the released code, which every λ quoted with it depends on.
 * @see tolstikhin:18, released `wae.py`, `reconstruction_loss`
 */
export const RELEASED_SCALE: Readonly<Record<'squared-l2' | 'l2' | 'l1', number>> = {
  'squared-l2': 0.05,
  l2: 0.2,
  l1: 0.02,
};

/** Added to s² of `gaussian`, pixel values²: a perfect reconstruction has a finite cost. */
const VARIANCE_FLOOR = 1e-8;

/** Added under the root of `l2`, so that a perfect reconstruction has a gradient (released `wae.py`). */
const ROOT_FLOOR = 1e-8;

/**
 * Squared error of each image, Σ (x − y)² over its pixels and channels.
 * @param x [n, …], pixel values
 * @param y the shape of `x`
 * @returns [n], pixel values²; the caller owns it
 * @throws RangeError when the shapes differ
 */
export function squaredError(x: tf.Tensor, y: tf.Tensor): tf.Tensor1D {
  naming('squaredError', () => checkShapes(x, y));
  return tf.tidy(() => sumOverPixels(tf.squaredDifference(x, y)));
}

/**
 * Mean over the images of the cost c(x, y).
 * @param x [n, …], pixel values (in [0, 1] for the cross-entropy)
 * @param output the shape of `x`: reconstructions in the unit of `x`, or the decoder's logits for the cross-entropy
 * @returns a scalar; the caller owns it
 * @throws RangeError when the shapes differ, n is 0, or the scale is not finite and > 0
 * @see tolstikhin:18, algorithms 1 and 2, first term; rybkin:21, section 3.3 (optimal σ-VAE), for `gaussian`
 */
export function reconstructionCost(cost: ReconstructionCost, x: tf.Tensor, output: tf.Tensor): tf.Scalar {
  naming('reconstructionCost', () => {
    checkShapes(x, output);
    if ('scale' in cost) checkPositive(cost.scale, 'scale');
  });
  const n = x.shape[0] as number;
  return tf.tidy(() => {
    switch (cost.kind) {
      case 'squared-l2':
        return tf.mul(tf.sum(tf.squaredDifference(x, output)), cost.scale / n) as tf.Scalar;
      case 'l2': {
        const lengths = tf.sqrt(tf.add(sumOverPixels(tf.squaredDifference(x, output)), ROOT_FLOOR));
        return tf.mul(tf.sum(lengths), cost.scale / n) as tf.Scalar;
      }
      case 'l1':
        return tf.mul(tf.sum(tf.abs(tf.sub(x, output))), cost.scale / n) as tf.Scalar;
      case 'cross-entropy':
        // −log p = softplus(−l) and −log(1 − p) = softplus(l), so the sum is softplus(l) − x·l: no log of 0.
        return tf.mul(tf.sum(tf.sub(tf.softplus(output), tf.mul(x, output))), 1 / n) as tf.Scalar;
      case 'gaussian': {
        const variance = tf.add(tf.mean(tf.squaredDifference(x, output)), VARIANCE_FLOOR);
        const pixels = x.size / n;
        return tf.mul(tf.add(tf.log(variance), Math.log(2 * Math.PI) + 1), pixels / 2) as tf.Scalar;
      }
      default:
        throw new TypeError(
          `reconstructionCost: expected \`cost.kind\` to be squared-l2, l2, l1, cross-entropy or gaussian, got ${JSON.stringify(cost satisfies never)}`,
        );
    }
  });
}

/**
 * Squared error of each image, Σ over pixels and channels of (x − y)², in double precision.
 *
 * For a data set, collect these batch by batch and hand them to `meanWithStandardError`.
 * @param images [n, …]; a `Uint8Array` counts as 0 … 255 and is divided by 255
 * @param reconstructions [n, …], in the unit of the images so read: [0, 1] for a `Uint8Array`
 * @param count n ≥ 1
 * @returns [n], pixel values²
 * @throws RangeError when the lengths differ or are not `count` whole images
 */
export function squaredErrors(
  images: Uint8Array | Float32Array,
  reconstructions: Float32Array,
  count: number,
): Float64Array {
  const pixels = images.length / count;
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(pixels) || pixels < 1) {
    throw new RangeError(
      `squaredErrors: expected \`images\` to hold \`count\` whole images, got ${images.length} values for ${count}`,
    );
  }
  if (reconstructions.length !== images.length) {
    throw new RangeError(
      `squaredErrors: expected \`reconstructions\` to hold ${images.length} values like \`images\`, got ${reconstructions.length}`,
    );
  }
  const unit = images instanceof Uint8Array ? 255 : 1;
  const errors = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let total = 0;
    for (let p = i * pixels; p < (i + 1) * pixels; p++) {
      total += (images[p]! / unit - reconstructions[p]!) ** 2;
    }
    errors[i] = total;
  }
  return errors;
}

/** [n, …] -> [n] */
function sumOverPixels(values: tf.Tensor): tf.Tensor1D {
  return tf.sum(tf.reshape(values, [values.shape[0] as number, -1]), 1) as tf.Tensor1D;
}

function checkShapes(x: tf.Tensor, y: tf.Tensor): void {
  const same = x.rank === y.rank && x.shape.every((size, axis) => size === y.shape[axis]);
  if (!same || x.rank < 2 || x.size === 0) {
    throw rangeError(
      `two batches [n, …] of one shape with n ≥ 1, got [${x.shape.join(', ')}] and [${y.shape.join(', ')}]`,
    );
  }
}
