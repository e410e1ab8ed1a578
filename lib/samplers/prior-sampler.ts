import { naming } from '../base/index.js';
import { checkPrior, type Prior, samplePrior } from '../latent/index.js';
import type { Sampler } from './sampler.js';

/**
 * Draws from P_Z itself, as the objective promises.
 * @throws RangeError for a bad prior
 */
export function priorSampler(prior: Prior): Sampler {
  naming('priorSampler', () => checkPrior(prior));
  return { name: 'prior', sample: (count, rng) => samplePrior(prior, count, rng) };
}
