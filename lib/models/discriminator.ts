import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from '../engine/index.js';
import { dense, type Layer, rectifier, sequence } from './layers.js';
import { type NetworkOptions, sizes } from './networks.js';

/**
 * The discriminator of WAE-GAN: codes [n, d] ↦ logits [n, 1] of having come from the prior; (dense, ReLU) × k, dense.
 * @see tolstikhin:18, Appendix C: four hidden layers of 512 for MNIST
 */
export function discriminatorNetwork(
  latent: number,
  units: readonly number[],
  options: NetworkOptions,
): Layer {
  const named = (name: string): { readonly name: string } & NetworkOptions => ({
    ...options,
    name: `discriminator/${name}`,
  });
  const blocks = sizes(latent, units).map(([inputs, outputs], i) =>
    sequence([dense(inputs, outputs, named(`dense${i}`)), rectifier]),
  );
  return sequence([...blocks, dense(units.at(-1) ?? latent, 1, named('logit'))]);
}

/**
 * Mean over points of ‖∇_z logit(z)‖², of a {@link discriminatorNetwork}: what γ/2 of is added to the discriminator's
 * loss so that its slopes vanish where codes and prior agree, in place of turning around the equilibrium.
 *
 * The gradient is written out as the product of the layers' Jacobians, z ↦ W_k diag(h_k > 0) …, so that it can be
 * differentiated by the weights; the logit is linear around almost every point.
 * @param z [n, d]
 * @returns a scalar, (nats / latent unit)²; the caller owns it
 * @see mescheder:18, section 4.1 (R₁ at draws from the one side, R₂ from the other); roth:17
 */
export function discriminatorSlope({ parameters }: Layer, z: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const kernels = parameters.filter((_, i) => i % 2 === 0) as tf.Variable<tf.Rank.R2>[];
    const biases = parameters.filter((_, i) => i % 2 === 1) as tf.Variable<tf.Rank.R1>[];
    const open: tf.Tensor2D[] = [];
    let h = z;
    for (let l = 0; l < kernels.length - 1; l++) {
      const before = tf.add(tf.matMul(h, kernels[l]!), biases[l]!);
      open.push(withoutGradient(() => tf.cast(tf.greater(before, 0), 'float32')) as tf.Tensor2D);
      h = tf.mul(before, open[l]!);
    }
    // [n, 1] -> [n, units] -> … -> [n, d]
    let gradient: tf.Tensor2D = tf.ones([z.shape[0], 1]);
    for (let l = kernels.length - 1; l >= 0; l--) {
      gradient = tf.matMul(gradient, kernels[l]!, false, true);
      if (l > 0) gradient = tf.mul(gradient, open[l - 1]!);
    }
    return tf.mean(tf.sum(tf.square(gradient), 1));
  });
}
