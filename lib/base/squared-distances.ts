import type { Matrix } from './matrix.js';
import type { Points } from './points.js';

/** ‖x_i − y_j‖², summed over the coordinates in order, in double precision from the numbers as they are. */
export function squaredDistance(x: Points, i: number, y: Points, j: number): number {
  const d = x.shape[1];
  const [from, to] = [x.data, y.data];
  let sum = 0;
  for (let p = i * d, q = j * d, end = p + d; p < end; p++, q++) {
    const difference = from[p]! - to[q]!;
    sum += difference * difference;
  }
  return sum;
}

/**
 * Writes ‖x_i − y_j‖² for j = start … end − 1 into `out`, from its start on, each summed over the coordinates in order.
 *
 * Eight coordinates of x_i at a time stay in registers: several times as fast as one distance after the other.
 * @param x [n, d]
 * @param y [m, d]
 * @param start 0 by default
 * @param end m by default
 */
export function squaredDistancesFrom(
  x: Matrix,
  i: number,
  y: Matrix,
  out: Float64Array,
  start = 0,
  end: number = y.shape[0],
): void {
  const d = x.shape[1];
  const count = end - start;
  let k = 0;
  if (d < 8) out.fill(0, 0, count);
  for (; k + 8 <= d; k += 8) eightCoordinates(x, i, y, start, count, out, k);
  for (; k + 2 <= d; k += 2) twoCoordinates(x, i, y, start, count, out, k);
  if (k < d) oneCoordinate(x, i, y, start, count, out, k);
}

/** Adds Σ (x_ik − y_jk)² of the coordinates k … k + 7 to out[j − start], or writes it there if k = 0. */
function eightCoordinates(
  { data: x }: Matrix,
  i: number,
  y: Matrix,
  start: number,
  count: number,
  out: Float64Array,
  k: number,
): void {
  const d = y.shape[1];
  const from = i * d + k;
  const x0 = x[from]!;
  const x1 = x[from + 1]!;
  const x2 = x[from + 2]!;
  const x3 = x[from + 3]!;
  const x4 = x[from + 4]!;
  const x5 = x[from + 5]!;
  const x6 = x[from + 6]!;
  const x7 = x[from + 7]!;
  const { data } = y;
  for (let j = 0, q = start * d + k; j < count; j++, q += d) {
    const d0 = x0 - data[q]!;
    const d1 = x1 - data[q + 1]!;
    const d2 = x2 - data[q + 2]!;
    const d3 = x3 - data[q + 3]!;
    const d4 = x4 - data[q + 4]!;
    const d5 = x5 - data[q + 5]!;
    const d6 = x6 - data[q + 6]!;
    const d7 = x7 - data[q + 7]!;
    const before = k === 0 ? 0 : out[j]!;
    out[j] = before + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7;
  }
}

function twoCoordinates(
  { data: x }: Matrix,
  i: number,
  y: Matrix,
  start: number,
  count: number,
  out: Float64Array,
  k: number,
): void {
  const d = y.shape[1];
  const x0 = x[i * d + k]!;
  const x1 = x[i * d + k + 1]!;
  const { data } = y;
  for (let j = 0, q = start * d + k; j < count; j++, q += d) {
    const d0 = x0 - data[q]!;
    const d1 = x1 - data[q + 1]!;
    out[j] = out[j]! + d0 * d0 + d1 * d1;
  }
}

function oneCoordinate(
  { data: x }: Matrix,
  i: number,
  y: Matrix,
  start: number,
  count: number,
  out: Float64Array,
  k: number,
): void {
  const d = y.shape[1];
  const x0 = x[i * d + k]!;
  for (let j = 0, q = start * d + k; j < count; j++, q += d) {
    const d0 = x0 - y.data[q]!;
    out[j]! += d0 * d0;
  }
}
