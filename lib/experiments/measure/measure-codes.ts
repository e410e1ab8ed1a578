import {
  type Activity,
  codeMoments,
  coordinateActivity,
  type LatentDistance,
  type LatentMmd,
  latentMmd,
  latentMmdTest,
  latentSinkhorn,
  latentSliced,
  type LatentTest,
  type Mardia,
  mardia,
  shuffledCodes,
} from '../../metrics/index.js';
import { type Prior, samplePrior } from '../../latent/index.js';
import { RELEASED_SCALES, resolveKernel } from '../../penalties/index.js';
import type { Rng } from '../../base/index.js';

/** What is measured of the test images' codes, draws from Q(Z|x), against the prior. */
export interface CodeMetrics {
  /** One number a coordinate. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Unbiased MMD² of the codes to as many prior draws, the IMQ kernel summed over the released scales. */
  readonly mmd: LatentMmd;
  /** The permutation test of that MMD². */
  readonly mmdTest: LatentTest;
  /** Sliced W₂ and Sinkhorn divergence to the prior, each beside that of two sets of prior draws. */
  readonly sliced: LatentDistance;
  readonly sinkhorn: LatentDistance;
  /** Skewness and kurtosis; null where the prior is not normal, or the codes lie in a plane. */
  readonly mardia: Mardia | null;
  /** Of the mean codes. */
  readonly activity: Activity;
}

/** Blocks that distances are means over: ten, or fewer (but two) where they would have fewer than 50 points. */
export function blocksOf(n: number): number {
  return Math.max(2, Math.min(10, Math.floor(n / 50)));
}

/**
 * Measures codes against their prior.
 * @param codes [n, d], one draw from Q(Z|x) for each test image
 * @param means [n, d], the mean codes
 */
export function measureCodes(codes: Float32Array, means: Float32Array, prior: Prior, rng: Rng): CodeMetrics {
  const { dimension } = prior;
  const n = codes.length / dimension;
  const blocks = blocksOf(n);
  const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, prior);
  const priorDraws = samplePrior(prior, n, rng.split('prior'));
  const otherDraws = samplePrior(prior, n, rng.split('other draws'));
  const shuffled = shuffledCodes(codes, dimension, rng.split('order'));
  const sets = { codes: shuffled, priorDraws, otherDraws, dimension };
  const {
    value,
    standardError,
    n: compared,
  } = latentMmd(shuffled, priorDraws, dimension, kernel, {
    blocks,
  });
  return {
    ...codeMoments(codes, dimension),
    mmd: { value, standardError, n: compared, blocks },
    mmdTest: latentMmdTest(shuffled, priorDraws, dimension, kernel, { rng: rng.split('permutations') }),
    sliced: latentSliced(sets, { rng: rng.split('directions'), blocks }),
    sinkhorn: latentSinkhorn(sets, { blocks }),
    mardia: prior.kind === 'normal' ? mardiaOrNull(codes, dimension) : null,
    activity: coordinateActivity(means, dimension),
  };
}

function mardiaOrNull(codes: Float32Array, dimension: number): Mardia | null {
  try {
    return mardia(codes, dimension);
  } catch (error) {
    // A coordinate that has collapsed leaves nothing to test.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
