import { naming, type Points, type Rng } from '../../base/index.js';
import { permutationTest } from '../../ot/index.js';
import { pointKernel, type ResolvedLatentKernel } from '../../penalties/index.js';
import { checkPair, latentBlock } from './latent.js';

/** A test of whether codes are distributed like the prior. */
export interface LatentTest {
  /** The unbiased MMD² of the points that were used. */
  readonly statistic: number;
  /** At or below α with probability ≤ α if the distributions are equal. */
  readonly pValue: number;
  /** How many codes, and as many draws. */
  readonly n: number;
  readonly protocol: string;
}

/**
 * The permutation test of MMD² between codes and the prior, on the first `points` codes and draws (1,000: the test's
 * power, and its cost with the square, grow with them), with 1,000 permutations.
 * @param codes [n, d], in random order
 * @param priorDraws [n, d], independent draws from P_Z
 * @throws RangeError when the two differ in length or are not at least two whole codes
 * @see gretton:12, section 5
 */
export function latentMmdTest(
  codes: Points,
  priorDraws: Points,
  kernel: ResolvedLatentKernel,
  {
    rng,
    points = 1000,
    permutations = 1000,
  }: { readonly rng: Rng; readonly points?: number; readonly permutations?: number },
): LatentTest {
  return naming('latentMmdTest', () => {
    checkPair(codes, priorDraws, 'priorDraws');
    const n = Math.min(points, codes.shape[0]);
    const [x, y] = [latentBlock(codes, n, 0), latentBlock(priorDraws, n, 0)];
    const { statistic, pValue } = permutationTest(x, y, pointKernel(kernel, x, y), { rng, permutations });
    return { statistic, pValue, n, protocol: `MMD, ${kernel.kind} kernel, ${permutations} permutations` };
  });
}
