import * as tf from '@tensorflow/tfjs';
import type { AutoEncoder } from './auto-encoder.js';
import { evaluation } from './layers.js';
import type { Rng } from '../base/index.js';

/**
 * Passes items through a network, `chunk` of them at once.
 * @param values [count, ...shape]
 * @param apply [n, ...shape] ↦ [n, …]; what it makes on the way is freed
 * @returns the results of all items, one after another
 * @throws RangeError where there are fewer than `count` items
 */
export function inChunks(
  count: number,
  values: Uint8Array | Float32Array,
  shape: readonly number[],
  apply: (x: tf.Tensor) => tf.Tensor,
  { chunk = 250 }: { readonly chunk?: number } = {},
): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (values.length < count * size) {
    throw new RangeError(
      `expected ${count} items of ${shape.join(' × ')} values, got ${values.length} values`,
    );
  }
  const parts: Float32Array[] = [];
  for (let from = 0; from < count; from += chunk) {
    const n = Math.min(chunk, count - from);
    const part = Float32Array.from(values.subarray(from * size, (from + n) * size));
    const result = tf.tidy(() => apply(tf.tensor(part, [n, ...shape])));
    parts.push(result.dataSync<'float32'>());
    result.dispose();
  }
  const out = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * Codes of images: [count, h, w, c] bytes ↦ [count, d].
 * @param rng where given, each code is a draw from Q(Z|x); otherwise it is the mean
 */
export function encodeImages(
  { config, encoder }: AutoEncoder,
  images: Uint8Array,
  count: number,
  rng?: Rng,
): Float32Array {
  return inChunks(count, images, config.image, x => {
    const noise =
      rng === undefined || encoder.config.kind !== 'gaussian'
        ? {}
        : { codeNoise: standardNormal(x.shape[0] as number, config.prior.dimension, rng) };
    return encoder.encode(tf.div(x, 255), evaluation, noise).z;
  });
}

/** Images with their classes. */
export interface LabelledImages {
  /** [count, h, w, c] bytes */
  readonly images: Uint8Array;
  /** Class of each image, [count]. */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** What an encoder makes of a set of images, in their order. */
export interface EncodedSet {
  /** n, the number of images. */
  readonly count: number;
  /** d */
  readonly dimension: number;
  /** Means of Q(Z|x), [n, d]. */
  readonly means: Float32Array;
  /** Logarithms of its variances, [n, d]; absent unless the encoder is Gaussian. */
  readonly logVariances?: Float32Array;
  /** One draw from each Q(Z|x), [n, d]; the means unless the encoder is Gaussian. */
  readonly draws: Float32Array;
  /** Class of each image, [n]. */
  readonly labels: Uint8Array;
}

/**
 * Encodes a set of images, each once: what is measured and drawn of their codes comes from here.
 * @param rng where the draws come from; those of the first images are the same however many follow
 */
export function encodeSet(
  model: AutoEncoder,
  { images, labels, count }: LabelledImages,
  rng: Rng,
): EncodedSet {
  const { config, encoder } = model;
  const d = config.prior.dimension;
  const about = { count, dimension: d, labels: labels.subarray(0, count) };
  if (encoder.config.kind !== 'gaussian') {
    const means = encodeImages(model, images, count);
    return { ...about, means, draws: means };
  }
  const parts = inChunks(count, images, config.image, x => {
    const codeNoise = standardNormal(x.shape[0]!, d, rng);
    const { mean, logVariance, z } = encoder.encode(tf.div(x, 255), evaluation, { codeNoise });
    return tf.concat([mean, logVariance!, z], 1); // [n, 3d]
  });
  const part = (k: number): Float32Array =>
    Float32Array.from({ length: count * d }, (_, i) => parts[3 * d * Math.floor(i / d) + k * d + (i % d)]!);
  return { ...about, means: part(0), logVariances: part(1), draws: part(2) };
}

/** The codes of the first images of a set, `count` at most. */
export function firstCodes(set: EncodedSet, count: number): EncodedSet {
  const n = Math.min(count, set.count);
  const { dimension, means, logVariances, draws, labels } = set;
  return {
    count: n,
    dimension,
    means: means.subarray(0, n * dimension),
    ...(logVariances !== undefined && { logVariances: logVariances.subarray(0, n * dimension) }),
    draws: draws.subarray(0, n * dimension),
    labels: labels.subarray(0, n),
  };
}

/** The mean codes of some images of a set, [rows, d], in the order asked for. */
export function meansOf({ means, dimension }: EncodedSet, rows: ArrayLike<number>): Float32Array {
  const codes = new Float32Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i++) {
    codes.set(means.subarray(rows[i]! * dimension, (rows[i]! + 1) * dimension), i * dimension);
  }
  return codes;
}

function standardNormal(n: number, dimension: number, rng: Rng): tf.Tensor2D {
  return tf.tensor2d(rng.fillNormal(new Float32Array(n * dimension)), [n, dimension]);
}

/** Decoded codes: [count, d] ↦ pixels in [0, 1], [count, h, w, c]. */
export function decodeCodes(
  { config, decoder }: AutoEncoder,
  codes: Float32Array,
  count: number,
): Float32Array {
  return inChunks(count, codes, [config.prior.dimension], z => decoder.decode(z as tf.Tensor2D));
}

/** Reconstructions from mean codes: [count, h, w, c] bytes ↦ pixels in [0, 1]. */
export function reconstructImages(model: AutoEncoder, images: Uint8Array, count: number): Float32Array {
  return inChunks(count, images, model.config.image, x =>
    model.decoder.decode(model.encoder.encode(tf.div(x, 255)).mean),
  );
}

/** Pixels in [0, 1] as bytes. */
export function toBytes(pixels: Float32Array): Uint8Array {
  const bytes = new Uint8Array(pixels.length);
  for (let k = 0; k < bytes.length; k++) {
    bytes[k] = Math.round(255 * Math.min(Math.max(pixels[k]!, 0), 1));
  }
  return bytes;
}
