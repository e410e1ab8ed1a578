import { naming, rangeError } from './arguments.js';

/** Numbers of single or of double precision. */
export type Numbers = Float32Array | Float64Array;

/**
 * n points of d coordinates, row by row in one array: codes, features, draws. In double precision it is a `Matrix`.
 *
 * A function that compares a set with itself is told so by one object given twice, as in `nearestCodes(codes, codes, 3)`.
 */
export interface Points<Data extends Numbers = Numbers> {
  readonly data: Data;
  readonly shape: readonly [n: number, d: number];
}

/** The coordinates of point i, [d]; a view, not a copy. */
export function pointAt<Data extends Numbers>({ data, shape: [, d] }: Points<Data>, i: number): Data {
  return data.subarray(i * d, (i + 1) * d) as Data;
}

/**
 * The points of the given numbers, in that order; a copy.
 * @param rows from 0 to n − 1
 */
export function rowsAt<Data extends Numbers>(points: Points<Data>, rows: ArrayLike<number>): Points<Data> {
  const d = points.shape[1];
  const data = zeros(points.data, rows.length * d);
  for (let i = 0; i < rows.length; i++) data.set(pointAt(points, rows[i]!), i * d);
  return { data, shape: [rows.length, d] };
}

/** Points `from` … `to` − 1; a view, not a copy. */
export function rowsBetween<Data extends Numbers>(
  { data, shape: [, d] }: Points<Data>,
  from: number,
  to: number,
): Points<Data> {
  return { data: data.subarray(from * d, to * d) as Data, shape: [to - from, d] };
}

/** The points in double precision; a copy. */
export function inDouble({ data, shape }: Points): Points<Float64Array> {
  return { data: Float64Array.from(data), shape };
}

/** The points in single precision; shared, not copied, if they are so already. */
export function inSingle({ data, shape }: Points): Points<Float32Array> {
  return { data: data instanceof Float32Array ? data : Float32Array.from(data), shape };
}

/**
 * Checks that points are whole, finite and enough.
 * @param least the smallest n that will do
 * @throws RangeError if there are fewer than `least` points or no coordinate, the numbers are not n × d, or one is not
 *   finite; the message says where
 */
export function checkPoints({ data, shape: [n, d] }: Points, name: string, least: number): void {
  if (!Number.isInteger(n) || n < least || !Number.isInteger(d) || d < 1 || data.length !== n * d) {
    const [points, numbers] = [least === 1 ? 'point' : 'points', data.length === 1 ? 'number' : 'numbers'];
    throw rangeError(
      `\`${name}\` to hold at least ${least} whole ${points}, got ${data.length} ${numbers} as [${n}, ${d}]`,
    );
  }
  for (let k = 0; k < data.length; k++) {
    if (!Number.isFinite(data[k])) {
      const [row, column] = [Math.floor(k / d), k % d];
      throw rangeError(`\`${name}\` to be finite, got ${data[k]} in row ${row}, column ${column}`);
    }
  }
}

/**
 * Checks that two sets of points are in one space.
 * @throws RangeError if their points differ in number of coordinates
 */
export function checkOneSpace(x: Points, nameX: string, y: Points, nameY: string): void {
  const [d, e] = [x.shape[1], y.shape[1]];
  if (d !== e)
    throw rangeError(`\`${nameX}\` and \`${nameY}\` to have as many coordinates, got ${d} and ${e}`);
}

/**
 * Checks that two sets have as many points of as many coordinates.
 * @throws RangeError if `x` has another shape than `y`
 */
export function checkAlike(x: Points, nameX: string, y: Points, nameY: string): void {
  const [n, d] = y.shape;
  if (x.shape[0] !== n || x.shape[1] !== d) {
    throw rangeError(`\`${nameX}\` to be [${n}, ${d}] like \`${nameY}\`, got [${x.shape.join(', ')}]`);
  }
}

/**
 * Points from an array of numbers and how many coordinates a point has.
 * @param data [n·d], shared, not copied
 * @throws RangeError unless `d` is an integer ≥ 1 that divides the number of numbers
 */
export function pointsOf<Data extends Numbers>(data: Data, d: number): Points<Data> {
  const n = data.length / d;
  if (!Number.isInteger(d) || d < 1 || !Number.isInteger(n)) {
    throw naming('pointsOf', () =>
      rangeError(`whole points of ${d} coordinates, got ${data.length} numbers`),
    );
  }
  return { data, shape: [n, d] };
}

function zeros<Data extends Numbers>(like: Data, length: number): Data {
  return (like instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as Data;
}
