import {
  checkCount,
  checkOneSpace,
  checkPoints,
  inDouble,
  naming,
  type Points,
  rowsBetween,
  ShortLists,
  squaredDistancesFrom,
} from '../base/index.js';

/** Numbers of a block of codes, so that it stays in the cache: 32 KiB. */
const BLOCK = 2 ** 12;

/** The nearest codes to each query, nearest first. */
export interface NearestCodes {
  /** Rows of the codes, [n, k]; of equally near ones the first. */
  readonly indices: Int32Array;
  /** ‖query − code‖, [n, k], latent units. */
  readonly distances: Float64Array;
}

/** {@link nearestCodes}, or another way to find the same. */
export type CodeSearch = (queries: Points, codes: Points, k: number) => NearestCodes;

/**
 * The k nearest codes to each query by Euclidean distance, in double precision; if both are the same object, a code is not
 * its own neighbour.
 *
 * All n·m distances are computed, of one object half of them, block by block; memory beyond the answer is a copy of both
 * in double precision. If a backend multiplies matrices fast, `nearestCodesByProducts` finds the same sooner.
 * @param queries [n, d]
 * @param codes [m, d]
 * @throws RangeError if they are not whole or not finite, or there are fewer than k codes
 */
export function nearestCodes(queries: Points, codes: Points, k: number): NearestCodes {
  return naming('nearestCodes', () => {
    const own = queries === codes;
    checkCount(k, 'k', 1);
    checkPoints(queries, 'queries', 0);
    checkPoints(codes, 'codes', own ? k + 1 : k);
    checkOneSpace(queries, 'queries', codes, 'codes');
    const [[n, d], m] = [queries.shape, codes.shape[0]];
    const from = inDouble(queries);
    const all = own ? from : inDouble(codes);
    const lists = new ShortLists(n, k);
    const { limits } = lists;
    const rows = Math.max(1, Math.floor(BLOCK / d));
    const out = new Float64Array(rows);
    for (let start = 0; start < m; start += rows) {
      const end = Math.min(m, start + rows);
      const block = rowsBetween(all, start, end);
      // Of two codes of one object the distance is computed once, for the lists of both.
      for (let i = 0; i < (own ? end : n); i++) {
        squaredDistancesFrom(from, i, block, out);
        let limit = limits[i]!;
        for (let j = own ? Math.max(start, i + 1) : start; j < end; j++) {
          const value = out[j - start]!;
          if (value < limit) {
            lists.add(i, value, j);
            limit = limits[i]!;
          }
          if (own && value < limits[j]!) lists.add(j, value, i);
        }
      }
    }
    return { indices: lists.items, distances: lists.values.map(Math.sqrt) };
  });
}
