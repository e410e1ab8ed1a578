import { holes, type Prior, samplePrior } from '../latent/index.js';
import { Rng } from '../base/index.js';
import type { PackedHoles } from './explorer-data.js';

/** Draws of the prior that are judged, and the quantile of the codes' own distances beyond which one is in a hole. */
const [draws, level] = [2000, 0.95];

/**
 * The prior draws that lie far from every code; the page makes the draws again from the seed.
 * @param codes [n, d], draws from Q_Z
 */
export function packHoles(prior: Prior, codes: Float32Array): PackedHoles {
  const seed = 0;
  const drawn = samplePrior(prior, draws, Rng.fromSeed(seed).split('holes'));
  const d = prior.dimension;
  const { isHole, share, coverage, expectedCoverage, radius } = holes(drawn, codes, d, {
    level,
    k: Math.min(5, codes.length / d - 1),
  });
  const indices = [...isHole.keys()].filter(i => isHole[i] === 1);
  return { seed, draws, indices, radius, level, share, coverage, expectedCoverage };
}
