import type * as tf from '@tensorflow/tfjs';
import { type Decoder, makeDecoder } from './decoder.js';
import { type Encoder, type EncoderNoise, type Encoding, makeEncoder } from './encoder.js';
import type { Objective, StatisticsUpdate } from '../engine/index.js';
import { reconstructionCost } from './costs.js';
import type { Layer } from './layers.js';
import { checkPrior } from '../latent/index.js';
import type { AutoEncoderConfig } from './config.js';
import { naming, type Rng } from '../base/index.js';

/** An encoder and a decoder on one latent space. */
export interface AutoEncoder {
  readonly config: AutoEncoderConfig;
  readonly encoder: Encoder;
  readonly decoder: Decoder;
}

/** Everything that one training step sees, as tensors. */
export interface Batch extends EncoderNoise {
  /** Images, [n, h, w, c], pixel values in [0, 1]. */
  readonly x: tf.Tensor4D;
  /** Draws from P_Z, [n, d]. */
  readonly zPrior: tf.Tensor2D;
  /** Unit vectors, [L, d]; for models that ask for `directions`. */
  readonly directions?: tf.Tensor2D;
  /** λ. */
  readonly lambda: tf.Scalar;
}

/**
 * A player of a game, in the sense in which adversarial training is one between two networks: it descends its own loss
 * along its own parameters, by an optimiser of its own. A model without an adversary has one player.
 */
export interface Player {
  readonly name: 'autoencoder' | 'discriminator' | 'encoder';
  readonly parameters: readonly tf.Variable[];
  /** The loss of a batch; called inside a differentiated function. */
  objective(batch: Batch): Objective;
}

/** A model that the training loop can train: networks, and players in the order of their updates. */
export interface Model extends AutoEncoder {
  /** Every network, in the order that checkpoints list them. */
  readonly networks: readonly Layer[];
  readonly players: readonly Player[];
  /** Logits of having come from the prior, codes [n, d] ↦ [n, 1]; of a model with a discriminator. */
  readonly discriminate?: (z: tf.Tensor2D) => tf.Tensor;
  /** How many random directions of the latent space each batch has to bring; absent for none. */
  readonly directions?: number;
}

/**
 * Makes encoder and decoder with weights drawn from `rng`.
 * @throws RangeError for a bad prior or image shape
 */
export function makeAutoEncoder(config: AutoEncoderConfig, rng: Rng): AutoEncoder {
  const { image, architecture, prior, encoder, initialStd } = config;
  naming('makeAutoEncoder', () => checkPrior(prior));
  const options = { rng, initialStd };
  return {
    config,
    encoder: makeEncoder(encoder, architecture, image, prior, options, config.own),
    decoder: makeDecoder(architecture, image, prior.dimension, options, config.own),
  };
}

/**
 * The side that encoder and decoder play in every model: they descend c(x, G(z̃)) + λ · penalty.
 * @param penalty of one batch's codes against the prior, a scalar
 * @see tolstikhin:18, equation 4
 */
export function autoEncoderPlayer(
  { config, encoder, decoder }: AutoEncoder,
  penalty: (encoding: Encoding, batch: Batch) => tf.Scalar,
): Player {
  return {
    name: 'autoencoder',
    parameters: [...encoder.network.parameters, ...decoder.network.parameters],
    objective(batch): Objective {
      const updates: StatisticsUpdate[] = [];
      const pass = { kind: 'training', updates } as const;
      const encoding = encoder.encode(batch.x, pass, batch);
      const output =
        config.cost.kind === 'cross-entropy'
          ? decoder.logits(encoding.z, pass)
          : decoder.decode(encoding.z, pass);
      const reconstruction = reconstructionCost(config.cost, batch.x, output);
      const divergence = penalty(encoding, batch);
      const loss = reconstruction.add<tf.Scalar>(batch.lambda.mul(divergence));
      return { loss, terms: { reconstruction, penalty: divergence }, updates };
    },
  };
}
