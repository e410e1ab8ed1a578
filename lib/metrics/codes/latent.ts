import {
  type Estimate,
  type Matrix,
  meanWithStandardError,
  naming,
  rangeError,
  type Rng,
  wholeCodes,
} from '../../base/index.js';
import { mmdUnbiased } from '../../ot/index.js';
import { pointKernel, type ResolvedKernel } from '../../penalties/index.js';
import { featureRows } from '../samples/features.js';

/** Mean and standard deviation of each coordinate of the codes, latent units. */
export interface CodeMoments {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * Mean and standard deviation (over n − 1) of each coordinate, in double precision.
 * @param codes [n, d], n ≥ 2
 * @param dimension d
 * @throws RangeError when `codes` is not at least two whole codes
 */
export function codeMoments(codes: Float32Array, dimension: number): CodeMoments {
  const n = naming('codeMoments', () => wholeCodes(codes, dimension, 2));
  const columns = Array.from({ length: dimension }, (_, c) => {
    const column = Float64Array.from({ length: n }, (_unused, i) => codes[i * dimension + c]!);
    return meanWithStandardError(column);
  });
  return {
    mean: columns.map(({ value }) => value),
    std: columns.map(({ standardError }) => standardError * Math.sqrt(n)),
  };
}

/**
 * Codes in random order, as statistics of blocks and of the first codes need them: test images may lie in an order of their
 * own, as MNIST's halves by different writers do, and a block is then of some of them, farther from the prior than all.
 * @param codes [n, d]
 * @param dimension d
 * @throws RangeError when `codes` is not at least one whole code
 */
export function shuffledCodes(codes: Float32Array, dimension: number, rng: Rng): Float32Array {
  const n = naming('shuffledCodes', () => wholeCodes(codes, dimension, 1));
  return featureRows({ data: codes, shape: [n, dimension] }, rng.permutation(n)).data;
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
 * @param dimension d
 * @throws RangeError when the two differ in length, or a block would have fewer than two points
 */
export function latentMmd(
  codes: Float32Array,
  priorDraws: Float32Array,
  dimension: number,
  kernel: ResolvedKernel,
  { blocks = 10 }: { readonly blocks?: number } = {},
): LatentMmd {
  const size = naming('latentMmd', () => {
    const n = wholeCodes(codes, dimension, 2);
    checkAsMany(priorDraws, codes, 'priorDraws');
    return blockSize(n, blocks);
  });
  const estimates = Array.from({ length: blocks }, (_, b) => {
    const [x, y] = [latentBlock(codes, dimension, size, b), latentBlock(priorDraws, dimension, size, b)];
    return mmdUnbiased(x, y, pointKernel(kernel, x, y));
  });
  const { value, standardError } = meanWithStandardError(estimates);
  return { value, standardError, n: size * blocks, blocks };
}

/**
 * Checks that there are as many draws as codes.
 * @throws RangeError where there are not
 */
export function checkAsMany(draws: Float32Array, codes: Float32Array, name: string): void {
  if (draws.length !== codes.length) {
    throw rangeError(`\`${name}\` to hold ${codes.length} numbers like \`codes\`, got ${draws.length}`);
  }
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
export function latentBlock(points: Float32Array, dimension: number, size: number, b: number): Matrix {
  return {
    data: Float64Array.from(points.subarray(b * size * dimension, (b + 1) * size * dimension)),
    shape: [size, dimension],
  };
}
