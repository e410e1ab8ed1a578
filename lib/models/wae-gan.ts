import * as tf from '@tensorflow/tfjs';
import type { Rng } from '../base/index.js';
import { addLogPrior, adversarialPenalty, discriminatorLoss } from '../penalties/index.js';
import { autoEncoderPlayer, type Batch, makeAutoEncoder, type Model, type Player } from './auto-encoder.js';
import type { AutoEncoderConfig } from './config.js';
import { discriminatorNetwork, discriminatorSlope } from './discriminator.js';
import { evaluation, type Layer } from './layers.js';

/** The discriminator in the latent space of a WAE-GAN. */
export interface Discriminator {
  /** Units of its hidden layers. */
  readonly units: readonly number[];
  /** Whether log p_Z(z) is added to its logit (`gan_p_trick` of the released code). */
  readonly logPrior: boolean;
  /** Standard deviation of its initial weights, if it is not that of the other networks. */
  readonly initialStd?: number | undefined;
  /** γ of γ/2 · (mean ‖∇ logit(z)‖² + mean ‖∇ logit(z̃)‖²), which D descends beside its loss; 0 if it is left out. */
  readonly slopePenalty?: number | undefined;
}

/** A WAE-GAN: an auto-encoder and the discriminator in its latent space. */
export interface WaeGanConfig extends AutoEncoderConfig {
  readonly discriminator: Discriminator;
}

/**
 * WAE-GAN: E c(x, G(z)) − λ E log D(z̃), while D ascends λ (E log D(z) + E log(1 − D(z̃))), z from P_Z and z̃ from
 * Q_Z. D moves first, then encoder and decoder against the new D.
 * @see tolstikhin:18, Algorithm 1; mescheder:18 for the penalty of D's slopes, which the paper does without. Differs from
 *   the released code, where encoder and decoder move first and D after them, on fresh codes.
 */
export function makeWaeGan(config: WaeGanConfig, rng: Rng): Model {
  const autoEncoder = makeAutoEncoder(config, rng);
  const { encoder, decoder } = autoEncoder;
  const { units, logPrior, initialStd = config.initialStd, slopePenalty = 0 } = config.discriminator;
  const network = discriminatorNetwork(config.prior.dimension, units, { rng, initialStd });
  const logits = (z: tf.Tensor2D): tf.Tensor => {
    const value = network.apply(z, evaluation);
    return logPrior ? addLogPrior(value, z, config.prior) : value;
  };
  const discriminator: Player = {
    name: 'discriminator',
    parameters: network.parameters,
    objective(batch: Batch) {
      // The same codes as the auto-encoder's below: TensorFlow's graph optimiser computes them once.
      const { z } = encoder.encode(batch.x, { kind: 'training', updates: [] }, batch);
      const loss = discriminatorLoss(logits(batch.zPrior), logits(z));
      const slope = slopePenalty === 0 ? undefined : slopeTerm(network, slopePenalty, batch.zPrior, z);
      const regularized = slope === undefined ? loss : tf.add(loss, slope);
      return {
        loss: tf.mul<tf.Scalar>(batch.lambda, regularized),
        terms: { discriminator: loss, ...(slope && { slope }) },
        updates: [],
      };
    },
  };
  return {
    ...autoEncoder,
    networks: [encoder.network, decoder.network, network],
    discriminate: logits,
    players: [discriminator, autoEncoderPlayer(autoEncoder, ({ z }) => adversarialPenalty(logits(z)))],
  };
}

/** γ/2 · (mean ‖∇ logit(z)‖² + mean ‖∇ logit(z̃)‖²). */
function slopeTerm(network: Layer, gamma: number, zPrior: tf.Tensor2D, z: tf.Tensor2D): tf.Scalar {
  const slopes: tf.Scalar = tf.add(discriminatorSlope(network, zPrior), discriminatorSlope(network, z));
  return tf.mul(slopes, gamma / 2);
}
