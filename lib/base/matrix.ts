import { rangeError, typeError } from './arguments.js';
import type { Points } from './points.js';

/** Numbers in rows and columns, row by row in one array. */
export interface Matrix {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** What a tfjs tensor has of what is needed here. */
export interface TensorLike {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number>;
}

/**
 * A matrix as people write it: nested arrays, a {@link Matrix} or {@link Points} of either precision, or a tfjs tensor of
 * rank 2 (read once, not disposed).
 */
export type MatrixLike = Matrix | Points | TensorLike | readonly (readonly number[])[];

/** Points as people write them: as a matrix with one point a row, or as plain numbers, points of the line. */
export type PointsLike = MatrixLike | readonly number[] | Float64Array;

/** A list of numbers: an array, a Float64Array, or a tfjs tensor of rank 1. */
export type VectorLike = readonly number[] | Float64Array | TensorLike;

/**
 * The matrix that `value` writes; its data are shared, not copied, if they are a Float64Array already.
 * @param infinite whether entries may be Infinity
 * @throws TypeError if it is no matrix or its rows differ in length, RangeError if an entry is not finite
 */
export function toMatrix(value: MatrixLike, name: string, infinite = false): Matrix {
  const matrix = readMatrix(value, name);
  const { data } = matrix;
  for (let k = 0; k < data.length; k++) {
    if (!Number.isFinite(data[k]) && !(infinite && data[k] === Infinity)) {
      const [row, column] = [Math.floor(k / matrix.shape[1]), k % matrix.shape[1]];
      throw rangeError(`\`${name}\` to be finite, got ${data[k]} in row ${row}, column ${column}`);
    }
  }
  return matrix;
}

/**
 * Points, one a row; plain numbers become points of the line, [n] -> [n, 1].
 * @throws TypeError, RangeError like {@link toMatrix}; RangeError if there is no point or no coordinate
 */
export function toPoints(value: PointsLike, name: string): Matrix {
  const matrix = toMatrix(isNumbers(value) ? column(value) : value, name);
  const [n, d] = matrix.shape;
  if (n === 0 || d === 0) {
    throw rangeError(`\`${name}\` to hold at least one point, got [${n}, ${d}]`);
  }
  return matrix;
}

/**
 * A list of `n` finite numbers; shared, not copied, if it is a Float64Array already.
 * @throws RangeError if there are more or fewer, or one is not finite
 */
export function toVector(value: VectorLike, n: number, name: string): Float64Array {
  const data =
    value instanceof Float64Array ? value : Float64Array.from(isTensor(value) ? value.dataSync() : value);
  if (data.length !== n) {
    throw rangeError(`\`${name}\` to have ${n} entries, got ${data.length}`);
  }
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(data[i])) {
      throw rangeError(`\`${name}\` to be finite, got ${data[i]} at ${i}`);
    }
  }
  return data;
}

function readMatrix(value: MatrixLike, name: string): Matrix {
  if (isTensor(value)) {
    const [rows, columns] = value.shape;
    if (value.shape.length !== 2 || rows === undefined || columns === undefined) {
      throw typeError(`\`${name}\` to have two axes, got [${value.shape.join(', ')}]`);
    }
    return { data: Float64Array.from(value.dataSync()), shape: [rows, columns] };
  }
  if (!Array.isArray(value)) return inDoubles(value as Points, name);
  const rows = value as readonly (readonly number[])[];
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) {
      throw typeError(
        `the rows of \`${name}\` to be of one length, got ${columns} in row 0 and ${row.length} in row ${i}`,
      );
    }
    data.set(row, i * columns);
  });
  return { data, shape: [rows.length, columns] };
}

/** The same object if its numbers are doubles already. */
function inDoubles(points: Points, name: string): Matrix {
  const { data, shape } = points;
  const isArray = data instanceof Float64Array || data instanceof Float32Array;
  if (!isArray || data.length !== shape[0] * shape[1]) {
    throw typeError(
      `\`${name}\` to be nested arrays, a tensor, or a Float64Array or Float32Array as \`data\` with its \`shape\``,
    );
  }
  return data instanceof Float64Array ? (points as Matrix) : { data: Float64Array.from(data), shape };
}

function isNumbers(value: PointsLike): value is readonly number[] | Float64Array {
  return value instanceof Float64Array || (Array.isArray(value) && typeof value[0] === 'number');
}

function isTensor(value: MatrixLike | VectorLike): value is TensorLike {
  return 'dataSync' in value;
}

function column(numbers: readonly number[] | Float64Array): Matrix {
  return { data: Float64Array.from(numbers), shape: [numbers.length, 1] };
}

/** A discrete measure as people write it. */
export interface MeasureLike {
  /** [n, d], or [n] on the line */
  readonly points: PointsLike;
  /** [n], mass; default 1/n each */
  readonly weights?: VectorLike;
}

/** A discrete measure. */
export interface Measure {
  /** [n, d] */
  readonly points: Matrix;
  /** [n], mass */
  readonly weights: Float64Array;
}
