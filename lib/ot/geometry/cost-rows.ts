import { rangeError } from '../../base/index.js';
import type { Cost } from './cost.js';

/** As many costs are kept at most (128 MiB); more are computed again whenever they are read. */
const KEPT = 2 ** 24;

/** A cost to be read row by row: c(i, j) is `data[locate(i) + j]` until the next call of `locate`. */
export interface CostRows {
  readonly shape: readonly [n: number, m: number];
  readonly data: Float64Array;
  locate(i: number): number;
  at(i: number, j: number): number;
}

/** The rows of a cost: computed once and kept if there is room, otherwise each time. */
export function costRows(cost: Cost): CostRows {
  const [n, m] = cost.shape;
  if (n * m > KEPT) {
    const data = new Float64Array(m);
    const locate = (i: number): number => {
      cost.row(i, data);
      return 0;
    };
    return { shape: cost.shape, data, locate, at: (i, j) => cost.at(i, j) };
  }
  const data = new Float64Array(n * m);
  for (let i = 0; i < n; i++) cost.row(i, data.subarray(i * m, (i + 1) * m));
  return { shape: cost.shape, data, locate: i => i * m, at: (i, j) => data[i * m + j]! };
}

/** The cost between some rows and some columns of another. */
export function subCost(cost: Cost | CostRows, rows: Int32Array, columns: Int32Array): Cost {
  return {
    shape: [rows.length, columns.length],
    at: (i, j) => cost.at(rows[i]!, columns[j]!),
    row: (i, out) => {
      const row = rows[i]!;
      for (let j = 0; j < columns.length; j++) out[j] = cost.at(row, columns[j]!);
    },
  };
}

/** The sizes of the costs that are finite, and whether others are Infinity. */
export interface CostExtent {
  /** max |c|, 0 if there is none. */
  readonly largest: number;
  /** min |c| over c ≠ 0, Infinity if there is none. */
  readonly smallest: number;
  readonly forbidden: boolean;
}

/** Larger costs are refused: sums of them would overflow. */
const TOO_LARGE = 2 ** 1000;

/**
 * Looks at all costs.
 * @throws RangeError if one is NaN or −Infinity, or finite and 2¹⁰⁰⁰ or more in size, or if a row or a column holds
 *   nothing but Infinity
 */
export function costExtent(costs: CostRows): CostExtent {
  const [n, m] = costs.shape;
  const { data } = costs;
  const open = new Uint8Array(m);
  let [largest, smallest, forbidden] = [0, Infinity, false];
  for (let i = 0; i < n; i++) {
    const from = costs.locate(i);
    let some = false;
    for (let j = 0; j < m; j++) {
      const size = Math.abs(data[from + j]!);
      if (size < TOO_LARGE) {
        if (size > largest) largest = size;
        if (size < smallest && size > 0) smallest = size;
        continue;
      }
      if (data[from + j] !== Infinity) refuse(data[from + j]!, i, j);
      if (!forbidden && i > 0) open.fill(1);
      forbidden = true;
    }
    if (!forbidden) continue;
    for (let j = 0; j < m; j++) {
      if (data[from + j] === Infinity) continue;
      open[j] = 1;
      some = true;
    }
    if (!some) throw rangeError(`\`cost\` to be finite somewhere in row ${i}, got Infinity alone`);
  }
  const closed = forbidden ? open.indexOf(0) : -1;
  if (closed >= 0)
    throw rangeError(`\`cost\` to be finite somewhere in column ${closed}, got Infinity alone`);
  return { largest, smallest, forbidden };
}

function refuse(value: number, i: number, j: number): never {
  const expected = Number.isFinite(value) ? 'below 2¹⁰⁰⁰' : 'finite';
  throw rangeError(`\`cost\` to be ${expected}, got ${value} in row ${i}, column ${j}`);
}
