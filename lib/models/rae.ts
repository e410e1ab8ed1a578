import * as tf from '@tensorflow/tfjs';
import { naming, rangeError, type Rng } from '../base/index.js';
import { nameOf } from '../engine/index.js';
import { autoEncoderPlayer, makeAutoEncoder, type Model, type Player } from './auto-encoder.js';
import type { AutoEncoderConfig } from './config.js';

/** A regularised auto-encoder. */
export interface RaeConfig extends AutoEncoderConfig {
  /** γ, the weight of the squared weights of the decoder, > 0. */
  readonly weightDecay: number;
}

/**
 * The regularised auto-encoder: E c(x, G(z)) + λ · E ½‖z‖² + γ ‖θ‖², θ the kernels of the decoder's layers (their biases
 * and normalisations are free). Small codes and a decoder that is smooth, since its weights are small, take the place of
 * noise and of a prior: its samples come from what is fitted to the codes afterwards. Draws from the prior that its
 * configuration names, with which the other models share their figures, are nothing it was trained for.
 * @throws RangeError unless the encoder is deterministic
 * @see ghosh:20, section 3, its RAE-L2
 */
export function makeRae(config: RaeConfig, rng: Rng): Model {
  naming('makeRae', () => {
    if (config.encoder.kind !== 'deterministic') {
      throw rangeError(`a deterministic encoder, got ${config.encoder.kind}`);
    }
  });
  const autoEncoder = makeAutoEncoder(config, rng);
  const { encoder, decoder } = autoEncoder;
  const kernels = decoder.network.parameters.filter(variable => nameOf(variable).endsWith('/kernel'));
  const player = autoEncoderPlayer(autoEncoder, ({ z }) => tf.mul(tf.mean(tf.sum(tf.square(z), 1)), 0.5));
  const decayed: Player = {
    ...player,
    objective(batch) {
      const { loss, terms, updates } = player.objective(batch);
      const weights = tf.addN(kernels.map(kernel => tf.sum(tf.square(kernel)))) as tf.Scalar;
      return {
        loss: tf.add(loss, tf.mul(weights, config.weightDecay)),
        terms: { ...terms, weights },
        updates,
      };
    },
  };
  return { ...autoEncoder, networks: [encoder.network, decoder.network], players: [decayed] };
}
