import {
  allArcs,
  type Arcs,
  candidateArcs,
  type Candidates,
  leastArcs,
  mergeArcs,
  priceAllArcs,
  rounding,
} from './candidate-arcs.js';
import { coarsePotential } from './coarse-potential.js';
import { costRows, type CostRows } from '../geometry/cost-rows.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { type MatrixLike, naming, rangeError, total } from '../../base/index.js';
import { matchPair, type Matching, PathSearch } from './shortest-paths.js';
import { smoothedCandidates } from './smoothed-candidates.js';

/** An optimal assignment, and the evidence for it. */
export interface Assignment {
  /** π: of each row its column; a permutation of 0 … n − 1. */
  readonly columns: Int32Array;
  /** Σ_i c(i, π(i)); cost. */
  readonly value: number;
  /** Dual potentials, [n] each: f(i) + g(j) ≤ c(i, j), with = if j = π(i); Σf = Σg. */
  readonly f: Float64Array;
  readonly g: Float64Array;
  /** `value` − Σf − Σg, ≥ 0 but for rounding; cost. */
  readonly gap: number;
  /** Whether no arc would lower the value, but by rounding. */
  readonly converged: boolean;
  /** Augmenting paths. */
  readonly iterations: number;
}

/** Up to so many arcs are all listed from the start. */
const FEW = 2 ** 14;
/** Candidates of each row and of each column. */
const LENGTH = 8;
/** Arcs that a look at all of them adds, at most, for each row. */
const ADDED = 6;
/** Steps of row reduction, at most, for each row. */
const REDUCTIONS = 8;

/**
 * The cheapest one-to-one assignment, min_π Σ_i c(i, π(i)), by shortest augmenting paths.
 *
 * Jonker and Volgenant's algorithm on a short list of arcs, chosen by the potentials of a coarser problem: augmenting
 * row reduction, then Dijkstra's search from each free row; a look at all n² arcs then lists those that would still
 * lower the value and frees their rows, until there is none.
 * @param matrix c [n, n], a matrix or lazy; kept if n² ≤ 2²⁴, otherwise asked for row by row
 * @throws RangeError if it is not square, empty, or a cost is not finite
 * @see jonker-volgenant:87
 */
export function assignment(matrix: Cost | MatrixLike): Assignment {
  return naming('assignment', () => {
    const cost = toCost(matrix);
    const [n, m] = cost.shape;
    if (n !== m || n === 0) {
      throw rangeError(`\`cost\` to be square and not empty, got [${n}, ${m}]`);
    }
    const { matching, f, g, paths, converged } = optimalMatching(costRows(cost));
    const shift = (total(f) - total(g)) / (2 * n);
    for (let i = 0; i < n; i++) {
      f[i]! -= shift;
      g[i]! += shift;
    }
    const value = total(matching.paid);
    const gap = value - total(f) - total(g);
    return { columns: matching.columnOf, value, f, g, gap, converged, iterations: paths };
  });
}

interface Solved {
  readonly matching: Matching;
  readonly f: Float64Array;
  readonly g: Float64Array;
  readonly paths: number;
  readonly converged: boolean;
}

function optimalMatching(costs: CostRows): Solved {
  const n = costs.shape[0];
  const few = n * n <= FEW;
  const guess = few ? new Float64Array(n) : coarsePotential(costs, coarse => optimalMatching(coarse).f);
  const candidates = candidateArcs(costs, guess, LENGTH);
  let arcs = few ? allArcs(costs) : candidates.arcs;
  const masses = new Float64Array(n).fill(1);
  const matching = emptyMatching(few ? candidates : smoothedCandidates(candidates, masses, masses));
  const free = reduceRows(arcs, matching);
  const search = new PathSearch(n);
  let paths = 0;
  for (;;) {
    for (let row = free.pop(); row !== undefined; row = free.pop()) {
      paths++;
      while (!search.augment(arcs, matching, row))
        arcs = widen(costs, arcs, matching, search.scanned, row, free);
    }
    const potential = potentials(matching);
    const pricing = priceAllArcs(costs, potential, rounding(potential), ADDED);
    const more = mergeArcs(arcs, pricing.arcs, n);
    const converged = pricing.arcs.target.length === 0;
    // If no arc is new, rounding alone is left, and it would go on for ever.
    if (converged || more.target.length === arcs.target.length) {
      const f = potential.slice(0, n).map((value, i) => value + Math.min(0, pricing.least[i]!));
      return { matching, f, g: matching.g, paths, converged };
    }
    arcs = more;
    for (let row = 0; row < n; row++) {
      if (pricing.arcs.start[row] !== pricing.arcs.start[row + 1]) release(matching, row, free);
    }
  }
}

function emptyMatching({ g }: Candidates): Matching {
  const n = g.length;
  return {
    columnOf: new Int32Array(n).fill(-1),
    rowOf: new Int32Array(n).fill(-1),
    paid: new Float64Array(n),
    g: g.slice(),
  };
}

function release({ columnOf, rowOf }: Matching, row: number, free: number[]): void {
  rowOf[columnOf[row]!] = -1;
  columnOf[row] = -1;
  free.push(row);
}

/**
 * Augmenting row reduction, twice over: a free row takes its best column from whoever has it and lowers g there until
 * its second best is as good. Returns the rows that are free still.
 */
function reduceRows(arcs: Arcs, matching: Matching): number[] {
  const { rowOf, g } = matching;
  const n = g.length;
  let free = Array.from({ length: n }, (_, i) => n - 1 - i);
  let steps = REDUCTIONS * n;
  for (let pass = 0; pass < 2; pass++) {
    const later: number[] = [];
    for (let row = free.pop(); row !== undefined; row = free.pop()) {
      const { arc, margin } = bestArc(arcs, g, row);
      const column = arcs.target[arc]!;
      const owner = rowOf[column]!;
      if (owner >= 0 && (margin === 0 || --steps < 0)) {
        later.push(row);
        continue;
      }
      g[column]! -= margin;
      matchPair(matching, row, column, arcs.cost[arc]!);
      if (owner < 0) continue;
      matching.columnOf[owner] = -1;
      free.push(owner);
    }
    free = later.reverse();
  }
  return free;
}

/** The arc of least c − g of a row, and by how much the next is dearer, 0 if there is none. */
function bestArc(
  { start, target, cost }: Arcs,
  g: Float64Array,
  row: number,
): { readonly arc: number; readonly margin: number } {
  let arc = -1;
  let [least, second] = [Infinity, Infinity];
  for (let k = start[row]!; k < start[row + 1]!; k++) {
    const reduced = cost[k]! - g[target[k]!]!;
    if (reduced < least) {
      second = least;
      least = reduced;
      arc = k;
    } else if (reduced < second) second = reduced;
  }
  return { arc, margin: second < Infinity ? second - least : 0 };
}

/**
 * Lists more arcs if every path from `row` ends among the columns `closed`: of `row` and of their rows the best ones
 * that lead elsewhere. A row for which one of them is better than its own is freed.
 */
function widen(
  costs: CostRows,
  arcs: Arcs,
  matching: Matching,
  closed: readonly number[],
  row: number,
  free: number[],
): Arcs {
  const { g, paid, rowOf, columnOf } = matching;
  const within = new Uint8Array(g.length);
  for (const column of closed) within[column] = 1;
  const rows = [row, ...closed.map(column => rowOf[column]!)];
  const found = leastArcs(costs, rows, g, within, ADDED);
  for (const i of rows) {
    const column = columnOf[i]!;
    if (column < 0) continue;
    const f = paid[i]! - g[column]!;
    let better = false;
    for (let k = found.start[i]!; k < found.start[i + 1]!; k++) {
      if (found.cost[k]! - g[found.target[k]!]! < f) better = true;
    }
    if (better) release(matching, i, free);
  }
  return mergeArcs(arcs, found, g.length);
}

/** f of rows, where their assigned arcs are tight, and −g of columns: [2n]. */
function potentials({ columnOf, paid, g }: Matching): Float64Array {
  const n = g.length;
  const potential = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    potential[i] = paid[i]! - g[columnOf[i]!]!;
    potential[n + i] = -g[i]!;
  }
  return potential;
}
