import * as tf from '@tensorflow/tfjs';
import { handOver } from './gradients.js';
import { DataType } from './graph.js';
import { isNative, nativeBackend, type OpAttribute } from './native.js';

const float: number = DataType.float32;

const type = (name: string): OpAttribute => ({
  name,
  type: nativeBackend().binding.TF_ATTR_TYPE,
  value: float,
});
const text = (name: string, value: string): OpAttribute => ({
  name,
  type: nativeBackend().binding.TF_ATTR_STRING,
  value,
});
const number = (name: string, value: number): OpAttribute => ({
  name,
  type: nativeBackend().binding.TF_ATTR_FLOAT,
  value,
});
const flag = (name: string, value: boolean): OpAttribute => ({
  name,
  type: nativeBackend().binding.TF_ATTR_BOOL,
  value,
});

/** What {@link batchNorm} returns. */
export interface BatchNormResult {
  /** The normalised activations, the input's shape. */
  readonly y: tf.Tensor4D;
  /** The new running mean, [c]. */
  readonly runningMean: tf.Tensor1D;
  /** The new running variance, [c]. */
  readonly runningVariance: tf.Tensor1D;
}

/**
 * max(x, 0), whose gradient is one kernel on native TensorFlow (tfjs builds it from three).
 */
export function relu<T extends tf.Tensor>(x: T): T {
  if (!isNative()) return tf.relu(x);
  const backend = nativeBackend();
  return tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const value = backend.executeSingleOutput('Relu', [type('T')], [input as tf.Tensor]);
    (save as tf.GradSaveFunc)([value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        backend.executeSingleOutput('ReluGrad', [type('T')], [dy, saved[0]!]),
    };
  })(x) as T;
}

/**
 * x + bias along the last axis.
 * @param x [..., c]
 * @param bias [c]
 */
export function addBias<T extends tf.Tensor>(x: T, bias: tf.Tensor1D): T {
  if (!isNative()) return tf.add(x, bias);
  const backend = nativeBackend();
  const format = text('data_format', 'NHWC');
  return tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, b: tf.Tensor | tf.GradSaveFunc) => ({
    value: backend.executeSingleOutput('BiasAdd', [type('T'), format], [input as tf.Tensor, b as tf.Tensor]),
    gradFunc: (dy: tf.Tensor) => [dy, backend.executeSingleOutput('BiasAddGrad', [type('T'), format], [dy])],
  }))(x, bias) as T;
}

/**
 * Batch normalisation in training over all axes but the last: with μ and σ² the batch's mean and (biased)
 * variance, y = γ (x − μ) / √(σ² + ε) + β. The running statistics move to
 * decay · old + (1 − decay) · new, the new variance being the unbiased one, as in TensorFlow's fused kernel.
 *
 * The running statistics are returned, not assigned; no gradient flows through them.
 * @param x [n, h, w, c]
 * @see ioffe-szegedy:15, Algorithm 1
 */
export function batchNorm(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  runningMean: tf.Tensor1D,
  runningVariance: tf.Tensor1D,
  { decay, epsilon }: { readonly decay: number; readonly epsilon: number },
): BatchNormResult {
  return isNative()
    ? batchNormNative(x, gamma, beta, runningMean, runningVariance, decay, epsilon)
    : batchNormPlain(x, gamma, beta, runningMean, runningVariance, decay, epsilon);
}

function batchNormNative(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  runningMean: tf.Tensor1D,
  runningVariance: tf.Tensor1D,
  decay: number,
  epsilon: number,
): BatchNormResult {
  const backend = nativeBackend();
  const attributes = [
    type('T'),
    type('U'),
    number('epsilon', epsilon),
    text('data_format', 'NHWC'),
    flag('is_training', true),
  ];
  let running: readonly tf.Tensor[] = [];
  const y = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, scale, offset] = args as [tf.Tensor, tf.Tensor, tf.Tensor];
    const save = args[3] as tf.GradSaveFunc;
    const [value, mean, variance, ...reserved] = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      [...attributes, number('exponential_avg_factor', 1 - decay)],
      [input, scale, offset, runningMean, runningVariance],
      6,
    ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    running = [tf.keep(mean), tf.keep(variance)];
    save([input, scale, ...reserved]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [in0, scale0, ...rest] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        return backend
          .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, in0, scale0, ...rest], 5)
          .slice(0, 3);
      },
    };
  })(x, gamma, beta) as tf.Tensor4D;
  // The statistics were made inside customGrad's own scope.
  const [mean, variance] = running.map(handOver) as [tf.Tensor1D, tf.Tensor1D];
  return { y, runningMean: mean, runningVariance: variance };
}

function batchNormPlain(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  runningMean: tf.Tensor1D,
  runningVariance: tf.Tensor1D,
  decay: number,
  epsilon: number,
): BatchNormResult {
  const { mean, variance } = tf.moments(x, [0, 1, 2]) as { mean: tf.Tensor1D; variance: tf.Tensor1D };
  const count = x.size / gamma.size;
  const toward = (old: tf.Tensor1D, now: tf.Tensor1D): tf.Tensor1D =>
    old.mul<tf.Tensor1D>(decay).add(now.mul(1 - decay));
  return {
    y: x.sub(mean).mul(variance.add(epsilon).rsqrt().mul(gamma)).add(beta),
    runningMean: toward(runningMean, mean),
    runningVariance: toward(runningVariance, variance.mul(count / Math.max(count - 1, 1))),
  };
}

/**
 * Batch normalisation with given statistics: y = γ (x − mean) / √(variance + ε) + β.
 * @param x [n, h, w, c]
 */
export function normalize(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const scale = variance.add(epsilon).rsqrt().mul<tf.Tensor1D>(gamma);
    return x.mul<tf.Tensor4D>(scale).add(beta.sub(mean.mul(scale)));
  });
}
