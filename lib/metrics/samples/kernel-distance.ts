import { checkCount, naming, type Points, rangeError, type Rng, rowsAt } from '../../base/index.js';
import { checkBothFeatures } from './features.js';
import { type Algebra, compute } from '../../engine/index.js';
import { type Measured, studentMean } from '../statistics/measured.js';

/** How a kernel distance is measured. */
export interface KernelDistanceOptions {
  /** Deals the points out to blocks. */
  readonly rng: Rng;
  /** How many; 10. */
  readonly blocks?: number;
  /** What is compared, in whose features; numbers of points and blocks are added to it. */
  readonly protocol?: string;
}

/**
 * The unbiased MMD² of two sets of features under the cubic kernel k(x, y) = (xᵀy/d + 1)³, in double precision:
 *
 *     1/(n(n−1)) Σ_{i≠j} k(x_i, x_j) + 1/(m(m−1)) Σ_{i≠j} k(y_i, y_j) − 2/(nm) Σ_{i,j} k(x_i, y_j).
 *
 * It can be negative. Keeps an n × m matrix: for whole sets of 10,000 points use {@link kernelDistance}.
 * @param real [n, d], n ≥ 2
 * @param generated [m, d], m ≥ 2
 * @throws RangeError for features that are not finite or do not fit
 * @see binkowski:18, section 4
 */
export function cubicMmd(real: Points, generated: Points): number {
  naming('cubicMmd', () => checkBothFeatures(real, generated, 2));
  return compute({ run: algebra => mmd(algebra, real, generated) });
}

/**
 * The kernel distance (KID): the mean of {@link cubicMmd} over disjoint random blocks, ⌊n/blocks⌋ real points against
 * ⌊m/blocks⌋ generated ones, with Student's interval over the blocks, which are independent.
 * @throws RangeError like {@link cubicMmd}; for fewer than 2 blocks, or so many that one has fewer than two points
 * @see binkowski:18, section 4. Differs: their subsets overlap, so that their spread says too little
 */
export function kernelDistance(
  real: Points,
  generated: Points,
  { rng, blocks = 10, protocol = 'KID' }: KernelDistanceOptions,
): Measured {
  const [n, m] = [real.shape[0], generated.shape[0]];
  const sizes = [Math.floor(n / blocks), Math.floor(m / blocks)] as const;
  naming('kernelDistance', () => {
    checkBothFeatures(real, generated, 2);
    checkCount(blocks, 'blocks', 2);
    if (Math.min(...sizes) < 2) {
      throw rangeError(
        `\`blocks\` to leave at least 2 points to each, got ${blocks} for ${n} real and ${m} generated`,
      );
    }
  });
  const orders = [rng.split('real').permutation(n), rng.split('generated').permutation(m)] as const;
  const block = (features: Points, side: 0 | 1, b: number): Points =>
    rowsAt(features, orders[side].subarray(b * sizes[side], (b + 1) * sizes[side]));
  const values = Array.from({ length: blocks }, (_, b) =>
    compute({ run: algebra => mmd(algebra, block(real, 0, b), block(generated, 1, b)) }),
  );
  const described = `${protocol}, ${blocks} blocks of ${sizes[0]} real, ${sizes[1]} generated`;
  return studentMean(values, described, blocks * sizes[1]);
}

function mmd<M>(algebra: Algebra<M>, real: Points, generated: Points): number {
  const [n, m] = [real.shape[0], generated.shape[0]];
  const [x, y] = [real, generated].map(({ data, shape }) =>
    algebra.matrix(Float64Array.from(data), ...shape),
  ) as [M, M];
  const d = real.shape[1];
  const within = (points: M, count: number): number =>
    kernelSum(algebra.read(algebra.product(points, points, { transposeB: true })), d, count + 1) /
    (count * (count - 1));
  const across = kernelSum(algebra.read(algebra.product(x, y, { transposeB: true })), d, Infinity);
  return within(x, n) + within(y, m) - (2 * across) / (n * m);
}

/** Σ (product/d + 1)³, every `skip`-th product, from the first on, left out. */
function kernelSum(products: Float64Array, d: number, skip: number): number {
  let sum = 0;
  let next = skip === Infinity ? Infinity : 0;
  for (let k = 0; k < products.length; k++) {
    if (k === next) next += skip;
    else {
      const base = products[k]! / d + 1;
      sum += base * base * base; // a power costs twenty times as much
    }
  }
  return sum;
}
