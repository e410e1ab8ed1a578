import * as tf from '@tensorflow/tfjs';
import type { ExecutionContext } from 'ava';
import { allClose } from './all-close.js';

/** Central differences of a double-precision function, one per coordinate of `x`. */
export function finiteDifferences(
  f: (x: Float64Array) => number,
  x: ArrayLike<number>,
  step = 1e-5,
): Float64Array {
  return Float64Array.from({ length: x.length }, (_, i) => {
    const [ahead, behind] = [Float64Array.from(x), Float64Array.from(x)];
    ahead[i]! += step;
    behind[i]! -= step;
    return (f(ahead) - f(behind)) / (2 * step);
  });
}

/** Value and gradients of a tensor function at arrays of the given shape, read back. */
export function valueAndGradients(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  shape: readonly number[],
  ...inputs: readonly ArrayLike<number>[]
): { readonly value: number; readonly gradients: readonly Float32Array[] } {
  return tf.tidy(() => {
    const tensors = inputs.map(values => tf.tensor(Array.from(values), [...shape]));
    const { value, grads } = tf.valueAndGrads((...all: tf.Tensor[]) => tf.sum(f(...all)))(tensors);
    return {
      value: value.dataSync<'float32'>()[0]!,
      gradients: grads.map(gradient => gradient.dataSync<'float32'>().slice()),
    };
  });
}

/**
 * Asserts that a penalty of two samples [n, d] has the gradients of finite differences of its double-precision twin,
 * in the first sample and in the second.
 */
export function hasGradientsOf(
  t: ExecutionContext,
  penalty: (z: tf.Tensor2D, zPrior: tf.Tensor2D) => tf.Tensor,
  plain: (z: ArrayLike<number>, zPrior: ArrayLike<number>) => number,
  [z, zPrior]: readonly [ArrayLike<number>, ArrayLike<number>],
  shape: readonly [number, number],
  { step, ...tolerance }: { readonly step?: number; readonly rtol?: number; readonly atol?: number } = {},
): void {
  const { gradients } = valueAndGradients(
    (a, b) => penalty(a as tf.Tensor2D, b as tf.Tensor2D),
    shape,
    z,
    zPrior,
  );
  const expected = [
    finiteDifferences(x => plain(x, zPrior), z, step),
    finiteDifferences(y => plain(z, y), zPrior, step),
  ];
  for (const i of [0, 1]) allClose(t, gradients[i]!, expected[i]!, tolerance);
}

/** A scalar's value; the scalar is disposed. */
export function read(scalar: tf.Tensor): number {
  const value = scalar.dataSync<'float32'>()[0]!;
  scalar.dispose();
  return value;
}
