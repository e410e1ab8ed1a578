import * as tf from '@tensorflow/tfjs';
import type { AutoEncoder } from './auto-encoder.js';
import { squaredErrors } from './costs.js';
import { evaluation } from './layers.js';
import { inSingle, naming, type Points, rangeError, type Rng, rowsBetween } from '../base/index.js';

/**
 * Passes items through a network, `chunk` of them at once.
 * @param values [count, ...shape]
 * @param apply [n, ...shape] ↦ [n, …]; what it makes on the way is freed
 * @returns the results of all items, one after another
 * @throws RangeError if there are fewer than `count` items
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
 * @param rng if given, each code is a draw from Q(Z|x); otherwise it is the mean
 */
export function encodeImages(
  { config, encoder }: AutoEncoder,
  images: Uint8Array,
  count: number,
  rng?: Rng,
): Points<Float32Array> {
  const d = config.prior.dimension;
  const data = inChunks(count, images, config.image, x => {
    const noise =
      rng === undefined || encoder.config.kind !== 'gaussian'
        ? {}
        : { codeNoise: standardNormal(x.shape[0] as number, d, rng) };
    return encoder.encode(tf.div(x, 255), evaluation, noise).z;
  });
  return { data, shape: [count, d] };
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
  /** Means of Q(Z|x), [n, d]. */
  readonly means: Points<Float32Array>;
  /** Logarithms of its variances, [n, d]; absent unless the encoder is Gaussian. */
  readonly logVariances?: Points<Float32Array>;
  /** One draw from each Q(Z|x), [n, d]; the means unless the encoder is Gaussian. */
  readonly draws: Points<Float32Array>;
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
  const classes = labels.subarray(0, count);
  if (encoder.config.kind !== 'gaussian') {
    const means = encodeImages(model, images, count);
    return { means, draws: means, labels: classes };
  }
  const parts = inChunks(count, images, config.image, x => {
    const codeNoise = standardNormal(x.shape[0]!, d, rng);
    const { mean, logVariance, z } = encoder.encode(tf.div(x, 255), evaluation, { codeNoise });
    return tf.concat([mean, logVariance!, z], 1); // [n, 3d]
  });
  const part = (k: number): Points<Float32Array> => ({
    data: Float32Array.from(
      { length: count * d },
      (_, i) => parts[3 * d * Math.floor(i / d) + k * d + (i % d)]!,
    ),
    shape: [count, d],
  });
  return { means: part(0), logVariances: part(1), draws: part(2), labels: classes };
}

/** The codes of the first images of a set, `count` at most. */
export function firstCodes({ means, logVariances, draws, labels }: EncodedSet, count: number): EncodedSet {
  const n = Math.min(count, means.shape[0]);
  return {
    means: rowsBetween(means, 0, n),
    ...(logVariances !== undefined && { logVariances: rowsBetween(logVariances, 0, n) }),
    draws: rowsBetween(draws, 0, n),
    labels: labels.subarray(0, n),
  };
}

function standardNormal(n: number, dimension: number, rng: Rng): tf.Tensor2D {
  return tf.tensor2d(rng.fillNormal(new Float32Array(n * dimension)), [n, dimension]);
}

/**
 * Decoded codes: [n, d] ↦ pixels in [0, 1], [n, h, w, c].
 * @throws RangeError unless the codes are whole, with as many coordinates as the model's prior
 */
export function decodeCodes({ config, decoder }: AutoEncoder, codes: Points): Float32Array {
  const { data, shape } = inSingle(codes);
  const d = config.prior.dimension;
  naming('decodeCodes', () => {
    if (shape[1] === d && data.length === shape[0] * d) return;
    throw rangeError(`\`codes\` to be [n, ${d}], got ${data.length} numbers as [${shape.join(', ')}]`);
  });
  return inChunks(shape[0], data, [d], z => decoder.decode(z as tf.Tensor2D));
}

/**
 * Squared error of each of the first images and what is decoded from its code: [count, h, w, c] bytes and [n, d] ↦ [n],
 * n ≤ count.
 * @throws RangeError if there are fewer images than codes, or the codes are not of the model's latent space
 */
export function codeErrors(model: AutoEncoder, images: Uint8Array, codes: Points): Float64Array {
  const n = codes.shape[0];
  const pixels = model.config.image.reduce((a, b) => a * b, n);
  return squaredErrors(images.subarray(0, pixels), decodeCodes(model, codes), n);
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
