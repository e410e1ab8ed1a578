import * as tf from '@tensorflow/tfjs';
import { addBias, namedVariable, relu } from '../engine/index.js';
import type { Rng } from '../base/index.js';

/** A velocity field v(x, t): fully connected layers with ReLU on [x, t], and a last layer on [x, t, h]. */
export interface VelocityNetwork<T> {
  /** [inputs, units] */
  readonly kernels: readonly T[];
  /** [units] */
  readonly biases: readonly T[];
}

/**
 * Makes the variables: kernels N(0, 2/inputs) cut at two standard deviations before a ReLU, and 0 in the last layer, so
 * that the flow begins as the identity; biases 0.
 * @param d coordinates of a point
 * @param units of the hidden layers
 */
export function makeVelocity(d: number, units: readonly number[], rng: Rng): VelocityNetwork<tf.Variable> {
  const inputs = [d + 1, ...units];
  const shapes = inputs.map((size, l): [number, number] =>
    l < units.length ? [size, units[l]!] : [l === 0 ? size : d + 1 + size, d],
  );
  return tf.tidy(() => ({
    kernels: shapes.map(([from, to], l) => {
      const values = new Float32Array(from * to);
      if (l < units.length) rng.split('kernel', l).fillTruncatedNormal(values, Math.sqrt(2 / from));
      return namedVariable(`flow/kernel${l}`, tf.tensor(values, [from, to]));
    }),
    biases: shapes.map(([, to], l) => namedVariable(`flow/bias${l}`, tf.zeros([to]))),
  }));
}

/**
 * v(x, t); the caller owns it.
 * @param x [n, d]
 * @param t [n, 1], in [0, 1]
 * @returns [n, d]
 */
export function velocity(
  { kernels, biases }: VelocityNetwork<tf.Tensor>,
  x: tf.Tensor2D,
  t: tf.Tensor2D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const layer = (input: tf.Tensor2D, l: number): tf.Tensor2D =>
      addBias(tf.matMul(input, kernels[l] as tf.Tensor2D), biases[l] as tf.Tensor1D) as tf.Tensor2D;
    const last = kernels.length - 1;
    const first = tf.concat2d([x, t], 1); // [n, d + 1]
    let h = first;
    for (let l = 0; l < last; l++) h = relu(layer(h, l)) as tf.Tensor2D;
    return layer(last === 0 ? first : tf.concat2d([first, h], 1), last);
  });
}
