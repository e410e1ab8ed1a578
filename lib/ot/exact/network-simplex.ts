import { type Cost, toCost } from '../geometry/cost.js';
import { costRows, subCost } from '../geometry/cost-rows.js';
import { integerMasses } from '../geometry/integer-masses.js';
import { type MatrixLike, naming, rangeError, total, type VectorLike } from '../../base/index.js';
import { optimalTree, type OptimalTree } from './optimal-tree.js';
import { sparsePlan, type SparsePlan } from '../geometry/plan.js';
import { dualValue, marginalError, type Transport, transportCost } from '../geometry/transport.js';
import { toBalancedWeights, totalsTolerance } from '../geometry/weights.js';

/** Measures of the exact problem; each weighs its points alike if none is given. */
export interface ExactOptions {
  /** [n], mass */
  readonly a?: VectorLike | undefined;
  /** [m], mass; the same total as `a` */
  readonly b?: VectorLike | undefined;
  /** Pivots, at most, ≥ 0; 1,000 (n + m) unless said, of which problems of 10,000 points take about 10 (n + m). */
  readonly maxIterations?: number | undefined;
}

/**
 * An optimal plan: min Σ c Γ over Γ ≥ 0 with Γ1 = a and Γᵀ1 = b, by the network simplex.
 *
 * A strongly feasible spanning tree (cunningham:76), block search (grigoriadis:86, as in LEMON), flows in whole
 * units of 2⁻⁵² of the mass. It works on a short list of arcs, chosen by the potentials of a coarser problem; then it
 * looks at all n·m arcs, lists those that would still lower the value, and goes on, until there is none.
 *
 * `converged` means that f and g prove the plan cheapest arc by arc: f(i) + g(j) − c(i, j) is nowhere above
 * 2⁻⁴⁰ of what row i pays for a unit of mass, nor of what column j pays, or above 2⁻⁴² of what half of the mass
 * pays at least. If costs are of such different sizes that doubles cannot hold that, the last pivots are made in whole
 * numbers.
 * @param matrix c [n, m], a matrix or lazy; Infinity forbids an arc; kept if n·m ≤ 2²⁴, otherwise asked for row by row
 * @returns the plan, at most n + m − 1 entries; f and g, also if it is stopped early, with f(i) + g(j) ≤ c(i, j) and Σ a f = Σ b g; `iterations` are
 * pivots
 * @throws RangeError if the weights are no measures of one total, a cost is NaN or −Infinity, or the arcs that are
 *   not forbidden leave no feasible plan; if costs of 2¹⁰⁰⁰ or more overflow
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
    const plan = treePlan(solved, massA, massB, rows, columns, cost.shape);
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
      scaleB: weights.scaleB,
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

function support(weights: Float64Array): Int32Array {
  return Int32Array.from(weights.keys()).filter(i => weights[i]! > 0);
}

/**
 * The flows of the tree that these masses make, from the leaves up; entries that are 0 in whole units are 0.
 * @throws RangeError if mass flows over forbidden arcs in an optimal tree
 */
function treePlan(
  { tree, forbidden, converged }: OptimalTree,
  massA: Float64Array,
  massB: Float64Array,
  rows: Int32Array,
  columns: Int32Array,
  shape: readonly [number, number],
): SparsePlan {
  const { rows: n, parent, previous, root, flow, cost } = tree;
  const excess = new Float64Array(n + massB.length);
  excess.set(massA);
  massB.forEach((mass, j) => (excess[n + j] = -mass));
  let left = 0;
  const entries: (readonly [row: number, column: number, mass: number])[] = [];
  for (let v = previous[root]!; v !== root; v = previous[v]!) {
    const above = parent[v]!;
    const mass = v < n ? excess[v]! : -excess[v]!;
    excess[above]! += excess[v]!;
    if (!(flow[v]! > 0 && mass > 0)) continue;
    if (cost[v] === forbidden) {
      left += mass;
      continue;
    }
    entries.push([rows[Math.min(v, above)]!, columns[Math.max(v, above) - n]!, mass]);
  }
  if (converged && left > totalsTolerance(massA, massB) * total(massA)) {
    throw rangeError(
      `a feasible plan over the arcs that are not forbidden, got none: ${left} of ${total(massA)} has no way`,
    );
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
  { potential, least }: OptimalTree,
  rows: Int32Array,
  columns: Int32Array,
  weights: { readonly a: Float64Array; readonly b: Float64Array },
): { readonly f: Float64Array; readonly g: Float64Array } {
  const [n, m] = cost.shape;
  const [f, g] = [new Float64Array(n).fill(Infinity), new Float64Array(m).fill(Infinity)];
  rows.forEach((i, k) => (f[i] = potential[k]! + Math.min(0, least[k]!)));
  columns.forEach((j, k) => (g[j] = -potential[rows.length + k]!));
  for (let j = 0; j < m; j++) {
    if (g[j] === Infinity) for (const i of rows) g[j] = Math.min(g[j]!, cost.at(i, j) - f[i]!);
  }
  // Any number will do for a point without mass whose arcs are all forbidden.
  for (let j = 0; j < m; j++) if (g[j] === Infinity) g[j] = 0;
  for (let i = 0; i < n; i++) {
    if (f[i] === Infinity) for (let j = 0; j < m; j++) f[i] = Math.min(f[i]!, cost.at(i, j) - g[j]!);
    if (f[i] === Infinity) f[i] = 0;
  }
  const shift =
    (dualValue(f, new Float64Array(m), weights.a, weights.b) -
      dualValue(new Float64Array(n), g, weights.a, weights.b)) /
    (2 * total(weights.a));
  return { f: f.map(value => value - shift), g: g.map(value => value + shift) };
}
