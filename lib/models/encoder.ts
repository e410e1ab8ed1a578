import * as tf from '@tensorflow/tfjs';
import { type Architecture, encoderNetwork, type ImageShape } from './networks.js';
import { evaluation, type Layer, type Pass } from './layers.js';
import { type OwnCode, ownNetwork } from './own-model.js';
import type { Prior } from '../latent/index.js';
import { ontoSupport } from '../penalties/index.js';
import type { Rng } from '../base/index.js';

/** What an encoder makes of a batch. */
export interface Encoding {
  /** A draw from Q(Z|x) for each image, [n, d]. */
  readonly z: tf.Tensor2D;
  /** Its mean (for a deterministic encoder, z itself), [n, d]. */
  readonly mean: tf.Tensor2D;
  /** Logarithm of its variance per coordinate, [n, d]; absent unless the encoder is Gaussian. */
  readonly logVariance?: tf.Tensor2D;
}

/** How chance enters Q(Z|X). */
export type EncoderKind =
  /** z = φ(x). */
  | { readonly kind: 'deterministic' }
  /** z = μ(x) + exp(½ log σ²(x)) · ε with ε ~ N(0, I). */
  | { readonly kind: 'gaussian' }
  /** z = φ(x + ε) in training with ε ~ N(0, std²) cut at 2 std, z = φ(x) in evaluation: `add_noise` of the released code. */
  | { readonly kind: 'additive-noise'; readonly std: number };

/** Standard deviation of the noise that the released code adds to pixels (`models.py`). */
export const RELEASED_PIXEL_NOISE = 0.01;

/** The noise that a training batch brings for an encoder. */
export interface EncoderNoise {
  /** Standard normal, [n, d]; for Gaussian encoders. */
  readonly codeNoise?: tf.Tensor2D;
  /** Already scaled, the images' shape; for additive-noise encoders. */
  readonly pixelNoise?: tf.Tensor4D;
}

/** Q(Z|X). */
export interface Encoder {
  readonly config: EncoderKind;
  readonly network: Layer;
  /**
   * Encodes images.
   * @param x [n, h, w, c], pixel values in [0, 1]
   * @param noise needed in training by encoders that take any; without it z is the mean
   */
  encode(x: tf.Tensor4D, pass?: Pass, noise?: EncoderNoise): Encoding;
}

/** Bounds of log σ² in the released code (`wae.py`). */
export const LOG_VARIANCE_BOUND = 50;

/** Makes an encoder whose codes lie on the prior's support. */
export function makeEncoder(
  config: EncoderKind,
  architecture: Architecture,
  image: ImageShape,
  prior: Prior,
  options: { readonly rng: Rng; readonly initialStd: number },
  own?: OwnCode,
): Encoder {
  const d = prior.dimension;
  const outputs = config.kind === 'gaussian' ? 2 * d : d;
  const network =
    ownNetwork(own, 'encoder', (make, tools) => make(image, outputs, tools), options) ??
    encoderNetwork(architecture, image, outputs, options);
  const through = (x: tf.Tensor4D, pass: Pass): tf.Tensor2D => network.apply(x, pass) as tf.Tensor2D;
  return {
    config,
    network,
    encode(x, pass = evaluation, { codeNoise, pixelNoise } = {}) {
      switch (config.kind) {
        case 'deterministic': {
          const z = ontoSupport(prior, through(x, pass));
          return { z, mean: z };
        }
        case 'additive-noise': {
          const z = ontoSupport(prior, through(pixelNoise === undefined ? x : x.add(pixelNoise), pass));
          return { z, mean: z };
        }
        case 'gaussian': {
          const [mean, raw] = tf.split(through(x, pass), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
          const logVariance = tf.clipByValue(raw, -LOG_VARIANCE_BOUND, LOG_VARIANCE_BOUND) as tf.Tensor2D;
          const noisy =
            codeNoise === undefined
              ? mean
              : mean.add<tf.Tensor2D>(codeNoise.mul(tf.exp(logVariance.mul(0.5))));
          return { z: ontoSupport(prior, noisy), mean: ontoSupport(prior, mean), logVariance };
        }
        default:
          throw new TypeError(`makeEncoder: unknown encoder ${JSON.stringify(config satisfies never)}`);
      }
    },
  };
}
