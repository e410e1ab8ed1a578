import { allArcs, type Arcs, candidateArcs, mergeArcs, priceAllArcs, rounding } from './candidate-arcs.js';
import { coarsePotential } from './coarse-potential.js';
import { costRows, type CostRows, subCost } from '../geometry/cost-rows.js';
import { type Cost, toCost } from '../geometry/cost.js';
import { integerMasses } from '../geometry/integer-masses.js';
import { type MatrixLike, naming, rangeError, total, type VectorLike } from '../../base/index.js';
import { sparsePlan, type SparsePlan } from '../geometry/plan.js';
import { smoothedCandidates } from './smoothed-candidates.js';
import { startingTree } from './starting-tree.js';
import { dualValue, marginalError, type Transport, transportCost } from '../geometry/transport.js';
import type { TransportTree } from './transport-tree.js';
import { toBalancedWeights } from '../geometry/weights.js';

/** Measures of the exact problem; each weighs its points alike if none is given. */
export interface ExactOptions {
  /** [n], mass */
  readonly a?: VectorLike | undefined;
  /** [m], mass; the same total as `a` */
  readonly b?: VectorLike | undefined;
  /** Pivots, at most, ≥ 0; 1,000 (n + m) unless said, of which problems of 10,000 points take about 10 (n + m). */
  readonly maxIterations?: number | undefined;
}

/** Up to so many arcs are all listed from the start. */
const FEW = 2 ** 14;
/** Candidates of each row and of each column. */
const LENGTH = 8;
/** Arcs that a look at all of them adds, at most, for each row. */
const ADDED = 6;

/**
 * An optimal plan: min Σ c Γ over Γ ≥ 0 with Γ1 = a and Γᵀ1 = b, by the network simplex.
 *
 * A strongly feasible spanning tree (cunningham:76), block search (grigoriadis:86, as in LEMON), flows in whole
 * units of 2⁻⁵² of the mass. It works on a short list of arcs, chosen by the potentials of a coarser problem; then it
 * looks at all n·m arcs, lists those that would still lower the value, and goes on, until there is none.
 * @param matrix c [n, m], a matrix or lazy; kept if n·m ≤ 2²⁴, otherwise asked for row by row
 * @returns the plan, at most n + m − 1 entries; f and g, also if it is stopped early, with f(i) + g(j) ≤ c(i, j) and Σ a f = Σ b g; `iterations` are
 * pivots
 * @throws RangeError if the weights are no measures of one total, or a cost is not finite
 * @see peyre-cuturi:19, section 3.5
 */
export function networkSimplex(
  matrix: Cost | MatrixLike,
  { a, b, maxIterations }: ExactOptions = {},
): Transport<SparsePlan> {
  return naming('networkSimplex', () => {
    const cost = toCost(matrix);
    const weights = toBalancedWeights(a, b, cost.shape);
    const [rows, columns] = [support(weights.a), support(weights.b)];
    const whole = rows.length === weights.a.length && columns.length === weights.b.length;
    const costs = costRows(whole ? cost : subCost(cost, rows, columns));
    const [massA, massB] = [
      Float64Array.from(rows, i => weights.a[i]!),
      Float64Array.from(columns, j => weights.b[j]!),
    ];
    checkPivots(maxIterations);
    const limit = maxIterations ?? 1000 * (cost.shape[0] + cost.shape[1]);
    const solved = optimalTree(costs, integerMasses(massA), integerMasses(massB), limit);
    const plan = treePlan(solved.tree, massA, massB, rows, columns, cost.shape);
    const { f, g } = potentials(cost, solved, rows, columns, weights);
    const value = transportCost(cost, plan);
    return {
      value,
      transportCost: value,
      plan,
      f,
      g,
      converged: solved.converged,
      iterations: solved.pivots,
      marginalError: marginalError(plan, weights.a, weights.b),
      gap: value - dualValue(f, g, weights.a, weights.b),
    };
  });
}

/**
 * Checks a limit of pivots.
 * @throws RangeError for one that is no number ≥ 0; Infinity is one
 */
export function checkPivots(maxIterations: number | undefined): void {
  if (maxIterations === undefined || maxIterations >= 0) return;
  throw rangeError(`\`maxIterations\` to be ≥ 0, got ${maxIterations}`);
}

interface Solved {
  readonly tree: TransportTree;
  /** Of each row min_j c(i, j) − f(i) − g(j), 0 but for rounding. */
  readonly least: Float64Array;
  readonly pivots: number;
  readonly converged: boolean;
}

function support(weights: Float64Array): Int32Array {
  return Int32Array.from(weights.keys()).filter(i => weights[i]! > 0);
}

function optimalTree(costs: CostRows, massA: Float64Array, massB: Float64Array, limit: number): Solved {
  const [n, m] = costs.shape;
  const few = n * m <= FEW || Math.min(n, m) <= LENGTH;
  const guess = few
    ? new Float64Array(m)
    : coarsePotential(costs, (coarse, { rows, columns }) => {
        const masses = [pick(massA, rows), pick(massB, columns)] as const;
        const { tree } = optimalTree(coarse, integerMasses(masses[0]), integerMasses(masses[1]), limit);
        return tree.potential.subarray(0, rows.length);
      });
  const candidates = candidateArcs(costs, guess, LENGTH);
  let arcs = few ? allArcs(costs) : candidates.arcs;
  const start = few ? { ...candidates, arcs } : smoothedCandidates(candidates, massA, massB);
  const tree = startingTree(costs, start, massA, massB);
  let [pivots, before] = [0, -1];
  for (;;) {
    const tolerance = rounding(tree.potential, tree.cost);
    pivots += improve(tree, arcs, tolerance, limit - pivots);
    tree.refreshPotentials();
    pivots += improve(tree, arcs, tolerance, limit - pivots);
    const pricing = priceAllArcs(costs, tree.potential, tolerance, ADDED);
    const converged = pricing.arcs.target.length === 0;
    if (converged || pivots >= limit || pivots === before) {
      return { tree, least: pricing.least, pivots, converged };
    }
    before = pivots;
    arcs = mergeArcs(arcs, pricing.arcs, m);
  }
}

function pick(values: Float64Array, places: Int32Array): Float64Array {
  return Float64Array.from(places, i => values[i]!);
}

/** Pivots until no listed arc has a reduced cost below −tolerance, or `limit` times; returns how many. */
function improve(
  tree: TransportTree,
  { start, target, cost }: Arcs,
  tolerance: number,
  limit: number,
): number {
  const { rows, potential } = tree;
  const block = Math.max(16, Math.ceil(Math.sqrt(target.length)));
  let [row, pivots] = [0, 0];
  for (;;) {
    let least = -tolerance;
    let bestRow = -1;
    let bestArc = -1;
    let looked = 0;
    for (let k = 0; k < rows; k++) {
      const f = potential[row]!;
      const end = start[row + 1]!;
      for (let arc = start[row]!; arc < end; arc++) {
        const reduced = cost[arc]! - f + potential[rows + target[arc]!]!;
        if (reduced < least) {
          least = reduced;
          bestRow = row;
          bestArc = arc;
        }
      }
      looked += end - start[row]!;
      row = row + 1 === rows ? 0 : row + 1;
      if (looked >= block) {
        if (bestArc >= 0) break;
        looked = 0;
      }
    }
    if (bestArc < 0 || pivots >= limit) return pivots;
    tree.pivot(bestRow, rows + target[bestArc]!, cost[bestArc]!, least);
    pivots++;
  }
}

/** The flows of the tree that these masses make, from the leaves up; entries that are 0 in whole units are 0. */
function treePlan(
  tree: TransportTree,
  massA: Float64Array,
  massB: Float64Array,
  rows: Int32Array,
  columns: Int32Array,
  shape: readonly [number, number],
): SparsePlan {
  const { rows: n, parent, previous, root, flow } = tree;
  const excess = new Float64Array(n + massB.length);
  excess.set(massA);
  massB.forEach((mass, j) => (excess[n + j] = -mass));
  const entries: (readonly [row: number, column: number, mass: number])[] = [];
  for (let v = previous[root]!; v !== root; v = previous[v]!) {
    const above = parent[v]!;
    const mass = v < n ? excess[v]! : -excess[v]!;
    excess[above]! += excess[v]!;
    if (!(flow[v]! > 0 && mass > 0)) continue;
    entries.push([rows[Math.min(v, above)]!, columns[Math.max(v, above) - n]!, mass]);
  }
  entries.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return sparsePlan(
    shape,
    Int32Array.from(entries, entry => entry[0]),
    Int32Array.from(entries, entry => entry[1]),
    Float64Array.from(entries, entry => entry[2]),
  );
}

/** f and g of all points, those without mass by the c-transform; feasible, and Σ a f = Σ b g. */
function potentials(
  cost: Cost,
  { tree, least }: Solved,
  rows: Int32Array,
  columns: Int32Array,
  weights: { readonly a: Float64Array; readonly b: Float64Array },
): { readonly f: Float64Array; readonly g: Float64Array } {
  const [n, m] = cost.shape;
  const [f, g] = [new Float64Array(n).fill(Infinity), new Float64Array(m).fill(Infinity)];
  rows.forEach((i, k) => (f[i] = tree.potential[k]! + Math.min(0, least[k]!)));
  columns.forEach((j, k) => (g[j] = -tree.potential[rows.length + k]!));
  for (let j = 0; j < m; j++) {
    if (g[j] === Infinity) for (const i of rows) g[j] = Math.min(g[j]!, cost.at(i, j) - f[i]!);
  }
  for (let i = 0; i < n; i++) {
    if (f[i] === Infinity) for (let j = 0; j < m; j++) f[i] = Math.min(f[i]!, cost.at(i, j) - g[j]!);
  }
  const shift =
    (dualValue(f, new Float64Array(m), weights.a, weights.b) -
      dualValue(new Float64Array(n), g, weights.a, weights.b)) /
    (2 * total(weights.a));
  return { f: f.map(value => value - shift), g: g.map(value => value + shift) };
}
