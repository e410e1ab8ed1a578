import type * as tf from '@tensorflow/tfjs';

/** What a layer computes in evaluation, for those who write a network down in another form than code. */
export type Operation =
  /** x ↦ x W + b of [n, inputs], images flattened row by row, channels last; W is [inputs, units]. */
  | { readonly kind: 'dense'; readonly kernel: tf.Variable; readonly bias: tf.Variable }
  /** A convolution of [n, h, w, inputs], padded to ⌈size / stride⌉ a side; its kernel is [k, k, inputs, filters]. */
  | { readonly kind: 'convolution'; readonly kernel: tf.Variable; readonly stride: number }
  /**
   * The transpose of the convolution of its output, size × stride a side, plus b where there is one; its kernel is
   * [k, k, filters, inputs].
   */
  | {
      readonly kind: 'transposed-convolution';
      readonly kernel: tf.Variable;
      readonly stride: number;
      readonly bias?: tf.Variable;
    }
  /** γ (x − μ)/√(σ² + ε) + β, for each channel, which is the last axis. */
  | {
      readonly kind: 'normalization';
      readonly gamma: tf.Variable;
      readonly beta: tf.Variable;
      readonly mean: tf.Variable;
      readonly variance: tf.Variable;
      readonly epsilon: number;
    }
  /** max(x, 0). */
  | { readonly kind: 'relu' }
  /** [n, …] ↦ [n, shape], row by row. */
  | { readonly kind: 'reshape'; readonly shape: readonly number[] };
