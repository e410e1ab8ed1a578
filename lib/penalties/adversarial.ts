import { naming, rangeError } from '../base/index.js';
import * as tf from '@tensorflow/tfjs';
import type { Prior } from '../latent/index.js';
import { logDensity } from './prior.js';

/**
 * What the discriminator descends: −mean log D(z) − mean log(1 − D(z̃)) with D = 1/(1 + e^−logit), z draws from P_Z
 * and z̃ codes; log 4 if D is 1/2 everywhere. Algorithm 1 ascends λ times its negative: multiply by λ outside.
 * @param logitsPrior [n, 1] or [n], logits at draws from P_Z
 * @param logitsCode [m, 1] or [m], logits at codes
 * @returns a scalar, nats; the caller owns it
 * @throws RangeError when a batch is empty
 * @see tolstikhin:18, algorithm 1, line 6
 */
export function discriminatorLoss(logitsPrior: tf.Tensor, logitsCode: tf.Tensor): tf.Scalar {
  naming('discriminatorLoss', () => {
    checkLogits(logitsPrior, 'logitsPrior');
    checkLogits(logitsCode, 'logitsCode');
  });
  // −log D = softplus(−logit), −log(1 − D) = softplus(logit)
  return tf.tidy(() => tf.add(tf.mean(tf.softplus(tf.neg(logitsPrior))), tf.mean(tf.softplus(logitsCode))));
}

/**
 * The WAE-GAN penalty, what the encoder descends: −mean log D(z̃), the form that does not saturate.
 * @param logitsCode [n, 1] or [n], logits at codes
 * @returns a scalar, nats; the caller owns it
 * @throws RangeError when the batch is empty
 * @see tolstikhin:18, algorithm 1, line 7, without its λ
 */
export function adversarialPenalty(logitsCode: tf.Tensor): tf.Scalar {
  naming('adversarialPenalty', () => checkLogits(logitsCode, 'logitsCode'));
  return tf.tidy(() => tf.mean(tf.softplus(tf.neg(logitsCode))));
}

/**
 * The log-prior form of the discriminator: logit(z) + log p_Z(z), after which the network only has to learn
 * −log q_Z(z), since the best logit is log p_Z(z) − log q_Z(z).
 *
 * Differs: the released code adds −‖z‖²/(2σ²) as [n] to logits [n, 1], which spreads to [n, n], and halves log 2π
 * once and not d times (a constant, which the last bias absorbs). Here each code has its own log-density.
 * @param logits [n, 1] or [n], the network's outputs at `z`
 * @param z [n, d]
 * @param prior a normal prior
 * @returns the shape of `logits`; the caller owns it
 * @throws RangeError for another kind of prior, or when the shapes do not fit
 * @see mescheder:17, adversarial variational Bayes; tolstikhin:18, released `models.py`, `gan_p_trick`
 */
export function addLogPrior(logits: tf.Tensor, z: tf.Tensor2D, prior: Prior): tf.Tensor {
  if (logits.size !== z.shape[0] || logits.shape[0] !== logits.size) {
    throw new RangeError(
      `addLogPrior: expected \`logits\` to be [${z.shape[0]}, 1] or [${z.shape[0]}], got [${logits.shape.join(', ')}]`,
    );
  }
  return tf.tidy(() => tf.add(logits, tf.reshape(logDensity(prior, z), logits.shape)));
}

function checkLogits(logits: tf.Tensor, name: string): void {
  if (logits.size === 0) throw rangeError(`\`${name}\` to hold at least one logit, got none`);
}
