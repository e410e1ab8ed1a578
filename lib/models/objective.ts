import type * as tf from '@tensorflow/tfjs';
import type { AutoEncoder, Batch, Player } from './auto-encoder.js';
import { reconstructionCost } from './costs.js';
import type { Encoding } from './encoder.js';
import type { Objective, StatisticsUpdate } from '../engine/index.js';

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
