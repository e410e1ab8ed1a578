import {
  checkCount,
  type Matrix,
  type MatrixLike,
  naming,
  rangeError,
  type Rng,
  toMatrix,
} from '../../base/index.js';

/** How far the length of a direction may be from 1. */
const UNIT = 1e-6;

/**
 * Independent directions, uniform on the unit sphere of R^d: normal vectors over their lengths.
 * @returns [count, d]
 * @throws RangeError unless `count` and `d` are integers ≥ 1
 */
export function uniformDirections(rng: Rng, count: number, d: number): Matrix {
  naming('uniformDirections', () => {
    checkCount(count, 'count', 1);
    checkCount(d, 'd', 1);
  });
  const data = new Float64Array(count * d);
  for (let row = 0; row < count; row++) {
    const direction = data.subarray(row * d, (row + 1) * d);
    do {
      for (let k = 0; k < d; k++) direction[k] = rng.normal();
    } while (!normalise(direction));
  }
  return { data, shape: [count, d] };
}

/**
 * Directions as they were given, checked.
 * @returns [count, d]
 * @throws RangeError if there is none, they have not `d` coordinates, or not length 1 to 1e-6
 */
export function toDirections(value: MatrixLike, d: number): Matrix {
  const directions = toMatrix(value, 'directions');
  const [count, columns] = directions.shape;
  if (count === 0 || columns !== d) {
    throw rangeError(`\`directions\` to be [count, ${d}], got [${count}, ${columns}]`);
  }
  for (let row = 0; row < count; row++) {
    const length = Math.hypot(...directions.data.subarray(row * d, (row + 1) * d));
    if (Math.abs(length - 1) > UNIT) {
      throw rangeError(`\`directions\` to have length 1, got ${length} in row ${row}`);
    }
  }
  return directions;
}

/** Divides a vector by its length, in place; false if that is 0. */
export function normalise(vector: Float64Array): boolean {
  let scale = 0;
  for (let k = 0; k < vector.length; k++) scale = Math.max(scale, Math.abs(vector[k]!));
  if (scale === 0) return false;
  // Scaled first: the squares of very small or very large numbers are 0 or infinite.
  let squares = 0;
  for (let k = 0; k < vector.length; k++) squares += (vector[k]! / scale) ** 2;
  const length = Math.sqrt(squares);
  for (let k = 0; k < vector.length; k++) vector[k] = vector[k]! / scale / length;
  return true;
}

/**
 * Writes ⟨θ, x_i⟩ of every point into `out`.
 * @param points [n, d]
 * @param direction θ, [d]
 * @param out [n]
 */
export function projectOnto(
  { data, shape: [n, d] }: Matrix,
  direction: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0, k = 0; i < n; i++) {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += data[k++]! * direction[c]!;
    out[i] = sum;
  }
}
