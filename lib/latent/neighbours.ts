import { checkCount, wholeCodes } from '../checks.js';
import type { Matrix } from '../ot/matrix.js';
import { squaredDistancesFrom } from '../ot/squared-distances.js';
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
 * All n·m distances are computed, block by block; memory beyond the answer is a copy of both in double precision. Where
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
  const caller = 'nearestCodes';
  checkCount(k, 'k', 1, caller);
  const own = queries === codes;
  const n = wholeCodes(queries, dimension, 0, caller);
  const m = wholeCodes(codes, dimension, own ? k + 1 : k, caller);
  checkFinite(queries, 'queries', caller);
  checkFinite(codes, 'codes', caller);
  const from: Matrix = { data: Float64Array.from(queries), shape: [n, dimension] };
  const all = own ? from.data : Float64Array.from(codes);
  const indices = new Int32Array(n * k);
  const squared = new Float64Array(n * k).fill(Infinity);
  const rows = Math.max(1, Math.floor(BLOCK / dimension));
  const out = new Float64Array(rows);
  for (let start = 0; start < m; start += rows) {
    const count = Math.min(rows, m - start);
    const block: Matrix = {
      data: all.subarray(start * dimension, (start + count) * dimension),
      shape: [count, dimension],
    };
    for (let i = 0; i < n; i++) {
      squaredDistancesFrom(from, i, block, out);
      let last = squared[i * k + k - 1] as number;
      for (let j = 0; j < count; j++) {
        if ((out[j] as number) < last && !(own && start + j === i)) {
          insert(squared, indices, i * k, k, out[j] as number, start + j);
          last = squared[i * k + k - 1] as number;
        }
      }
    }
  }
  return { indices, distances: squared.map(Math.sqrt) };
}

/** Puts a value in its place of the ascending list of k at `first`; the last one falls out. */
function insert(
  values: Float64Array,
  indices: Int32Array,
  first: number,
  k: number,
  value: number,
  index: number,
): void {
  let place = first + k - 1;
  for (; place > first && (values[place - 1] as number) > value; place--) {
    values[place] = values[place - 1] as number;
    indices[place] = indices[place - 1] as number;
  }
  values[place] = value;
  indices[place] = index;
}
