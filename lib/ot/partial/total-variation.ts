import { rangeError, total } from '../../base/index.js';
import { networkSimplex } from '../exact/network-simplex.js';
import type { Cost } from '../geometry/cost.js';
import { marginals, storedPlan } from '../geometry/plan.js';
import { dualValue, marginalError, transportCost } from '../geometry/transport.js';
import { extendedCost, withoutDummyPotentials } from './extended-cost.js';
import type { UnbalancedExact, UnbalancedProblem } from './unbalanced-exact.js';

/** The cheapest arc of every row and of every column. */
interface Cheapest {
  readonly column: Int32Array;
  readonly row: Int32Array;
  readonly ofRow: Float64Array;
  readonly ofColumn: Float64Array;
}

/**
 * min Σ c Γ + ρ_a Σ|Γ1 − a| + ρ_b Σ|Γᵀ1 − b| as a transport problem: mass of i goes to the dummy for ρ_a, or for
 * ρ_b + min_j c(i, j) to a point that is full; columns alike.
 */
export function totalVariationTransport(
  { cost, a, b, penaltyA, penaltyB }: UnbalancedProblem,
  maxIterations: number | undefined,
): UnbalancedExact {
  const cheapest = cheapestArcs(cost);
  const least = cheapest.ofRow.reduce((most, entry) => Math.min(most, entry), Infinity);
  if (least < -(penaltyA + penaltyB)) {
    throw rangeError(
      `\`cost\` to be at least −(penaltyA + penaltyB) = ${-(penaltyA + penaltyB)}, got ${least}, so that no plan is best`,
    );
  }
  const [n, m] = cost.shape;
  const toDummy = cheapest.ofRow.map(entry => Math.min(penaltyA, penaltyB + entry));
  const fromDummy = cheapest.ofColumn.map(entry => Math.min(penaltyB, penaltyA + entry));
  const solved = networkSimplex(extendedCost(cost, toDummy, fromDummy, 0), {
    a: Float64Array.of(...a, total(b)),
    b: Float64Array.of(...b, total(a)),
    maxIterations,
  });
  const found = new Float64Array(n * m);
  solved.plan.forEach((i, j, mass) => {
    if (i < n && j < m) found[i * m + j]! += mass;
    else if (i < n && penaltyB + cheapest.ofRow[i]! < penaltyA) found[i * m + cheapest.column[i]!]! += mass;
    else if (j < m && i === n && penaltyA + cheapest.ofColumn[j]! < penaltyB) {
      found[cheapest.row[j]! * m + j]! += mass;
    }
  });
  const plan = storedPlan({ data: found, shape: [n, m] });
  const bare = withoutDummyPotentials(solved.f, solved.g);
  const [f, g] = [bare.f.map(p => Math.max(p, -penaltyA)), bare.g.map(p => Math.max(p, -penaltyB))];
  const sums = marginals(plan);
  const moved = transportCost(cost, plan);
  const value = moved + penaltyA * apart(sums.rows, a) + penaltyB * apart(sums.columns, b);
  return {
    value,
    transportCost: moved,
    plan,
    f,
    g,
    mass: total(sums.rows),
    converged: solved.converged,
    iterations: solved.iterations,
    marginalError: marginalError(plan, a, b),
    gap: value - dualValue(f, g, a, b),
    scaleB: 1,
  };
}

/** Σ|r − s|. */
function apart(r: Float64Array, s: Float64Array): number {
  return r.reduce((sum, value, i) => sum + Math.abs(value - s[i]!), 0);
}

function cheapestArcs(cost: Cost): Cheapest {
  const [n, m] = cost.shape;
  const [column, row] = [new Int32Array(n), new Int32Array(m)];
  const [ofRow, ofColumn] = [new Float64Array(n).fill(Infinity), new Float64Array(m).fill(Infinity)];
  const costs = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    cost.row(i, costs);
    for (let j = 0; j < m; j++) {
      const entry = costs[j]!;
      if (entry < ofRow[i]!) [ofRow[i], column[i]] = [entry, j];
      if (entry < ofColumn[j]!) [ofColumn[j], row[j]] = [entry, i];
    }
  }
  return { column, row, ofRow, ofColumn };
}
