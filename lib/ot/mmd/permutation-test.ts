import {
  checkCount,
  type Matrix,
  naming,
  type PointsLike,
  type Rng,
  squaredDistancesFrom,
  total,
  typeError,
} from '../../base/index.js';
import { type KernelMap, kernelMap, type PointKernel } from './kernels.js';
import { pooled, twoSamples, valueAtZero } from './mmd.js';

/** How {@link permutationTest} is done. */
export interface PermutationTestOptions {
  /** Where the permutations come from. */
  readonly rng: Rng;
  /** How many are drawn; 1,000. */
  readonly permutations?: number;
  /** Which estimate of MMD² is the statistic: `unbiased` (can be negative), or `biased`. */
  readonly estimate?: 'unbiased' | 'biased';
}

/** What {@link permutationTest} found. */
export interface PermutationTest {
  /** MMD² of the two samples. */
  readonly statistic: number;
  /** (1 + #{permuted ≥ statistic})/(1 + permutations): at or below α with probability ≤ α if the distributions are equal. */
  readonly pValue: number;
  /** MMD² of each permutation, in the order drawn. */
  readonly nullDistribution: Float64Array;
}

/** Permuted values this far below the statistic, relative to the mean |k|, are ties that rounding set apart. */
const TIE = 1e-12;

/**
 * The two-sample test of MMD²: are x and y drawn from one distribution? The null distribution is that of the
 * statistic when the pooled points are dealt out to the two samples anew.
 *
 * Each kernel value is computed once and the kernel matrix is not kept: about (n + m)²·d/2 for the kernel and
 * permutations·min(n, m)²/2 for the sums; memory n + m and permutations·min(n, m) numbers.
 * @param x [n, d], n ≥ 2
 * @param y [m, d], m ≥ 2
 * @throws TypeError, RangeError for bad or too few points, a bad kernel, or no permutations
 * @see gretton:12, section 5 and the bootstrap of section 8.1; phipson-smyth:10 for the ones in the p-value
 */
export function permutationTest(
  x: PointsLike,
  y: PointsLike,
  kernel: PointKernel,
  { rng, permutations = 1000, estimate = 'unbiased' }: PermutationTestOptions,
): PermutationTest {
  return naming('permutationTest', () => {
    checkCount(permutations, 'permutations', 1);
    // The statistic is the same with the two swapped; the sums run over the smaller.
    const [first, second] = [...twoSamples(x, y, 2)].sort((p, q) => p.shape[0] - q.shape[0]) as [
      Matrix,
      Matrix,
    ];
    const [n, m] = [first.shape[0], second.shape[0]];
    const pool = pooled(first, second);
    const map = kernelMap(kernel, () => pool);
    const groups = [
      Uint32Array.from({ length: n }, (_, i) => i),
      ...Array.from({ length: permutations }, () =>
        rng
          .permutation(n + m)
          .slice(0, n)
          .sort(),
      ),
    ];
    const { within, rows, meanAbsolute } = groupSums(pool, map, groups);
    const [pairs, atZero] = [total(rows) / 2, valueAtZero(map)];
    const values = groups.map((group, g) => {
      const inFirst = within[g]!;
      const cross = group.reduce((sum, i) => sum + rows[i]!, 0) - 2 * inFirst;
      return mmdOfSums(inFirst, pairs - inFirst - cross, cross, { n, m, atZero, estimate });
    });
    const statistic = values[0]!;
    const nullDistribution = Float64Array.from(values.slice(1));
    const threshold = statistic - TIE * meanAbsolute;
    const reached = nullDistribution.reduce((count, value) => count + (value >= threshold ? 1 : 0), 0);
    return { statistic, pValue: (1 + reached) / (1 + permutations), nullDistribution };
  });
}

/**
 * With K the kernel matrix of the pool: Σ_{j<i} K_ij over each group, Σ_{j≠i} K_ij for each i, and the mean of
 * |K_ij| over j < i; row after row, so that the matrix is not kept.
 * @param groups ascending indices
 */
function groupSums(
  pool: Matrix,
  map: KernelMap,
  groups: readonly Uint32Array[],
): { readonly within: Float64Array; readonly rows: Float64Array; readonly meanAbsolute: number } {
  const size = pool.shape[0];
  const within = new Float64Array(groups.length);
  const rows = new Float64Array(size);
  const below = new Float64Array(size);
  const reached = new Uint32Array(groups.length); // of each group, how many of its indices are < i
  let absolute = 0;
  for (let i = 0; i < size; i++) {
    squaredDistancesFrom(pool, i, pool, below, 0, i);
    map(below, i);
    for (let j = 0; j < i; j++) {
      const value = below[j]!;
      rows[i]! += value;
      rows[j]! += value;
      absolute += Math.abs(value);
    }
    for (let g = 0; g < groups.length; g++) {
      const group = groups[g]!;
      const count = reached[g]!;
      if (group[count] !== i) continue;
      let sum = 0;
      for (let k = 0; k < count; k++) sum += below[group[k]!]!;
      within[g]! += sum;
      reached[g] = count + 1;
    }
  }
  return { within, rows, meanAbsolute: (2 * absolute) / (size * (size - 1)) };
}

/** MMD² from Σ_{j<i} k within the first and the second sample and Σ_{i,j} k across. */
function mmdOfSums(
  inFirst: number,
  inSecond: number,
  cross: number,
  {
    n,
    m,
    atZero,
    estimate,
  }: {
    readonly n: number;
    readonly m: number;
    readonly atZero: number;
    readonly estimate: 'unbiased' | 'biased';
  },
): number {
  const across = (2 * cross) / (n * m);
  switch (estimate) {
    case 'unbiased':
      return (2 * inFirst) / (n * (n - 1)) + (2 * inSecond) / (m * (m - 1)) - across;
    case 'biased':
      return (2 * inFirst) / n ** 2 + (2 * inSecond) / m ** 2 + atZero / n + atZero / m - across;
    default:
      throw typeError(
        `\`estimate\` to be unbiased or biased, got ${JSON.stringify(estimate satisfies never)}`,
      );
  }
}
