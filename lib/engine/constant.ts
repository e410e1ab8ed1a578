import * as tf from '@tensorflow/tfjs';

/**
 * The value of `f()` as a constant: no gradient flows through it, to whatever tensors `f` uses.
 * @returns what `f` returned; the caller owns it
 */
export function withoutGradient<T extends tf.Tensor>(f: () => T): T {
  // Nothing inside a customGrad is recorded for back-propagation, and this one has no inputs to hand a gradient to.
  return tf.customGrad(() => ({ value: f(), gradFunc: () => [] }))() as T;
}
