import {
  checkAlike,
  checkPoints,
  type Estimate,
  inDouble,
  type Matrix,
  meanWithStandardError,
  naming,
  type Numbers,
  type Points,
  rangeError,
  type Rng,
  rowsAt,
  rowsBetween,
} from '../../base/index.js';
import { mmdUnbiased } from '../../ot/index.js';
import { pointKernel, type ResolvedLatentKernel } from '../../penalties/index.js';

/** Mean and standard deviation of each coordinate of the codes, latent units. */
export interface CodeMoments {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * Mean and standard deviation (over n − 1) of each coordinate, in double precision.
 * @param codes [n, d], n ≥ 2
 * @throws RangeError when `codes` is not at least two whole codes
 */
export function codeMoments(codes: Points): CodeMoments {
  naming('codeMoments', () => checkPoints(codes, 'codes', 2));
  const [n, d] = codes.shape;
  const columns = Array.from({ length: d }, (_, c) => {
    const column = Float64Array.from({ length: n }, (_unused, i) => codes.data[i * d + c]!);
    return meanWithStandardError(column);
  });
  return {
    mean: columns.map(({ value }) => value),
    std: columns.map(({ standardError }) => standardError * Math.sqrt(n)),
  };
}

/**
 * ‖1/n Σ z_i‖ / σ, how far the mean code is from the prior's. At an optimum of a loss that pulls codes to the prior one by
 * one, as a VAE's does, it is 0: a constant added to all codes and taken off in the decoder's first layer changes no picture.
 * @param codes [n, d], n ≥ 2, for a Gaussian encoder the means of Q(Z|x)
 * @param std σ, the prior's standard deviation, latent unit
 * @throws RangeError when `codes` is not at least two whole codes
 */
export function meanNorm(codes: Points, std: number): number {
  return Math.hypot(...codeMoments(codes).mean) / std;
}

/**
 * Codes in random order, as statistics of blocks and of the first codes need them: test images may lie in an order of their
 * own, as MNIST's halves by different writers do, and a block is then of some of them, farther from the prior than all.
 * @param codes [n, d]
 * @throws RangeError when `codes` is not at least one whole code
 */
export function shuffledCodes<Data extends Numbers>(codes: Points<Data>, rng: Rng): Points<Data> {
  naming('shuffledCodes', () => checkPoints(codes, 'codes', 1));
  return rowsAt(codes, rng.permutation(codes.shape[0]));
}

/** The unbiased MMD² of codes to the prior: `value` is the mean over the blocks, `n` the points in all blocks. */
export interface LatentMmd extends Estimate {
  readonly blocks: number;
}

/**
 * Unbiased MMD² between codes and draws from the prior: the mean of `mmdUnbiased` over disjoint blocks, the first
 * ⌊n/blocks⌋·blocks points of each set in order, and the standard error of that mean, sd over the blocks/√blocks.
 *
 * The codes should be in random order ({@link shuffledCodes}). 10 blocks of 1,000 points with seven scales take one to two
 * seconds.
 * @param codes [n, d]
 * @param priorDraws [n, d], independent draws from P_Z
 * @throws RangeError when the two differ in length, or a block would have fewer than two points
 */
export function latentMmd(
  codes: Points,
  priorDraws: Points,
  kernel: ResolvedLatentKernel,
  { blocks = 10 }: { readonly blocks?: number } = {},
): LatentMmd {
  const size = naming('latentMmd', () => {
    checkPair(codes, priorDraws, 'priorDraws');
    return blockSize(codes.shape[0], blocks);
  });
  const estimates = Array.from({ length: blocks }, (_, b) => {
    const [x, y] = [latentBlock(codes, size, b), latentBlock(priorDraws, size, b)];
    return mmdUnbiased(x, y, pointKernel(kernel, x, y));
  });
  const { value, standardError } = meanWithStandardError(estimates);
  return { value, standardError, n: size * blocks, blocks };
}

/**
 * Checks codes and as many draws.
 * @throws RangeError if one is not whole and finite, there are fewer than two, or they differ in shape
 */
export function checkPair(codes: Points, draws: Points, name: string): void {
  checkPoints(codes, 'codes', 2);
  checkPoints(draws, name, 2);
  checkAlike(draws, name, codes, 'codes');
}

/**
 * ⌊n/blocks⌋.
 * @throws RangeError for fewer than two blocks, or fewer than two points in one
 */
export function blockSize(n: number, blocks: number): number {
  if (!Number.isInteger(blocks) || blocks < 2 || blocks * 2 > n) {
    throw rangeError(
      `\`blocks\` to be an integer ≥ 2 that leaves at least 2 of the ${n} codes to each, got ${blocks}`,
    );
  }
  return Math.floor(n / blocks);
}

/** The b-th `size` codes, in double precision. */
export function latentBlock(points: Points, size: number, b: number): Matrix {
  return inDouble(rowsBetween(points, b * size, (b + 1) * size));
}
