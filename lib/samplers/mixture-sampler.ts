import { checkCount, drawer, naming, pointAt, type Points, type Rng } from '../base/index.js';
import { fitMixture, type FittedMixture, type MixtureFitOptions } from './mixture-fit.js';
import { startMixture } from './mixture-start.js';
import { emptyCodes, normalDrawer } from './normal-draws.js';
import type { Sampler } from './sampler.js';

/** How {@link mixtureSampler} fits. */
export interface MixtureOptions extends MixtureFitOptions {
  /** Where the fit's start comes from. */
  readonly rng: Rng;
  /** Components; 10, as in ghosh:20. */
  readonly components?: number;
}

/** A sampler with the fit that it draws from. */
export interface MixtureSampler extends Sampler {
  readonly name: 'mixture';
  readonly fit: FittedMixture;
}

/**
 * Draws from a mixture of normal distributions with full covariances, fitted to codes once from a k-means start.
 *
 * The steps are {@link startMixture} and {@link fitMixture}.
 * @param codes training codes, [n, d], n ≥ components
 * @throws RangeError for bad codes or options, and if a covariance is singular, which needs `ridge` to be 0
 * @see ghosh:20, section 4: ten components
 */
export function mixtureSampler(codes: Points, options: MixtureOptions): MixtureSampler {
  const fit = naming('mixtureSampler', () => fitMixture(codes, startMixture(codes, options), options));
  const pick = drawer(Float64Array.from(fit.mixture, ({ weight }) => weight));
  const draws = fit.mixture.map(normalDrawer);
  return {
    name: 'mixture',
    fit,
    sample(count, rng) {
      naming('MixtureSampler.sample', () => checkCount(count, 'count', 0));
      const out = emptyCodes(count, codes.shape[1]);
      for (let i = 0; i < count; i++) draws[pick(rng)]!(pointAt(out, i), rng);
      return out;
    },
  };
}
