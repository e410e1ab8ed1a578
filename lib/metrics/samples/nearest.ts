import {
  checkCount,
  checkOneSpace,
  checkPoints,
  inSingle,
  naming,
  type Points,
  ShortLists,
  squaredDistance,
} from '../../base/index.js';
import type { NearestCodes } from '../../latent/index.js';
import { type DistanceRow, forEachDistanceRow } from './distances.js';

/** The nearest points of a set to each of some queries, nearest first. */
export interface Neighbours {
  /** Rows of the set, [n, k]; of equally near ones the first. */
  readonly indices: Int32Array;
  /** Squared distances to them, exact in double precision, [n, k]. */
  readonly squared: Float64Array;
  readonly k: number;
}

/**
 * The k nearest rows of `points` to each row of `queries`, by Euclidean distance; if both are the same object, a
 * row is not its own neighbour.
 *
 * Candidates are found with products in float32, and ranked in double precision: the answer is exact. Memory: two
 * copies of both sets and 32 MiB.
 * @param queries [n, d]
 * @param points [m, d]
 * @throws RangeError if features are not finite or do not fit, or there are fewer than k points
 */
export function nearestNeighbours(queries: Points, points: Points, k: number): Neighbours {
  return naming('nearestNeighbours', () => {
    const own = queries === points;
    checkCount(k, 'k', 1);
    checkPoints(queries, 'queries', 1);
    checkPoints(points, 'points', k + (own ? 1 : 0));
    checkOneSpace(queries, 'queries', points, 'points');
    const n = queries.shape[0];
    const indices = new Int32Array(n * k);
    const squared = new Float64Array(n * k);
    const list = new ShortLists(1, k);
    forEachDistanceRow(queries, points, row => {
      const limit = upperBound(row, own, list);
      list.clear();
      for (let j = 0; j < row.squared.length; j++) {
        if (row.squared[j]! - row.slack[j]! > limit || (own && j === row.i)) continue;
        const distance = squaredDistance(queries, row.i, points, j);
        if (distance < list.limits[0]!) list.add(0, distance, j);
        if (list.limits[0] === 0) break; // nothing is nearer than 0
      }
      indices.set(list.items, row.i * k);
      squared.set(list.values, row.i * k);
    });
    return { indices, squared, k };
  });
}

/**
 * `nearestCodes` by {@link nearestNeighbours}: the same answer for codes in float32 (others are rounded to it), sooner
 * if the backend's products are fast.
 * @param queries [n, d]
 * @param codes [m, d]
 * @throws RangeError like {@link nearestNeighbours}
 */
export function nearestCodesByProducts(queries: Points, codes: Points, k: number): NearestCodes {
  return naming('nearestCodesByProducts', () => {
    const set = inSingle(codes);
    const { indices, squared } = nearestNeighbours(queries === codes ? set : inSingle(queries), set, k);
    return { indices, distances: squared.map(Math.sqrt) };
  });
}

/** A number that at least k of the row's distances do not exceed. */
function upperBound({ i, squared, slack }: DistanceRow, own: boolean, list: ShortLists): number {
  list.clear();
  for (let j = 0; j < squared.length; j++) {
    const bound = squared[j]! + slack[j]!;
    if (bound < list.limits[0]! && !(own && j === i)) list.add(0, bound, j);
  }
  return list.limits[0]!;
}
