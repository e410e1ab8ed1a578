import * as tf from '@tensorflow/tfjs';

/**
 * The encoder's pre-training loss: how far the codes' mean and covariance are from those of draws from the prior,
 *
 *     (1/d) Σ_c (mean z_c − mean z'_c)² + (1/d²) Σ_{c,e} (cov z_{ce} − cov z'_{ce})²,
 *
 * covariances over n − 1. The released code stops pre-training when it falls under 0.1.
 * @param z [n, d], codes, n ≥ 2
 * @param zPrior [m, d], draws from P_Z, m ≥ 2
 * @returns a scalar (latent unit² + latent unit⁴); the caller owns it
 * @throws RangeError when the shapes do not fit
 * @see tolstikhin:18, released `wae.py`, `pretrain_loss`
 */
export function momentsLoss(z: tf.Tensor2D, zPrior: tf.Tensor2D): tf.Scalar {
  if (z.shape[1] !== zPrior.shape[1] || z.shape[0] < 2 || zPrior.shape[0] < 2) {
    throw new RangeError(
      `momentsLoss: expected \`z\` and \`zPrior\` to be [n, d] and [m, d] with n, m ≥ 2, got [${z.shape.join(', ')}] and [${zPrior.shape.join(', ')}]`,
    );
  }
  return tf.tidy(() => {
    const codes = moments(z);
    const draws = moments(zPrior);
    return tf.add(
      tf.mean(tf.squaredDifference(codes.mean, draws.mean)),
      tf.mean(tf.squaredDifference(codes.covariance, draws.covariance)),
    ) as tf.Scalar;
  });
}

/** Mean [1, d] and covariance [d, d] over n − 1. */
function moments(z: tf.Tensor2D): { mean: tf.Tensor; covariance: tf.Tensor } {
  const mean = tf.mean(z, 0, true);
  const centred = tf.sub(z, mean);
  return { mean, covariance: tf.div(tf.matMul(centred, centred, true, false), z.shape[0] - 1) };
}
