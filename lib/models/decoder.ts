import * as tf from '@tensorflow/tfjs';
import { evaluation, type Layer, type Pass } from './layers.js';
import { type Architecture, decoderNetwork, type ImageShape } from './networks.js';
import { type OwnCode, ownNetwork } from './own-model.js';
import type { Rng } from '../base/index.js';

/** G, or the mean of P(X|Z). */
export interface Decoder {
  readonly network: Layer;
  /** Logits of the pixels, [n, d] ↦ [n, h, w, c]. */
  logits(z: tf.Tensor2D, pass?: Pass): tf.Tensor4D;
  /** Pixels in [0, 1]: the logits' sigmoid. */
  decode(z: tf.Tensor2D, pass?: Pass): tf.Tensor4D;
}

/** Makes a decoder of codes with `latent` coordinates. */
export function makeDecoder(
  architecture: Architecture,
  image: ImageShape,
  latent: number,
  options: { readonly rng: Rng; readonly initialStd: number },
  own?: OwnCode,
): Decoder {
  const network =
    ownNetwork(own, 'decoder', (make, tools) => make(latent, image, tools), options) ??
    decoderNetwork(architecture, image, latent, options);
  const logits = (z: tf.Tensor2D, pass: Pass = evaluation): tf.Tensor4D =>
    network.apply(z, pass) as tf.Tensor4D;
  return { network, logits, decode: (z, pass) => tf.sigmoid(logits(z, pass)) };
}
