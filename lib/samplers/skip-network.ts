import * as tf from '@tensorflow/tfjs';
import { addBias, namedVariable, relu } from '../engine/index.js';
import type { Rng } from '../base/index.js';

/** x ↦ [x, h(x)] W_k + c_k with h(x) = relu(… relu(x W₀ + c₀) …): kernels [inputs, units], biases [units]. */
export interface SkipNetwork<T> {
  readonly kernels: readonly T[];
  readonly biases: readonly T[];
}

/** What {@link makeSkipNetwork} makes. */
export interface SkipNetworkOptions {
  /** What the variables' names begin with. */
  readonly name: string;
  readonly inputs: number;
  /** Of the hidden layers. */
  readonly units: readonly number[];
  readonly outputs: number;
  /** The last kernel is N(0, lastGain/inputs), those before a ReLU N(0, 2/inputs), cut at two standard deviations. */
  readonly lastGain: number;
  /** Where the kernel of each layer comes from. */
  readonly kernelRng: (layer: number) => Rng;
}

/** Makes the variables of a network; its biases are 0. */
export function makeSkipNetwork(options: SkipNetworkOptions): SkipNetwork<tf.Variable> {
  const { name, inputs: first, units: hidden, outputs, lastGain, kernelRng } = options;
  const sizes = [first, ...hidden].map((inputs, l) => {
    const last = l === hidden.length;
    return {
      inputs: last && l > 0 ? first + inputs : inputs,
      units: hidden[l] ?? outputs,
      gain: last ? lastGain : 2,
    };
  });
  return tf.tidy(() => ({
    kernels: sizes.map(({ inputs, units, gain }, l) => {
      const values = new Float32Array(inputs * units);
      if (gain > 0) kernelRng(l).fillTruncatedNormal(values, Math.sqrt(gain / inputs));
      return namedVariable(`${name}/kernel${l}`, tf.tensor(values, [inputs, units]));
    }),
    biases: sizes.map(({ units }, l) => namedVariable(`${name}/bias${l}`, tf.zeros([units]))),
  }));
}

/**
 * A network's output; the caller owns it.
 * @param x [n, inputs]
 * @returns [n, outputs]
 */
export function throughSkipNetwork({ kernels, biases }: SkipNetwork<tf.Tensor>, x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const layer = (input: tf.Tensor2D, l: number): tf.Tensor2D =>
      addBias(tf.matMul(input, kernels[l] as tf.Tensor2D), biases[l] as tf.Tensor1D) as tf.Tensor2D;
    const last = kernels.length - 1;
    let h = x;
    for (let l = 0; l < last; l++) h = relu(layer(h, l)) as tf.Tensor2D;
    return layer(last === 0 ? x : tf.concat2d([x, h], 1), last);
  });
}

/** A tensor kept outside of TensorFlow. */
export interface KeptTensor {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** Copies a network out of TensorFlow: a sampler that holds it needs no freeing. */
export function keepNetwork({ kernels, biases }: SkipNetwork<tf.Variable>): SkipNetwork<KeptTensor> {
  const keep = (variable: tf.Variable): KeptTensor => ({
    values: variable.dataSync<'float32'>().slice(),
    shape: variable.shape,
  });
  return { kernels: kernels.map(keep), biases: biases.map(keep) };
}

/** Puts a kept network back into tensors; the caller owns them. */
export function putNetwork({ kernels, biases }: SkipNetwork<KeptTensor>): SkipNetwork<tf.Tensor> {
  const put = ({ values, shape }: KeptTensor): tf.Tensor => tf.tensor(values, [...shape]);
  return { kernels: kernels.map(put), biases: biases.map(put) };
}
