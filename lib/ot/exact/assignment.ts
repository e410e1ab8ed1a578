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
import { balanced, isProven } from './certificate.js';
import { coarsePotential } from './coarse-potential.js';
import { costRows, type CostRows } from '../geometry/cost-rows.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { type MatrixLike, naming, rangeError, total } from '../../base/index.js';
import { optimalTree } from './optimal-tree.js';
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
  /** Whether f and g prove the assignment cheapest arc by arc, in the sense of {@link networkSimplex}. */
  readonly converged: boolean;
  /** Augmenting paths, and pivots if the costs are of such different sizes that the network simplex has to end it. */
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
 * lower the value and frees their rows, until there is none. If the potentials do not prove the result arc by arc, or arcs
 * are forbidden, the network simplex takes over.
 * @param matrix c [n, n], a matrix or lazy; Infinity forbids an arc; kept if n² ≤ 2²⁴, otherwise asked for row by row
 * @throws RangeError if it is not square or empty, a cost is NaN or −Infinity, or the arcs that are not
 *   forbidden leave no assignment; if costs of 2¹⁰⁰⁰ or more overflow
 * @see jonker-volgenant:87
 */
export function assignment(matrix: Cost | MatrixLike): Assignment {
  return naming('assignment', () => {
    const cost = toCost(matrix);
    const [n, m] = cost.shape;
    if (n !== m || n === 0) {
      throw rangeError(`\`cost\` to be square and not empty, got [${n}, ${m}]`);
    }
    const { columns, paid, f, g, steps, converged } = provenMatching(costRows(cost));
    const shift = (total(f) - total(g)) / (2 * n);
    for (let i = 0; i < n; i++) {
      f[i]! -= shift;
      g[i]! += shift;
    }
    const value = total(paid);
    const gap = value - total(f) - total(g);
    return { columns, value, f, g, gap, converged, iterations: steps };
  });
}

interface Proven {
  readonly columns: Int32Array;
  /** Of each row the cost of its arc. */
  readonly paid: Float64Array;
  readonly f: Float64Array;
  readonly g: Float64Array;
  readonly steps: number;
  readonly converged: boolean;
}

/** The matching by paths if its potentials prove it, otherwise by the network simplex with a unit of mass in each point. */
function provenMatching(costs: CostRows): Proven {
  const n = costs.shape[0];
  const masses = new Float64Array(n).fill(1);
  let steps = 0;
  const solved = optimalMatching(costs);
  if (solved !== undefined) {
    const { matching, f, least, paths, converged } = solved;
    const { columnOf: columns, paid, g } = matching;
    const shipped = { rows: Int32Array.from(columns.keys()), columns, costs: paid, masses };
    if (isProven(costs, balanced(potentials(matching), masses, masses), least, shipped, masses, masses)) {
      return { columns, paid, f, g, steps: paths, converged };
    }
    steps = paths;
  }
  const { tree, potential, least, forbidden, pivots, converged } = optimalTree(
    costs,
    masses,
    masses,
    Infinity,
  );
  const [columns, paid] = [new Int32Array(n), new Float64Array(n)];
  for (let v = 0; v < 2 * n; v++) {
    if (v === tree.root || tree.flow[v] === 0) continue;
    const row = Math.min(v, tree.parent[v]!);
    columns[row] = Math.max(v, tree.parent[v]!) - n;
    paid[row] = tree.cost[v]!;
  }
  const without = paid.filter(cost => cost === forbidden).length;
  if (without > 0) {
    throw rangeError(
      `an assignment over the arcs that are not forbidden, got none: ${without} of ${n} rows have no way`,
    );
  }
  return {
    columns,
    paid,
    f: potential.slice(0, n).map((value, i) => value + Math.min(0, least[i]!)),
    g: potential.slice(n).map(value => -value),
    steps: steps + pivots,
    converged,
  };
}

interface Solved {
  readonly matching: Matching;
  readonly f: Float64Array;
  /** Of each row min_j c(i, j) − f(i) − g(j), before f made up for it. */
  readonly least: Float64Array;
  readonly paths: number;
  readonly converged: boolean;
}

/** Undefined if a cost is not finite. */
function optimalMatching(costs: CostRows): Solved | undefined {
  const n = costs.shape[0];
  const few = n * n <= FEW;
  const guess = few
    ? new Float64Array(n)
    : coarsePotential(costs, coarse => optimalMatching(coarse)?.f ?? new Float64Array(n).fill(NaN));
  const candidates = candidateArcs(costs, guess, LENGTH);
  if (!candidates.finite) return undefined;
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
      return { matching, f, least: pricing.least, paths, converged };
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
