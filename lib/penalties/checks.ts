import { rangeError } from '../base/index.js';
import type * as tf from '@tensorflow/tfjs';

/**
 * Checks that codes and prior draws come in batches of one size.
 * @throws RangeError unless both are [n, d] with n ≥ `least`
 */
export function checkBatches(z: tf.Tensor2D, zPrior: tf.Tensor2D, least: number): void {
  const [n, dimension] = z.shape;
  if (zPrior.shape[0] !== n || zPrior.shape[1] !== dimension || n < least) {
    throw rangeError(
      `\`z\` and \`zPrior\` to be [n, d] with n ≥ ${least}, got [${z.shape.join(', ')}] and [${zPrior.shape.join(', ')}]`,
    );
  }
}
