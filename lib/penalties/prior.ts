import * as tf from '@tensorflow/tfjs';
import { naming, rangeError } from '../base/index.js';
import { checkPrior, type Prior, unknownPrior } from '../latent/index.js';

/** Added under the root of ‖z‖² by `ontoSupport` on the sphere: the floor of TensorFlow's `l2_normalize`. */
export const NORM_FLOOR = 1e-12;

/**
 * Log-density of a normal prior: log p_Z(z) = −‖z‖²/(2σ²) − (d/2)·log(2πσ²).
 *
 * The uniform priors are refused: on the cube it is constant inside and −∞ outside, on the sphere there is no
 * density.
 * @param z [n, d]
 * @returns [n], nats
 * @throws RangeError for another kind of prior, or when `z` is not [n, d]
 */
export function logDensity(prior: Prior, z: tf.Tensor2D): tf.Tensor1D {
  return naming('logDensity', () => {
    checkPrior(prior);
    if (prior.kind !== 'normal') {
      throw rangeError(`\`prior.kind\` to be normal, got ${prior.kind}`);
    }
    checkCodes(prior, z);
    const variance = prior.sigma ** 2;
    const atOrigin = -0.5 * prior.dimension * Math.log(2 * Math.PI * variance);
    return tf.tidy(() =>
      tf.add(tf.mul(tf.sum(tf.square(z), 1), -1 / (2 * variance)), atOrigin),
    ) as tf.Tensor1D;
  });
}

/**
 * Maps an encoder's outputs onto the prior's support: z (normal), σ·tanh z (cube),
 * σ·z / √max(‖z‖², 1e-12) (sphere), the coordinates of one code together.
 *
 * Differs: the released code leaves out σ here.
 * @param z [n, d], any reals
 * @returns [n, d], latent units; the caller owns it
 * @throws RangeError when `z` is not [n, d]
 * @see tolstikhin:18, released `models.py`, end of `encoder`
 */
export function ontoSupport(prior: Prior, z: tf.Tensor2D): tf.Tensor2D {
  return naming('ontoSupport', () => {
    checkPrior(prior);
    checkCodes(prior, z);
    const { kind, sigma } = prior;
    return tf.tidy(() => {
      switch (kind) {
        case 'normal':
          return z.clone();
        case 'uniform-cube':
          return tf.mul(tf.tanh(z), sigma) as tf.Tensor2D;
        case 'uniform-sphere': {
          const squaredNorm = tf.maximum(tf.sum(tf.square(z), 1, true), NORM_FLOOR); // [n, d] -> [n, 1]
          return tf.mul(z, tf.mul(tf.rsqrt(squaredNorm), sigma)) as tf.Tensor2D;
        }
        default:
          throw unknownPrior(kind);
      }
    });
  });
}

function checkCodes(prior: Prior, z: tf.Tensor2D): void {
  if (z.rank !== 2 || z.shape[1] !== prior.dimension) {
    throw rangeError(`\`z\` to be [n, ${prior.dimension}], got [${z.shape.join(', ')}]`);
  }
}
