import { checkCount, naming } from '../base/index.js';
import type { Gaussian } from '../ot/index.js';
import { checkCodes } from './codes.js';
import { weightedMoments } from './moments.js';
import { normalDrawer } from './normal-draws.js';
import type { Sampler } from './sampler.js';

/** A sampler with the distribution that it draws from. */
export interface GaussianSampler extends Sampler {
  readonly name: 'gaussian';
  readonly gaussian: Gaussian;
}

/**
 * Draws from the likeliest normal distribution of codes: N(m, Σ), m their mean and Σ = (1/n) Σ_i (z_i − m)(z_i − m)ᵀ.
 *
 * Σ may be singular (codes in a plane, or fewer codes than coordinates): the draws then stay where the codes are, in
 * the affine subspace through m.
 * @param codes training codes, [n, d], n ≥ 2
 * @param dimension d
 * @throws RangeError where `codes` are not at least two whole, finite codes
 * @see ghosh:20, section 4
 */
export function gaussianSampler(codes: Float32Array, dimension: number): GaussianSampler {
  naming('gaussianSampler', () => checkCodes(codes, dimension, 2));
  const { mean, covariance } = weightedMoments(codes, dimension);
  const draw = normalDrawer({ mean, covariance });
  return {
    name: 'gaussian',
    gaussian: { mean, covariance },
    sample(count, rng) {
      naming('GaussianSampler.sample', () => checkCount(count, 'count', 0));
      const out = new Float32Array(count * dimension);
      for (let i = 0; i < count; i++) draw(out.subarray(i * dimension, (i + 1) * dimension), rng);
      return out;
    },
  };
}
