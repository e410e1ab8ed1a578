/** How far apart two remainders may be, relative to the weights they are left of, and count as equal. */
const ROUNDING = 8 * Number.EPSILON;

/** A way through an [n, m] table from its first to its last entry, n + m − 1 steps, and the mass at each. */
export interface Staircase {
  /** The row of step k; its column is k − rows[k]. */
  readonly rows: Int32Array;
  /** ≥ 0; Σ over a row is a, over a column is b. */
  readonly mass: Float64Array;
}

/**
 * Fills an [n, m] table from its first corner: each entry takes what is left of its row or of its column.
 *
 * Between sorted points of the line this is the optimal plan of every cost that is convex in x − y.
 * @param a [n], mass
 * @param b [m], mass, of the same total
 * @see peyre-cuturi:19, section 3.4.2
 */
export function northWestCorner(a: Float64Array, b: Float64Array): Staircase {
  const [n, m] = [a.length, b.length];
  const steps = n + m - 1;
  const [rows, mass] = [new Int32Array(steps), new Float64Array(steps)];
  let [i, j] = [0, 0];
  let [leftOfRow, leftOfColumn] = [a[0]!, b[0]!];
  for (let k = 0; k < steps; k++) {
    const taken = leftOfRow < leftOfColumn ? leftOfRow : leftOfColumn;
    rows[k] = i;
    mass[k] = taken;
    leftOfRow -= taken;
    leftOfColumn -= taken;
    // Remainders that only rounding sets apart end together, or else every tie would leave a crumb.
    if (leftOfRow <= ROUNDING * a[i]!) leftOfRow = 0;
    if (leftOfColumn <= ROUNDING * b[j]!) leftOfColumn = 0;
    if (j === m - 1 || (i < n - 1 && leftOfRow === 0)) leftOfRow = a[++i]!;
    else leftOfColumn = b[++j]!;
  }
  return { rows, mass };
}
