import type { Rng } from '../base/index.js';
import { klToStandardNormal } from '../penalties/index.js';
import { autoEncoderPlayer, makeAutoEncoder, type Model } from './auto-encoder.js';
import type { AutoEncoderConfig } from './config.js';

/**
 * The variational auto-encoder: E c(x, G(z)) + λ · KL(Q(Z|x) ‖ P_Z), the penalty taken point by point. With the
 * cross-entropy (a Bernoulli decoder) and λ = 1 it is the negative evidence lower bound.
 * @throws RangeError unless the encoder is Gaussian and the prior normal
 * @see kingma-welling:14
 */
export function makeVae(config: AutoEncoderConfig, rng: Rng): Model {
  if (config.encoder.kind !== 'gaussian' || config.prior.kind !== 'normal') {
    throw new RangeError(
      `makeVae: expected a gaussian encoder and a normal prior, got ${config.encoder.kind} and ${config.prior.kind}`,
    );
  }
  const autoEncoder = makeAutoEncoder(config, rng);
  const { encoder, decoder } = autoEncoder;
  const player = autoEncoderPlayer(autoEncoder, ({ mean, logVariance }) => {
    if (logVariance === undefined) throw new Error('makeVae: a Gaussian encoder gave no variance');
    return klToStandardNormal(mean, logVariance, config.prior.sigma);
  });
  return { ...autoEncoder, networks: [encoder.network, decoder.network], players: [player] };
}
