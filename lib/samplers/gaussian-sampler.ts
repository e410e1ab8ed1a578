import { checkCount, checkPoints, naming, pointAt, type Points } from '../base/index.js';
import type { Gaussian } from '../ot/index.js';
import { weightedMoments } from './moments.js';
import { emptyCodes, normalDrawer } from './normal-draws.js';
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
 * @throws RangeError unless they are at least two whole, finite codes
 * @see ghosh:20, section 4
 */
export function gaussianSampler(codes: Points): GaussianSampler {
  naming('gaussianSampler', () => checkPoints(codes, 'codes', 2));
  const { mean, covariance } = weightedMoments(codes);
  const draw = normalDrawer({ mean, covariance });
  return {
    name: 'gaussian',
    gaussian: { mean, covariance },
    sample(count, rng) {
      naming('GaussianSampler.sample', () => checkCount(count, 'count', 0));
      const out = emptyCodes(count, codes.shape[1]);
      for (let i = 0; i < count; i++) draw(pointAt(out, i), rng);
      return out;
    },
  };
}
