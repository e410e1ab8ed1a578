import { checkCount, naming, rangeError, wholeCodes } from '../../base/index.js';
import type { CodesLike, NearestCodes } from '../../latent/index.js';
import { type DistanceRow, forEachDistanceRow, squaredDistance } from './distances.js';
import { checkFeatures, type Features } from './features.js';

/** The nearest points of a set to each of some queries, nearest first. */
export interface Neighbours {
  /** Rows of the set, [n, k]; of equally near ones the first. */
  readonly indices: Uint32Array;
  /** Squared distances to them, exact in double precision, [n, k]. */
  readonly squared: Float64Array;
  readonly k: number;
}

/**
 * The k nearest rows of `points` to each row of `queries`, by Euclidean distance; where both are the same object, a
 * row is not its own neighbour.
 *
 * Candidates are found with products in float32, and ranked in double precision: the answer is exact. Memory: two
 * copies of both sets and 32 MiB.
 * @param queries [n, d]
 * @param points [m, d]
 * @throws RangeError where features are not finite or do not fit, or there are fewer than k points
 */
export function nearestNeighbours(queries: Features, points: Features, k: number): Neighbours {
  return naming('nearestNeighbours', () => {
    checkCount(k, 'k', 1);
    checkFeatures(queries, 1, 'queries');
    const own = queries === points;
    checkFeatures(points, k + (own ? 1 : 0), 'points');
    const [n, d] = queries.shape;
    if (points.shape[1] !== d) {
      throw rangeError(`\`queries\` and \`points\` to have as many columns, got ${d} and ${points.shape[1]}`);
    }
    const indices = new Uint32Array(n * k);
    const squared = new Float64Array(n * k);
    const list = new ShortList(k);
    forEachDistanceRow(queries, points, row => {
      const limit = upperBound(row, own, list);
      list.clear();
      for (let j = 0; j < row.squared.length; j++) {
        if (row.squared[j]! - row.slack[j]! > limit || (own && j === row.i)) continue;
        list.add(squaredDistance(queries, row.i, points, j), j);
        if (list.last === 0) break; // nothing is nearer than 0
      }
      indices.set(list.indices, row.i * k);
      squared.set(list.values, row.i * k);
    });
    return { indices, squared, k };
  });
}

/**
 * `nearestCodes` by {@link nearestNeighbours}: the same answer for codes in float32 (others are rounded to it), sooner
 * where the backend's products are fast.
 * @param queries [n, d]
 * @param codes [m, d]
 * @param dimension d
 * @throws RangeError like {@link nearestNeighbours}, and where they are not whole codes
 */
export function nearestCodesByProducts(
  queries: CodesLike,
  codes: CodesLike,
  dimension: number,
  k: number,
): NearestCodes {
  return naming('nearestCodesByProducts', () => {
    const rows = (points: CodesLike): Features => ({
      data: points instanceof Float32Array ? points : Float32Array.from(points),
      shape: [wholeCodes(points, dimension, 1), dimension],
    });
    const set = rows(codes);
    const { indices, squared } = nearestNeighbours(queries === codes ? set : rows(queries), set, k);
    return { indices: Int32Array.from(indices), distances: squared.map(Math.sqrt) };
  });
}

/** A number that at least k of the row's distances do not exceed. */
function upperBound({ i, squared, slack }: DistanceRow, own: boolean, list: ShortList): number {
  list.clear();
  for (let j = 0; j < squared.length; j++) {
    const bound = squared[j]! + slack[j]!;
    if (bound < list.last && !(own && j === i)) list.add(bound, j);
  }
  return list.last;
}

/** The k least values seen, ascending; of equal ones those that came first. */
class ShortList {
  readonly values: Float64Array;
  readonly indices: Uint32Array;

  constructor(k: number) {
    this.values = new Float64Array(k);
    this.indices = new Uint32Array(k);
    this.clear();
  }

  /** The largest, infinite while there are fewer than k. */
  get last(): number {
    return this.values[this.values.length - 1]!;
  }

  clear(): void {
    this.values.fill(Infinity);
  }

  add(value: number, index: number): void {
    let place = this.values.length - 1;
    if (!(value < this.values[place]!)) return;
    for (; place > 0 && this.values[place - 1]! > value; place--) {
      this.values[place] = this.values[place - 1]!;
      this.indices[place] = this.indices[place - 1]!;
    }
    this.values[place] = value;
    this.indices[place] = index;
  }
}
