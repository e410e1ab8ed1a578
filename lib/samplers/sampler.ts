import { naming, type Points, type Rng } from '../base/index.js';
import { checkPrior, type Prior, samplePrior } from '../latent/index.js';

/** Where codes for a decoder come from. */
export interface Sampler {
  readonly name: 'prior' | 'gaussian' | 'mixture' | 'second-stage' | 'flow';
  /**
   * Independent draws.
   * @param count an integer ≥ 0
   * @returns [count, d], latent units
   * @throws RangeError for a bad `count`
   */
  sample(count: number, rng: Rng): Points<Float32Array>;
}

/**
 * Draws from P_Z itself, as the objective promises.
 * @throws RangeError for a bad prior
 */
export function priorSampler(prior: Prior): Sampler {
  naming('priorSampler', () => checkPrior(prior));
  return { name: 'prior', sample: (count, rng) => samplePrior(prior, count, rng) };
}
