import * as tf from '@tensorflow/tfjs';
import type { ExecutionContext } from 'ava';
import { compile, eager, type InputSpec, type Step } from '../../lib/engine/compile.js';
import { allClose } from './all-close.js';

/** An input's values and the length of its rows. */
export type Rows = readonly [values: Float32Array, columns: number];

/** Asserts that a function of matrices, compiled, has the eager one's value and gradient in its first input. */
export function compilesToTheSame(
  t: ExecutionContext,
  f: (...inputs: tf.Tensor2D[]) => tf.Tensor,
  ...inputs: readonly Rows[]
): void {
  const names = inputs.map((_, i) => `in${i}`);
  const specs: Record<string, InputSpec> = {};
  const values: Record<string, Float32Array> = {};
  inputs.forEach(([data, columns], i) => {
    specs[names[i]!] = { shape: [data.length / columns, columns], dtype: 'float32' };
    values[names[i]!] = data;
  });
  const step: Step = tensors => {
    const [first, ...others] = names.map(name => tensors[name] as tf.Tensor2D);
    return tf.valueAndGrad((x: tf.Tensor) => tf.sum(f(x as tf.Tensor2D, ...others)))(first!);
  };
  const compiled = compile(step, specs);
  const [actual, expected] = [compiled.run(values), eager(step, specs).run(values)];
  compiled.dispose();
  for (const name of ['value', 'grad'])
    allClose(t, actual[name] ?? [], expected[name] ?? [], { rtol: 1e-5, atol: 1e-6 });
}

/** Asserts that `f` leaves one tensor behind, a scalar. */
export function leavesOneScalar(t: ExecutionContext, f: () => tf.Tensor): void {
  const before = tf.memory().numTensors;
  const scalar = f();
  t.is(tf.memory().numTensors, before + 1);
  t.deepEqual(scalar.shape, []);
  scalar.dispose();
}
