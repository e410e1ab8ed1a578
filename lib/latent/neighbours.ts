import { checkCount, type Matrix, naming, squaredDistancesFrom, wholeCodes } from '../base/index.js';
import { checkFinite, type CodesLike } from './codes.js';

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
export type CodeSearch = (queries: CodesLike, codes: CodesLike, dimension: number, k: number) => NearestCodes;

/**
 * The k nearest codes to each query by Euclidean distance, in double precision; where both are the same array, a code
 * is not its own neighbour.
 *
 * All n·m distances are computed, of one array half of them, block by block; memory beyond the answer is a copy of both in double precision. Where
 * a backend multiplies matrices fast, `nearestCodesByProducts` finds the same sooner.
 * @param queries [n, d]
 * @param codes [m, d]
 * @param dimension d
 * @throws RangeError where they are not whole codes or not finite, or there are fewer than k codes
 */
export function nearestCodes(
  queries: CodesLike,
  codes: CodesLike,
  dimension: number,
  k: number,
): NearestCodes {
  return naming('nearestCodes', () => {
    checkCount(k, 'k', 1);
    const own = queries === codes;
    const n = wholeCodes(queries, dimension, 0);
    const m = wholeCodes(codes, dimension, own ? k + 1 : k);
    checkFinite(queries, 'queries');
    checkFinite(codes, 'codes');
    const from: Matrix = { data: Float64Array.from(queries), shape: [n, dimension] };
    const all = own ? from.data : Float64Array.from(codes);
    const lists = new NearestLists(n, k);
    const rows = Math.max(1, Math.floor(BLOCK / dimension));
    const out = new Float64Array(rows);
    for (let start = 0; start < m; start += rows) {
      const end = Math.min(m, start + rows);
      const block: Matrix = {
        data: all.subarray(start * dimension, end * dimension),
        shape: [end - start, dimension],
      };
      // Of two codes of one array the distance is computed once, for the lists of both.
      for (let i = 0; i < (own ? end : n); i++) {
        squaredDistancesFrom(from, i, block, out);
        let last = lists.last(i);
        for (let j = own ? Math.max(start, i + 1) : start; j < end; j++) {
          const value = out[j - start]!;
          if (value < last) {
            lists.add(i, value, j);
            last = lists.last(i);
          }
          if (own && value < lists.last(j)) lists.add(j, value, i);
        }
      }
    }
    return { indices: lists.indices, distances: lists.squared.map(Math.sqrt) };
  });
}

/** The k nearest rows of each query so far, nearest first; of equally near ones those that came first. */
class NearestLists {
  readonly indices: Int32Array;
  readonly squared: Float64Array;
  readonly #k: number;

  constructor(n: number, k: number) {
    this.indices = new Int32Array(n * k);
    this.squared = new Float64Array(n * k).fill(Infinity);
    this.#k = k;
  }

  /** The largest squared distance in a query's list, infinite while there are fewer than k. */
  last(query: number): number {
    return this.squared[query * this.#k + this.#k - 1]!;
  }

  /** Puts a value below the last in its place; the last falls out. */
  add(query: number, value: number, index: number): void {
    const { indices, squared } = this;
    const first = query * this.#k;
    let place = first + this.#k - 1;
    for (; place > first && squared[place - 1]! > value; place--) {
      squared[place] = squared[place - 1]!;
      indices[place] = indices[place - 1]!;
    }
    squared[place] = value;
    indices[place] = index;
  }
}
