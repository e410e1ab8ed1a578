import { argsort, dot, total } from '../../base/index.js';
import type { CostRows } from '../geometry/cost-rows.js';

/** What a plan ships: of every arc with mass its row, its column, its cost and its mass. */
export interface Shipped {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly costs: Float64Array;
  readonly masses: Float64Array;
}

/** A reduced cost may be below 0 by so much of what its row and its column pay for a unit of mass … */
const OWN = 2 ** -40;
/** … or of what half of the mass pays at least, which matters to rows that pay nothing. */
const TYPICAL = 2 ** -42;

/** How far below 0 reduced costs may be: that of row i and column j by max(`floor`, min(`rows`[i], `columns`[j])). */
export interface Allowance {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly floor: number;
}

/**
 * What rounding may leave of reduced costs, in units of what the plan itself pays: a plan within it is dearer than the
 * cheapest by 2⁻³⁹ of Σ |c| Γ at most, however large other costs are.
 * @param massA [n], massB [m], > 0
 */
export function allowanceOf(
  { rows, columns, costs, masses }: Shipped,
  massA: Float64Array,
  massB: Float64Array,
): Allowance {
  const [ofRows, ofColumns] = [new Float64Array(massA.length), new Float64Array(massB.length)];
  for (let k = 0; k < rows.length; k++) {
    const [i, j] = [rows[k]!, columns[k]!];
    // The shares first: a cost times a mass may overflow.
    ofRows[i]! += Math.abs(costs[k]!) * (masses[k]! / massA[i]!);
    ofColumns[j]! += Math.abs(costs[k]!) * (masses[k]! / massB[j]!);
  }
  return {
    rows: ofRows.map(paid => OWN * paid),
    columns: ofColumns.map(paid => OWN * paid),
    floor: TYPICAL * weightedMedian(ofRows, massA),
  };
}

/** The largest value that at least half of the mass reaches. */
function weightedMedian(values: Float64Array, masses: Float64Array): number {
  const half = total(masses) / 2;
  let [k, sum] = [-1, 0];
  const order = argsort(values);
  while (sum < half && k + 1 < order.length) sum += masses[order[++k]!]!;
  return values[order[Math.max(k, 0)]!]!;
}

/**
 * Whether potentials prove a plan optimal, arc by arc: c − f − g is nowhere below 0, and where mass flows not above it,
 * by more than the plan's {@link allowanceOf}. Differences are taken without rounding.
 * @param potential f of a row, −g of a column, [n + m]
 * @param least of each row min_j c − f − g, as doubles give it: most rows need no second look
 */
export function isProven(
  costs: CostRows,
  potential: Float64Array,
  least: Float64Array,
  shipped: Shipped,
  massA: Float64Array,
  massB: Float64Array,
): boolean {
  const [n, m] = costs.shape;
  const { data } = costs;
  const allowance = allowanceOf(shipped, massA, massB);
  const allowed = (i: number, j: number): number =>
    Math.max(allowance.floor, Math.min(allowance.rows[i]!, allowance.columns[j]!));
  for (let k = 0; k < shipped.rows.length; k++) {
    const [i, j] = [shipped.rows[k]!, shipped.columns[k]!];
    const slack = reducedCost(shipped.costs[k]!, potential[i]!, potential[n + j]!);
    if (!(Math.abs(slack) <= allowed(i, j))) return false;
  }
  const clear = clearOfRounding(potential.subarray(n));
  for (let i = 0; i < n; i++) {
    if (least[i]! - clear >= -allowance.floor) continue;
    const from = costs.locate(i);
    const f = potential[i]!;
    for (let j = 0; j < m; j++) {
      const cost = data[from + j]!;
      const other = potential[n + j]!;
      if (cost - f + other > clear) continue;
      if (!(reducedCost(cost, f, other) >= -allowed(i, j))) return false;
    }
  }
  return true;
}

/** The potentials shifted to Σ a f = Σ b g, as they are handed out. */
export function balanced(potential: Float64Array, massA: Float64Array, massB: Float64Array): Float64Array {
  const n = massA.length;
  const sum = dot(potential.subarray(0, n), massA) + dot(potential.subarray(n), massB);
  const shift = sum / (2 * total(massA));
  return potential.map(entry => entry - shift);
}

/** A difference cost − f + other above this, as doubles give it, is above 0. */
export function clearOfRounding(other: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < other.length; j++) largest = Math.max(largest, Math.abs(other[j]!));
  return largest * 2 ** -49;
}

/** cost − f + other as if it were rounded but once: the errors of both operations are kept (Knuth's two-sum). */
export function reducedCost(cost: number, f: number, other: number): number {
  const first = cost - f;
  const lost = rest(cost, -f, first);
  const second = first + other;
  const lostToo = rest(first, other, second);
  return second + (lost + lostToo);
}

/** x + y − sum, exact, if `sum` is x + y as doubles give it. */
function rest(x: number, y: number, sum: number): number {
  const part = sum - x;
  return x - (sum - part) + (y - part);
}
