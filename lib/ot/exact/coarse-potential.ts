import { costRows, type CostRows, subCost } from '../geometry/cost-rows.js';

/** The coarse problem takes every so many-th point of both sides. */
const STRIDE = 4;

/** The points of a coarse problem. */
export interface Sample {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/**
 * A guess at g: `solve` finds optimal f for every fourth row and column alone, and then g(j) = min_i c(i, j) − f(i) over
 * these rows, for every column.
 * @param solve the coarse problem's costs -> f of its rows
 * @returns [m], cost
 */
export function coarsePotential(
  costs: CostRows,
  solve: (costs: CostRows, sample: Sample) => Float64Array,
): Float64Array {
  const [n, m] = costs.shape;
  const [rows, columns] = [everyFourth(n), everyFourth(m)];
  const f = solve(costRows(subCost(costs, rows, columns)), { rows, columns });
  const g = new Float64Array(m).fill(Infinity);
  for (let k = 0; k < rows.length; k++) {
    const from = costs.locate(rows[k]!);
    const least = f[k]!;
    for (let j = 0; j < m; j++) {
      const bound = costs.data[from + j]! - least;
      if (bound < g[j]!) g[j] = bound;
    }
  }
  return g;
}

function everyFourth(count: number): Int32Array {
  return Int32Array.from({ length: Math.ceil(count / STRIDE) }, (_, k) => k * STRIDE);
}
