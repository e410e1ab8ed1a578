import * as tf from '@tensorflow/tfjs';
import {
  addBias,
  batchNorm,
  namedVariable,
  normalize,
  relu,
  type StatisticsUpdate,
} from '../engine/index.js';
import type { Rng } from '../base/index.js';
import type { Operation } from './operations.js';

/**
 * How a network is passed through: with given statistics (`evaluation`), or with those of the batch (`training`),
 * in which case `updates` collects the new running statistics.
 */
export type Pass =
  { readonly kind: 'evaluation' } | { readonly kind: 'training'; readonly updates: StatisticsUpdate[] };

/** A pass that uses the running statistics. */
export const evaluation: Pass = { kind: 'evaluation' };

/** A differentiable function of a batch with the variables it owns. */
export interface Layer {
  /** What is trained. */
  readonly parameters: readonly tf.Variable[];
  /** What is kept but not trained: running means and variances. */
  readonly statistics: readonly tf.Variable[];
  /** What it computes in evaluation, one after another; absent where that is said in code alone. */
  readonly operations?: readonly Operation[];
  /** The layer's output; the caller owns it. */
  apply(x: tf.Tensor, pass: Pass): tf.Tensor;
}

/** What every layer with weights is made from. */
export interface LayerOptions {
  /** Prefix of the variables' names, such as `encoder/conv0`. */
  readonly name: string;
  /** Where initial weights come from: each variable draws from the stream of its own name. */
  readonly rng: Rng;
  /** Standard deviation of the initial weights, N(0, σ²) cut at 2σ. */
  readonly initialStd: number;
}

/** The released code's initial weights, convolutions' and matrices' alike (`init_std` in its `configs.py`). */
export const RELEASED_INITIAL_STD = 0.0099999;

/** Batch-norm constants of the released code (`batch_norm_decay`, `batch_norm_eps`). */
export const RELEASED_BATCH_NORM = { decay: 0.9, epsilon: 1e-5 } as const;

function weights({ name, rng, initialStd }: LayerOptions, shape: readonly number[]): tf.Variable {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const full = `${name}/kernel`;
  rng.split(full).fillTruncatedNormal(values, initialStd);
  return tf.tidy(() => namedVariable(full, tf.tensor(values, [...shape])));
}

function filled(name: string, size: number, value: number, trainable: boolean): tf.Variable {
  return tf.tidy(() => namedVariable(name, tf.ones([size]).mul(value), { trainable }));
}

/** x ↦ x W + b, on [n, …] flattened to [n, inputs]; W is [inputs, units]. */
export function dense(inputs: number, units: number, options: LayerOptions): Layer {
  const kernel = weights(options, [inputs, units]) as tf.Variable<tf.Rank.R2>;
  const bias = filled(`${options.name}/bias`, units, 0, true) as tf.Variable<tf.Rank.R1>;
  return {
    parameters: [kernel, bias],
    statistics: [],
    operations: [{ kind: 'dense', kernel, bias }],
    apply: x =>
      tf.tidy(() =>
        addBias(
          tf.matMul(x.rank === 2 ? (x as tf.Tensor2D) : x.reshape<tf.Tensor2D>([-1, inputs]), kernel),
          bias,
        ),
      ),
  };
}

/** Padding of a convolution: the output has ⌈size / stride⌉ pixels a side (`same`). */
const padding = 'same';

/** A convolution without bias (a batch-norm follows): kernel [k, k, inputs, filters], x [n, h, w, inputs]. */
export function convolution(
  inputs: number,
  filters: number,
  { kernelSize, stride }: { readonly kernelSize: number; readonly stride: number },
  options: LayerOptions,
): Layer {
  const kernel = weights(options, [kernelSize, kernelSize, inputs, filters]) as tf.Variable<tf.Rank.R4>;
  return {
    parameters: [kernel],
    statistics: [],
    operations: [{ kind: 'convolution', kernel, stride }],
    apply: x => tf.conv2d(x as tf.Tensor4D, kernel, stride, padding),
  };
}

/**
 * A transposed convolution, size × stride pixels a side: kernel [k, k, filters, inputs], x [n, h, w, inputs].
 * @param bias whether a bias is added: not if a batch-norm follows
 */
export function transposedConvolution(
  inputs: number,
  filters: number,
  {
    kernelSize,
    stride,
    bias,
  }: { readonly kernelSize: number; readonly stride: number; readonly bias: boolean },
  options: LayerOptions,
): Layer {
  const kernel = weights(options, [kernelSize, kernelSize, filters, inputs]) as tf.Variable<tf.Rank.R4>;
  const offsets = bias ? [filled(`${options.name}/bias`, filters, 0, true) as tf.Variable<tf.Rank.R1>] : [];
  const own = offsets[0] === undefined ? {} : { bias: offsets[0] };
  return {
    parameters: [kernel, ...offsets],
    statistics: [],
    operations: [{ kind: 'transposed-convolution', kernel, stride, ...own }],
    apply: x =>
      tf.tidy(() => {
        const [n, height, width] = x.shape as [number, number, number, number];
        const shape: [number, number, number, number] = [n, height * stride, width * stride, filters];
        const y = tf.conv2dTranspose(x as tf.Tensor4D, kernel, shape, stride, padding);
        return offsets[0] === undefined ? y : addBias(y, offsets[0]);
      }),
  };
}

/**
 * By whose statistics a layer normalises in training: those of the `batch`, which makes the outputs of a batch depend on
 * one another, or the running ones with the batch's gradients, `batch-renorm`.
 */
export type Normalization = 'batch' | 'batch-renorm';

/** How far the batch's statistics may be from the running ones before batch renormalisation gives way. */
const RENORM_BOUNDS = { ratio: 3, offset: 5 } as const;

/**
 * Normalisation of [n, h, w, c] or [n, c] over all axes but the last: γ (x − μ)/√(σ² + ε) + β.
 *
 * In evaluation μ and σ² are the running statistics. In training they are the batch's, or with `batch-renorm` the running
 * ones as they were before the batch: the value is γ ((x − μ_B)/σ_B · r + d) + β with r = σ_B/σ and d = (μ_B − μ)/σ held
 * constant, so that the gradient is the batch's times r. Then outputs of a batch are independent given the statistics,
 * and an estimate that is unbiased for independent codes, such as the MMD's, is unbiased for these. r is kept within
 * 1/3 … 3 and d within ±5, where the running statistics have not settled.
 * @see ioffe-szegedy:15, Algorithm 1; ioffe:17, Algorithm 1, whose bounds grow with the steps instead
 */
export function batchNormalization(
  channels: number,
  name: string,
  normalization: Normalization = 'batch',
): Layer {
  const { decay, epsilon } = RELEASED_BATCH_NORM;
  const gamma = filled(`${name}/gamma`, channels, 1, true) as tf.Variable<tf.Rank.R1>;
  const beta = filled(`${name}/beta`, channels, 0, true) as tf.Variable<tf.Rank.R1>;
  const mean = filled(`${name}/mean`, channels, 0, false) as tf.Variable<tf.Rank.R1>;
  const variance = filled(`${name}/variance`, channels, 1, false) as tf.Variable<tf.Rank.R1>;
  return {
    parameters: [gamma, beta],
    statistics: [mean, variance],
    operations: [{ kind: 'normalization', gamma, beta, mean, variance, epsilon }],
    apply: (x, pass) => {
      const x4 = x.rank === 4 ? (x as tf.Tensor4D) : x.reshape<tf.Tensor4D>([-1, 1, 1, channels]);
      if (pass.kind === 'evaluation')
        return normalize(x4, gamma, beta, mean, variance, epsilon).reshape(x.shape);
      const { y, runningMean, runningVariance } = batchNorm(x4, gamma, beta, mean, variance, {
        decay,
        epsilon,
      });
      pass.updates.push([mean, runningMean], [variance, runningVariance]);
      if (normalization === 'batch') return x.rank === 4 ? y : y.reshape(x.shape);
      // The batch's own statistics, out of what they moved the running ones by; no gradient flows through these.
      const positions = x.size / channels;
      const moved = (running: tf.Tensor1D, before: tf.Tensor1D): tf.Tensor1D =>
        tf.add(before, tf.div(tf.sub(running, before), 1 - decay));
      const biased = tf.mul(moved(runningVariance, variance), (positions - 1) / positions);
      const std = tf.sqrt(tf.add(variance, epsilon));
      const { ratio, offset } = RENORM_BOUNDS;
      const r = tf.clipByValue(tf.div(tf.sqrt(tf.add(tf.relu(biased), epsilon)), std), 1 / ratio, ratio);
      const d = tf.clipByValue(tf.div(tf.sub(moved(runningMean, mean), mean), std), -offset, offset);
      // γ (x̂ r + d) + β with y = γ x̂ + β.
      const shift = tf.add(tf.mul(gamma, d), tf.mul(beta, tf.sub(1, r)));
      return tf.add(tf.mul(y, r), shift).reshape(x.shape);
    },
  };
}

/** A function without variables. */
export function activation(f: (x: tf.Tensor) => tf.Tensor): Layer {
  return { parameters: [], statistics: [], apply: f };
}

/** x ↦ max(x, 0). */
export const rectifier: Layer = { ...activation(x => relu(x)), operations: [{ kind: 'relu' }] };

/** [n, …] ↦ [n, shape], row by row. */
export function reshape(shape: readonly number[]): Layer {
  return { ...activation(x => x.reshape([-1, ...shape])), operations: [{ kind: 'reshape', shape }] };
}

/** One layer after another. */
export function sequence(layers: readonly Layer[]): Layer {
  const operations = layers.flatMap(layer => layer.operations ?? []);
  const said = layers.every(layer => layer.operations !== undefined);
  return {
    parameters: layers.flatMap(layer => layer.parameters),
    statistics: layers.flatMap(layer => layer.statistics),
    ...(said ? { operations } : {}),
    apply: (x, pass) => layers.reduce((h, layer) => layer.apply(h, pass), x),
  };
}
