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

/** What an encoder makes of images: the means of Q(Z|x) and, where it is Gaussian, the logarithms of its variances. */
export interface EncodedBalls {
  /** [count, d] */
  readonly means: Float32Array;
  /** [count, d] */
  readonly logVariances?: Float32Array;
}

/** The balls Q(Z|x) of images: [count, h, w, c] bytes ↦ means and log-variances, [count, d] each. */
export function encodeBalls(model: AutoEncoder, images: Uint8Array, count: number): EncodedBalls {
  const { config, encoder } = model;
  if (encoder.config.kind !== 'gaussian') return { means: encodeImages(model, images, count) };
  const d = config.prior.dimension;
  const both = inChunks(count, images, config.image, x => {
    const { mean, logVariance } = encoder.encode(tf.div(x, 255));
    return tf.concat([mean, logVariance!], 1);
  });
  const half = (from: number): Float32Array =>
    Float32Array.from({ length: count * d }, (_, i) => both[2 * d * Math.floor(i / d) + from + (i % d)]!);
  return { means: half(0), logVariances: half(d) };
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
