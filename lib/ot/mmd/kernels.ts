import {
  checkPositive,
  type Matrix,
  naming,
  type PointsLike,
  rangeError,
  squaredDistancesFrom,
  toPoints,
  typeError,
} from '../../base/index.js';

/** A length, or the median distance of two different points of the pooled sample; see {@link medianDistance}. */
export type Bandwidth = number | 'median-distance';

/** A kernel k(x, y) between points of any space, a function of r = ‖x − y‖; computed in double precision. */
export type PointKernel =
  /** Inverse multiquadratics: Σ over `scales` of C/(C + r²), C = base·scale; `base` is an area. */
  | { readonly kind: 'imq'; readonly scales: readonly number[]; readonly base: number }
  /** exp(−r²/(2·bandwidth²)) */
  | { readonly kind: 'rbf'; readonly bandwidth: Bandwidth }
  /** exp(−r/bandwidth) */
  | { readonly kind: 'laplace'; readonly bandwidth: Bandwidth }
  /** −r: MMD² is the energy distance 2E‖x − y‖ − E‖x − x'‖ − E‖y − y'‖ (szekely-rizzo:13). */
  | { readonly kind: 'energy' };

/** Turns the first `count` of squared distances into kernel values, in place. */
export type KernelMap = (squared: Float64Array, count: number) => void;

/**
 * Checks a kernel.
 * @throws RangeError unless there is a scale and every scale, base and bandwidth is finite and > 0
 * @throws TypeError for an unknown kind
 */
export function checkPointKernel(kernel: PointKernel): void {
  switch (kernel.kind) {
    case 'imq':
      if (kernel.scales.length === 0) {
        throw rangeError('`scales` to have at least one scale, got none');
      }
      for (const scale of kernel.scales) checkPositive(scale, 'scales');
      checkPositive(kernel.base, 'base');
      return;
    case 'rbf':
    case 'laplace':
      if (kernel.bandwidth !== 'median-distance') checkPositive(kernel.bandwidth, 'bandwidth');
      return;
    case 'energy':
      return;
    default:
      throw unknownKernel(kernel);
  }
}

function unknownKernel(kernel: never): TypeError {
  return typeError(`\`kernel.kind\` to be imq, rbf, laplace or energy, got ${JSON.stringify(kernel)}`);
}

/**
 * The kernel as a map of squared distances; a median bandwidth is taken from `pool`.
 * @param pool [n + m, d], the points of both samples
 * @throws RangeError, TypeError like {@link checkPointKernel} and {@link medianDistance}
 */
export function kernelMap(kernel: PointKernel, pool: () => Matrix): KernelMap {
  checkPointKernel(kernel);
  const length = (bandwidth: Bandwidth): number =>
    bandwidth === 'median-distance' ? medianOf(pool()) : bandwidth;
  switch (kernel.kind) {
    case 'imq':
      return imqMap(Float64Array.from(kernel.scales, scale => kernel.base * scale));
    case 'rbf': {
      const twiceArea = 2 * length(kernel.bandwidth) ** 2;
      return inPlace(squared => Math.exp(-squared / twiceArea));
    }
    case 'laplace': {
      const bandwidth = length(kernel.bandwidth);
      return inPlace(squared => Math.exp(-Math.sqrt(squared) / bandwidth));
    }
    case 'energy':
      return inPlace(squared => -Math.sqrt(squared));
    default:
      throw unknownKernel(kernel);
  }
}

function inPlace(k: (squared: number) => number): KernelMap {
  return (values, count) => {
    for (let j = 0; j < count; j++) values[j] = k(values[j]!);
  };
}

function imqMap(constants: Float64Array): KernelMap {
  return inPlace(squared => {
    let sum = 0;
    for (let s = 0; s < constants.length; s++) {
      const c = constants[s]!;
      sum += c / (c + squared);
    }
    return sum;
  });
}

/** Coordinates in a tile of points: 32 KiB, as much as a first-level cache holds. */
const TILE = 4096;

/**
 * Calls `visit` with k(x_i, y_j) for j = from … from + count − 1, tile by tile of y.
 * @param pairs `all`, or those with j < i
 */
export function forEachTile(
  x: Matrix,
  y: Matrix,
  pairs: 'all' | 'below',
  map: KernelMap,
  visit: (values: Float64Array, count: number, i: number, from: number) => void,
): void {
  const [n, d] = x.shape;
  const m = y.shape[0];
  const width = Math.max(16, Math.floor(TILE / d));
  const values = new Float64Array(width);
  for (let from = 0; from < m; from += width) {
    for (let i = pairs === 'all' ? 0 : from + 1; i < n; i++) {
      const to = Math.min(from + width, pairs === 'all' ? m : i);
      squaredDistancesFrom(x, i, y, values, from, to);
      map(values, to - from);
      visit(values, to - from, i, from);
    }
  }
}

/**
 * The median distance of two different points of a sample: of the N(N − 1)/2 distances the lower median, exactly.
 *
 * Nothing of that size is kept: the distances are computed four times over.
 * @param points [N, d], N ≥ 2
 * @returns a length
 * @throws RangeError if there are fewer than two points, or the median is 0 and so no bandwidth
 * @see gretton:12, section 8, "median heuristic"
 */
export function medianDistance(points: PointsLike): number {
  return naming('medianDistance', () => medianOf(toPoints(points, 'points')));
}

function medianOf(points: Matrix): number {
  const n = points.shape[0];
  if (n < 2) throw rangeError(`at least 2 points for a median distance, got ${n}`);
  const median = Math.sqrt(selectSquaredDistance(points, Math.ceil((n * (n - 1)) / 4) - 1));
  if (median === 0) {
    throw rangeError('points whose median distance is > 0, got mostly equal points');
  }
  return median;
}

/** The squared distance of rank `rank` (from 0), by its digits of 16 bits: doubles ≥ 0 are ordered like their bits. */
function selectSquaredDistance(points: Matrix, rank: number): number {
  const found = new Uint16Array(4); // little-endian: the last is the highest
  let below = 0;
  for (let level = 3; level >= 0; level--) {
    const counts = new Float64Array(65536);
    forEachTile(
      points,
      points,
      'below',
      () => {},
      (values, count) => {
        const digits = new Uint16Array(values.buffer, 0, 4 * count);
        for (let k = 0; k < digits.length; k += 4) {
          let higher = 3;
          while (higher > level && digits[k + higher] === found[higher]) higher--;
          if (higher === level) counts[digits[k + level]!]! += 1;
        }
      },
    );
    let digit = 0;
    while (below + counts[digit]! <= rank) below += counts[digit++]!;
    found[level] = digit;
  }
  return new Float64Array(found.buffer)[0]!;
}
