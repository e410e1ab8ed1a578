import * as tf from '@tensorflow/tfjs';
import { samplePrior } from '../../lib/latent/prior.js';
import type { Numbers, Points } from '../../lib/base/index.js';
import { Rng } from '../../lib/base/random.js';

/** Normal points, n rows of d. */
export function normalPoints(n: number, d: number, seed: number, sigma = 1): Float32Array {
  return samplePrior({ kind: 'normal', dimension: d, sigma }, n, Rng.fromSeed(seed)).data;
}

/** Unit vectors, count rows of d. */
export function unitVectors(count: number, d: number, seed: number): Float32Array {
  return samplePrior({ kind: 'uniform-sphere', dimension: d, sigma: 1 }, count, Rng.fromSeed(seed)).data;
}

/** Numbers as rows of d. */
export function rows(values: ArrayLike<number>, d: number): tf.Tensor2D {
  return tf.tensor2d(Array.from(values), [values.length / d, d]);
}

/** Numbers as a matrix of `lib/ot`. */
export function matrix(
  values: ArrayLike<number>,
  d: number,
): { data: Float64Array; shape: [number, number] } {
  return { data: Float64Array.from(values), shape: [values.length / d, d] };
}

/** The rows in reverse. */
export function reversed(values: Float32Array, d: number): Float32Array {
  const n = values.length / d;
  return Float32Array.from(values, (_, k) => values[(n - 1 - Math.floor(k / d)) * d + (k % d)]!);
}

/** Points whose coordinates are a function of those of others and of their places in the array. */
export function mapped<Data extends Numbers>(
  { data, shape }: Points<Data>,
  of: (value: number, at: number) => number,
): Points<Data> {
  return { data: data.map(of) as Data, shape };
}
