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
