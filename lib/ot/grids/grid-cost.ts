import { checkCount, checkPositive, naming, rangeError } from '../../base/index.js';
import type { Cost } from '../geometry/cost.js';
import { checkConvexPower, powerFunction } from '../line/line-points.js';

/** The cost between all places of a grid: a sum of costs along its axes, which solvers make use of. */
export interface GridCost extends Cost {
  /** Places along each axis: [height, width] of a picture, [depth, height, width] of a volume. */
  readonly grid: readonly number[];
  /** Of each axis the cost between its places, [n_k, n_k], row by row, symmetric. */
  readonly axes: readonly Float64Array[];
}

/** Options of {@link gridCost}. */
export interface GridCostOptions {
  /** The way from a place to the next, > 0, for all axes or for each; a length; default 1. */
  readonly spacing?: number | readonly number[];
  /** Exponent of the distance along an axis, ≥ 1; default 2, which makes the cost ‖x − y‖². */
  readonly p?: number;
}

/**
 * The cost between the n = Π_k n_k places of a grid, Σ_k |s_k (i_k − j_k)|ᵖ: ‖x − y‖² of pixels or voxels by default.
 *
 * Places are numbered row by row, the last axis fastest, as pictures are stored. As the cost is a sum over axes,
 * exp(−c/ε) is a product: `sinkhorn`, `sinkhornDivergenceOfCosts` and `fixedSupportBarycentre` multiply with it axis by
 * axis, in n Σ_k n_k operations in place of n², and keep nothing of size n².
 * @param grid places along each axis, integers ≥ 1
 * @returns c [n, n]
 * @throws RangeError if there is no axis, or a number is out of range
 * @see solomon:15, section 4; peyre-cuturi:19, remark 4.17
 */
export function gridCost(grid: readonly number[], { spacing = 1, p = 2 }: GridCostOptions = {}): GridCost {
  naming('gridCost', () => {
    checkConvexPower(p);
    if (grid.length === 0) throw rangeError('`grid` to have at least one axis, got none');
    for (const [k, places] of grid.entries()) checkCount(places, `grid[${k}]`, 1);
    if (typeof spacing === 'number') return checkPositive(spacing, 'spacing');
    if (spacing.length !== grid.length) {
      throw rangeError(`\`spacing\` to have ${grid.length} entries, as \`grid\`, got ${spacing.length}`);
    }
    return spacing.forEach((length, k) => checkPositive(length, `spacing[${k}]`));
  });
  const power = powerFunction(p);
  const axes = grid.map((places, k) => {
    const step = typeof spacing === 'number' ? spacing : spacing[k]!;
    return Float64Array.from({ length: places ** 2 }, (_, at) =>
      power(step * Math.abs(Math.floor(at / places) - (at % places))),
    );
  });
  const n = grid.reduce((product, places) => product * places, 1);
  const at = (i: number, j: number): number => costBetween(grid, axes, i, j);
  return {
    shape: [n, n],
    grid: [...grid],
    axes,
    at,
    row: (i, out) => writeRow(grid, axes, i, out),
  };
}

/** Whether a cost is that of a grid. */
export function isGridCost(cost: Cost): cost is GridCost {
  return 'axes' in cost;
}

/** Σ over the axes, from the last to the first, for places i and j. */
function costBetween(grid: readonly number[], axes: readonly Float64Array[], i: number, j: number): number {
  let sum = 0;
  for (let k = grid.length - 1; k >= 0; k--) {
    const places = grid[k]!;
    sum += axes[k]![(i % places) * places + (j % places)]!;
    i = Math.floor(i / places);
    j = Math.floor(j / places);
  }
  return sum;
}

/** The costs of place i, summed over the axes in the order of {@link costBetween}. */
function writeRow(
  grid: readonly number[],
  axes: readonly Float64Array[],
  i: number,
  out: Float64Array,
): void {
  out.fill(0);
  let stride = 1;
  for (let k = grid.length - 1; k >= 0; k--) {
    const [places, axis] = [grid[k]!, axes[k]!];
    const from = (i % places) * places;
    for (let at = 0; at < out.length;) {
      for (let place = 0; place < places; place++) {
        const cost = axis[from + place]!;
        for (const end = at + stride; at < end; at++) out[at]! += cost;
      }
    }
    i = Math.floor(i / places);
    stride *= places;
  }
}
