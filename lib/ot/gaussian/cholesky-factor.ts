import type { Matrix } from '../../base/index.js';

/** How far what is left of a covariance may be from 0, relative to its largest entry. */
const SLACK = 1e-9;

/**
 * A factor A of a covariance, Σ = A Aᵀ, by Cholesky's method with pivots on the diagonal, until what is left cannot be
 * told from 0.
 * @param covariance Σ [d, d], symmetric
 * @returns Aᵀ [rank, d], or nothing if what is left is not near 0, so that Σ is not positive semi-definite to 1e-9
 * @see higham:02, section 10.3
 */
export function choleskyFactor({ data: covariance, shape }: Matrix): Matrix | undefined {
  const d = shape[0];
  const [rows, left] = [new Float64Array(d * d), new Float64Array(d)];
  // order[k..] are the coordinates that are left; rows of the factor are in this order.
  const order = Int32Array.from({ length: d }, (_, i) => i);
  for (let i = 0; i < d; i++) left[i] = covariance[i * d + i]!;
  const largest = left.reduce((most, entry) => Math.max(most, entry), 0);
  const column = new Float64Array(d);
  let rank = 0;
  for (; rank < d; rank++) {
    let pivot = rank;
    for (let i = rank + 1; i < d; i++) if (left[i]! > left[pivot]!) pivot = i;
    if (!(left[pivot]! > d * Number.EPSILON * largest)) break;
    exchange(rows, left, order, rank, pivot, rank);
    const root = Math.sqrt(left[rank]!);
    rows[rank * d + rank] = root;
    multiplyRows(rows, d, rank + 1, rank, column);
    const from = order[rank]! * d;
    for (let i = rank + 1; i < d; i++) {
      const entry = (covariance[from + order[i]!]! - column[i]!) / root;
      rows[i * d + rank] = entry;
      left[i]! -= entry * entry;
    }
  }
  return isDone(covariance, rows, order, rank, SLACK * largest) ? transposed(rows, order, rank) : undefined;
}

/** Exchanges coordinates i and j, of which the first `known` entries of the factor are known. */
function exchange(
  rows: Float64Array,
  left: Float64Array,
  order: Int32Array,
  i: number,
  j: number,
  known: number,
): void {
  if (i === j) return;
  const d = left.length;
  [left[i], left[j]] = [left[j]!, left[i]!];
  [order[i], order[j]] = [order[j]!, order[i]!];
  for (let k = 0; k < known; k++) {
    [rows[i * d + k], rows[j * d + k]] = [rows[j * d + k]!, rows[i * d + k]!];
  }
}

/** Writes the products of rows from `from` on with row `from − 1`, over their first `length` entries, four at a time. */
function multiplyRows(rows: Float64Array, d: number, from: number, length: number, out: Float64Array): void {
  const own = rows.subarray((from - 1) * d, (from - 1) * d + length);
  let i = from;
  for (; i + 4 <= d; i += 4) {
    const [r0, r1, r2, r3] = [i * d, (i + 1) * d, (i + 2) * d, (i + 3) * d];
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let k = 0; k < length; k++) {
      const factor = own[k]!;
      s0 += rows[r0 + k]! * factor;
      s1 += rows[r1 + k]! * factor;
      s2 += rows[r2 + k]! * factor;
      s3 += rows[r3 + k]! * factor;
    }
    out[i] = s0;
    out[i + 1] = s1;
    out[i + 2] = s2;
    out[i + 3] = s3;
  }
  for (; i < d; i++) {
    let sum = 0;
    for (let k = 0; k < length; k++) sum += rows[i * d + k]! * own[k]!;
    out[i] = sum;
  }
}

/** Whether Σ − A Aᵀ is within `slack` of 0 at all coordinates that have no pivot. */
function isDone(
  covariance: Float64Array,
  rows: Float64Array,
  order: Int32Array,
  rank: number,
  slack: number,
): boolean {
  const d = order.length;
  for (let i = rank; i < d; i++) {
    for (let j = rank; j <= i; j++) {
      let sum = covariance[order[i]! * d + order[j]!]!;
      for (let k = 0; k < rank; k++) sum -= rows[i * d + k]! * rows[j * d + k]!;
      if (!(Math.abs(sum) <= slack)) return false;
    }
  }
  return true;
}

function transposed(rows: Float64Array, order: Int32Array, rank: number): Matrix {
  const d = order.length;
  const data = new Float64Array(rank * d);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < rank; k++) data[k * d + order[i]!] = rows[i * d + k]!;
  }
  return { data, shape: [rank, d] };
}
