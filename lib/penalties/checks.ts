import type * as tf from '@tensorflow/tfjs';

/**
 * Checks that codes and prior draws come in batches of one size.
 * @throws RangeError unless both are [n, d] with n ≥ `least`
 */
export function checkBatches(z: tf.Tensor2D, zPrior: tf.Tensor2D, least: number, caller: string): void {
  const [n, dimension] = z.shape;
  if (zPrior.shape[0] !== n || zPrior.shape[1] !== dimension || n < least) {
    throw new RangeError(
      `${caller}: expected \`z\` and \`zPrior\` to be [n, d] with n >= ${least}, got [${z.shape.join(', ')}] and [${zPrior.shape.join(', ')}]`,
    );
  }
}

/**
 * Checks a number that has to be finite and > 0.
 * @throws RangeError where it is not
 */
export function checkPositive(value: number, name: string, caller: string): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${caller}: expected \`${name}\` to be finite and > 0, got ${value}`);
  }
}

/**
 * Checks a number that counts something.
 * @throws RangeError unless it is an integer ≥ `least`
 */
export function checkCount(value: number, name: string, least: number, caller: string): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${caller}: expected \`${name}\` to be an integer >= ${least}, got ${value}`);
  }
}
