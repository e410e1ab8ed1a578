import { z } from 'zod';
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
  meanNorm,
  mardia,
  shuffledCodes,
} from '../../metrics/index.js';
import { type Prior, priorStd, samplePrior } from '../../latent/index.js';
import { RELEASED_SCALES, resolveKernel } from '../../penalties/index.js';
import { nextTurn, type Points, type Rng, type Schema, type Values } from '../../base/index.js';
import { measured } from '../schemas.js';

const numbers = z.array(z.number());
const distance: z.ZodType<LatentDistance> = z.strictObject({ value: measured, floor: measured });

const mmd: z.ZodType<LatentMmd> = z.strictObject({
  value: z.number(),
  standardError: z.number(),
  n: z.number(),
  blocks: z.number(),
});

const mmdTest: z.ZodType<LatentTest> = z.strictObject({
  statistic: z.number(),
  pValue: z.number(),
  n: z.number(),
  protocol: z.string(),
});

const normality: z.ZodType<Mardia> = z.strictObject({
  skewness: z.number(),
  skewnessPValue: z.number(),
  kurtosis: z.number(),
  kurtosisPValue: z.number(),
  n: z.number(),
});

const activity: z.ZodType<Activity> = z.strictObject({
  variances: numbers,
  active: z.number(),
  n: z.number(),
  protocol: z.string(),
});

/** What `metrics.json` holds of codes. */
export const codeFields = {
  /** One number a coordinate. */
  mean: numbers as Schema<readonly number[]>,
  std: numbers as Schema<readonly number[]>,
  /** Unbiased MMD² of the codes to as many prior draws, the IMQ kernel summed over the released scales. */
  mmd: mmd as Schema<LatentMmd>,
  /** The permutation test of that MMD². */
  mmdTest: mmdTest as Schema<LatentTest>,
  /** Sliced W₂ and Sinkhorn divergence to the prior, each beside that of two sets of prior draws. */
  sliced: distance as Schema<LatentDistance>,
  sinkhorn: distance as Schema<LatentDistance>,
  /** Skewness and kurtosis; null if the prior is not normal, or the codes lie in a plane. */
  mardia: normality.nullable() as Schema<Mardia | null>,
  /** Of the mean codes. */
  activity: activity as Schema<Activity>,
  /** Norm of the mean of the mean codes, in units of the prior's standard deviation; absent from files of before. */
  meanNorm: z.number().exactOptional() as Schema<number | undefined>,
};

/** What is measured of the test images' codes, draws from Q(Z|x), against the prior. */
export interface CodeMetrics extends Values<typeof codeFields> {}

/** Blocks that distances are means over: ten, or fewer (but two) if they would have fewer than 50 points. */
export function blocksOf(n: number): number {
  return Math.max(2, Math.min(10, Math.floor(n / 50)));
}

/**
 * Measures codes against their prior.
 * @param codes [n, d], one draw from Q(Z|x) for each test image
 * @param means [n, d], the mean codes
 * @throws the reason of a signal that is aborted before the last metric
 */
export async function measureCodes(
  codes: Points,
  means: Points,
  prior: Prior,
  rng: Rng,
  signal?: AbortSignal,
): Promise<CodeMetrics> {
  const n = codes.shape[0];
  const blocks = blocksOf(n);
  const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, prior);
  const priorDraws = samplePrior(prior, n, rng.split('prior'));
  const otherDraws = samplePrior(prior, n, rng.split('other draws'));
  const shuffled = shuffledCodes(codes, rng.split('order'));
  const sets = { codes: shuffled, priorDraws, otherDraws };
  const mmd = latentMmd(shuffled, priorDraws, kernel, { blocks });
  await nextTurn(signal);
  const mmdTest = latentMmdTest(shuffled, priorDraws, kernel, { rng: rng.split('permutations') });
  await nextTurn(signal);
  const sliced = latentSliced(sets, { rng: rng.split('directions'), blocks });
  await nextTurn(signal);
  const { value, standardError, n: compared } = mmd;
  return {
    ...codeMoments(codes),
    mmd: { value, standardError, n: compared, blocks },
    mmdTest,
    sliced,
    sinkhorn: latentSinkhorn(sets, { blocks }),
    mardia: prior.kind === 'normal' ? mardiaOrNull(codes) : null,
    activity: coordinateActivity(means),
    meanNorm: meanNorm(means, priorStd(prior)),
  };
}

function mardiaOrNull(codes: Points): Mardia | null {
  try {
    return mardia(codes);
  } catch (error) {
    // A coordinate that has collapsed leaves nothing to test.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
