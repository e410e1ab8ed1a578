import * as tf from '@tensorflow/tfjs';
import { addBias, namedVariable, withoutGradient } from '../engine/index.js';
import { type Matrix, naming, type Rng, toMatrix } from '../base/index.js';

/** φ(z) = (… maxMin(maxMin(z W₀ + c₀) W₁ + c₁) …) W_k: kernels [inputs, units], biases [units] of all but the last. */
export interface CriticNetwork<Kernel, Bias> {
  readonly kernels: readonly Kernel[];
  readonly biases: readonly Bias[];
}

/** The variables of a critic, to be trained. */
export type CriticVariables = CriticNetwork<tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R1>>;

/** What the variables hold, in double precision. */
export type CriticWeights = CriticNetwork<Matrix, Float64Array>;

/**
 * A critic with initial kernels N(0, 1/inputs) and biases N(0, 1). The last layer has no bias, which the difference
 * of the two means would cancel.
 * @param d coordinates of a point
 * @param units of the hidden layers, even
 */
export function makeCritic(d: number, units: readonly number[], rng: Rng): CriticVariables {
  const sizes = [d, ...units, 1];
  const normal = (name: string, shape: number[], std: number): tf.Variable => {
    const values = rng.split(name).fillNormal(new Float32Array(shape.reduce((a, b) => a * b)), std);
    return tf.tidy(() => namedVariable(`critic/${name}`, tf.tensor(values, shape)));
  };
  return {
    kernels: sizes
      .slice(1)
      .map((out, l) =>
        normal(`kernel${l}`, [sizes[l]!, out], 1 / Math.sqrt(sizes[l]!)),
      ) as tf.Variable<tf.Rank.R2>[],
    biases: units.map((out, l) => normal(`bias${l}`, [out], 1)) as tf.Variable<tf.Rank.R1>[],
  };
}

/**
 * φ at every point, and how it was reached.
 *
 * maxMin, GroupSort of pairs: units p and q of the two halves become max(p, q) and min(p, q). It only sorts, so that it
 * is 1-Lipschitz and keeps the length of gradients; with it, unlike with ReLU, networks of bounded kernels can
 * approach every 1-Lipschitz function.
 * @param z [n, d]
 * @returns values [n, 1], and of each hidden layer with p > q, [n, units/2] of 0 and 1; the caller owns them
 * @see anil:19, section 4
 */
export function criticValues(
  { kernels, biases }: CriticNetwork<tf.Tensor2D, tf.Tensor1D>,
  z: tf.Tensor2D,
): { readonly values: tf.Tensor2D; readonly unsorted: readonly tf.Tensor2D[] } {
  const unsorted: tf.Tensor2D[] = [];
  let h = z;
  biases.forEach((bias, l) => {
    const [p, q] = tf.split(addBias(tf.matMul(h, kernels[l]!), bias), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    unsorted.push(withoutGradient(() => tf.cast(tf.greater(p, q), 'float32')));
    h = tf.concat2d([tf.maximum(p, q), tf.minimum(p, q)], 1);
  });
  return { values: tf.matMul(h, kernels.at(-1)!), unsorted };
}

/**
 * ∇φ at every point, written out as the product of the layers' Jacobians, so that it can be differentiated again by
 * the kernels: φ is linear around almost every point.
 * @param z [n, d]
 * @returns [n, d]; the caller owns it
 */
export function criticGradients(
  network: CriticNetwork<tf.Tensor2D, tf.Tensor1D>,
  z: tf.Tensor2D,
): tf.Tensor2D {
  const { unsorted } = criticValues(network, z);
  const { kernels } = network;
  const last = kernels.at(-1)!;
  let gradient: tf.Tensor2D = tf.matMul(tf.ones([z.shape[0], 1]), last, false, true); // [n, units]
  for (let l = unsorted.length - 1; l >= 0; l--) {
    const kept = unsorted[l]!;
    const swapped = tf.sub(1, kept);
    const [most, least] = tf.split(gradient, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const p = tf.add(tf.mul(kept, most), tf.mul(swapped, least)) as tf.Tensor2D;
    const q = tf.add(tf.mul(swapped, most), tf.mul(kept, least)) as tf.Tensor2D;
    gradient = tf.matMul(tf.concat2d([p, q], 1), kernels[l]!, false, true);
  }
  return gradient;
}

/** What the variables hold. */
export function readCritic({ kernels, biases }: CriticVariables): CriticWeights {
  return naming('readCritic', () => {
    return {
      kernels: kernels.map(kernel => toMatrix(kernel, 'kernel')),
      biases: biases.map(bias => Float64Array.from(bias.dataSync())),
    };
  });
}

/** φ(z) in double precision. */
export function evaluateCritic({ kernels, biases }: CriticWeights, z: Float64Array): number {
  let h = z;
  biases.forEach((bias, l) => {
    const linear = times(h, kernels[l]!);
    const half = bias.length / 2;
    const sorted = new Float64Array(bias.length);
    for (let k = 0; k < half; k++) {
      const p = linear[k]! + bias[k]!;
      const q = linear[k + half]! + bias[k + half]!;
      sorted[k] = Math.max(p, q);
      sorted[k + half] = Math.min(p, q);
    }
    h = sorted;
  });
  return times(h, kernels.at(-1)!)[0]!;
}

/** The row h times a matrix. */
function times(h: Float64Array, { data, shape: [rows, columns] }: Matrix): Float64Array {
  const out = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    const factor = h[r]!;
    for (let c = 0; c < columns; c++) {
      out[c]! += factor * data[r * columns + c]!;
    }
  }
  return out;
}
