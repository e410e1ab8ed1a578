import type * as tf from '@tensorflow/tfjs';
import { nameOf } from '../engine/index.js';
import { NonFiniteLossError } from '../base/errors.js';

/**
 * Checks that trained values are finite. The losses alone don't tell: where TensorFlow fuses a batch-norm with its
 * ReLU, a NaN becomes 0, and an encoder of NaN gives finite codes.
 * @param step steps done
 * @param checkpoint the last good one, for the message
 * @throws NonFiniteLossError that names the first variable with a value that is not finite
 */
export function checkFinite(
  variables: readonly tf.Variable[],
  step: number,
  checkpoint: string | undefined,
): void {
  for (const variable of variables) {
    const bad = variable.dataSync<'float32'>().find(value => !Number.isFinite(value));
    if (bad !== undefined) throw new NonFiniteLossError(step, nameOf(variable), bad, checkpoint);
  }
}
