import * as tf from '@tensorflow/tfjs';
import {
  activation,
  batchNormalization,
  convolution,
  dense,
  evaluation,
  type ImageShape,
  type Layer,
  type Pass,
  rectifier,
  sequence,
  variablesOf,
} from '../../models/index.js';
import type { Rng } from '../../base/index.js';

/** The layout of a classifier whose last layer but one gives features. */
export interface ClassifierArchitecture {
  readonly image: ImageShape;
  /** Convolutions from first to last; the last one's filters are the features. */
  readonly convolutions: readonly {
    readonly filters: number;
    /** Pixels a side of the kernel. */
    readonly kernelSize: number;
    readonly stride: number;
  }[];
  /** What the outputs mean: `classes`, of which an image has one, or `attributes`, of which it has any number. */
  readonly kind: 'classes' | 'attributes';
  readonly outputs: number;
}

/** A classifier with its variables. */
export interface Classifier {
  readonly architecture: ClassifierArchitecture;
  /** d, the number of features. */
  readonly dimension: number;
  /** Images [n, h, w, c], pixel values in [0, 1], ↦ features [n, d], each the mean of a rectified map. */
  readonly trunk: Layer;
  /** Features [n, d] ↦ logits [n, outputs]. */
  readonly head: Layer;
  /** Every variable, trained or not, in a fixed order. */
  readonly variables: readonly tf.Variable[];
  /** Logits of images. */
  logits(x: tf.Tensor, pass?: Pass): tf.Tensor2D;
  /** Frees the variables. */
  dispose(): void;
}

/**
 * A convolutional classifier: (convolution, batch-norm, ReLU) × k, the mean over the pixels of each map, dense.
 *
 * Initial weights are N(0, 2/inputs) cut at two standard deviations, inputs = kernel² · channels.
 * @see he:15, section 2.2; the mean over pixels: lin:14, section 3.2
 * @throws RangeError for an architecture without convolutions
 */
export function makeClassifier(architecture: ClassifierArchitecture, rng: Rng): Classifier {
  const { image, convolutions, outputs } = architecture;
  const dimension = convolutions.at(-1)?.filters;
  if (dimension === undefined) {
    throw new RangeError('makeClassifier: expected `convolutions` to have at least 1 entry, got 0');
  }
  let channels = image[2];
  const blocks = convolutions.map(({ filters, kernelSize, stride }, i) => {
    const initialStd = Math.sqrt(2 / (kernelSize ** 2 * channels));
    const options = { name: `classifier/conv${i}`, rng, initialStd };
    const block = sequence([
      convolution(channels, filters, { kernelSize, stride }, options),
      batchNormalization(filters, `classifier/norm${i}`),
      rectifier,
    ]);
    channels = filters;
    return block;
  });
  // [n, h, w, d] -> [n, d]
  const trunk = sequence([...blocks, activation(x => tf.mean(x, [1, 2]))]);
  const initialStd = Math.sqrt(1 / dimension);
  const head = dense(dimension, outputs, { name: 'classifier/logits', rng, initialStd });
  const variables = variablesOf([trunk, head]);
  return {
    architecture,
    dimension,
    trunk,
    head,
    variables,
    logits: (x, pass = evaluation) => head.apply(trunk.apply(x, pass), pass) as tf.Tensor2D,
    dispose: () => tf.dispose([...variables]),
  };
}

/**
 * The loss of logits, a mean over the batch, in nats:
 *
 * - `classes`: −Σ_k t_k log softmax(l + o)_k;
 * - `attributes`: the mean over k of softplus(l_k + o_k) − t_k (l_k + o_k), the binary cross-entropy.
 *
 * With the offsets of {@link logitOffsets} in training, the logits themselves are those of balanced classes: for an
 * attribute 0 is then the threshold of the best balanced accuracy.
 * @param logits l, [n, k]
 * @param targets t, [n, k], 0 or 1
 * @param offsets o, [k]
 * @see menon:21, the logit-adjusted loss
 */
export function classifierLoss(
  kind: ClassifierArchitecture['kind'],
  logits: tf.Tensor2D,
  targets: tf.Tensor2D,
  offsets: tf.Tensor1D,
): tf.Scalar {
  return tf.tidy(() => {
    const shifted = tf.add<tf.Tensor2D>(logits, offsets);
    switch (kind) {
      case 'classes':
        return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(shifted)), 1))) as tf.Scalar;
      case 'attributes':
        return tf.mean(tf.sub(tf.softplus(shifted), tf.mul(targets, shifted))) as tf.Scalar;
      default:
        throw new TypeError(`classifierLoss: unknown kind ${String(kind satisfies never)}`);
    }
  });
}

/**
 * What training adds to logits for the share p of training images with each class or attribute: log p for `classes`,
 * log p/(1 − p) for `attributes`, where p = (images with it + ½)/(n + 1).
 * @param targets [n, outputs], 0 or 1
 * @returns [outputs]
 */
export function logitOffsets(
  kind: ClassifierArchitecture['kind'],
  targets: Uint8Array,
  outputs: number,
): Float32Array {
  const n = targets.length / outputs;
  const ones = new Float64Array(outputs);
  targets.forEach((target, i) => {
    ones[i % outputs]! += target;
  });
  return Float32Array.from(ones, count => {
    const p = (count + 0.5) / (n + 1);
    return kind === 'classes' ? Math.log(p) : Math.log(p / (1 - p));
  });
}

/** Probabilities of logits: softmax for `classes`, the logistic function for `attributes`; [n, k]. */
export function probabilities(kind: ClassifierArchitecture['kind'], logits: tf.Tensor2D): tf.Tensor2D {
  switch (kind) {
    case 'classes':
      return tf.softmax(logits);
    case 'attributes':
      return tf.sigmoid(logits);
    default:
      throw new TypeError(`probabilities: unknown kind ${String(kind satisfies never)}`);
  }
}
