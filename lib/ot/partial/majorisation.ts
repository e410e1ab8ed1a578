import { rangeError, total } from '../../base/index.js';
import { costRows } from '../geometry/cost-rows.js';
import type { Cost } from '../geometry/cost.js';
import { marginals, storedPlan } from '../geometry/plan.js';
import { marginalError } from '../geometry/transport.js';
import type { UnbalancedExact, UnbalancedProblem } from './unbalanced-exact.js';

/** The gap is looked at after every so many steps. */
const BETWEEN = 10;

/** What a divergence needs: the step's factors, the potential of a marginal, the primal and the dual term of a point. */
interface Terms {
  /** The new entry from the old one, T. */
  readonly step: (entry: number, c: number, row: Side, column: Side) => number;
  readonly potential: (mass: number, weight: number, penalty: number) => number;
  readonly primal: (mass: number, weight: number, penalty: number) => number;
  readonly dual: (potential: number, weight: number, penalty: number) => number;
}

/** A point: its weight, the mass that it has, its penalty. */
interface Side {
  readonly weight: number;
  readonly mass: number;
  readonly penalty: number;
}

const kl: Terms = {
  step: (entry, c, row, column) => {
    const both = row.penalty + column.penalty;
    const share = row.penalty / both;
    return (
      entry *
      Math.exp(-c / both) *
      (row.weight / row.mass) ** share *
      (column.weight / column.mass) ** (1 - share)
    );
  },
  potential: (mass, weight, penalty) => -penalty * Math.log(mass / weight),
  primal: (mass, weight, penalty) =>
    penalty * ((mass === 0 ? 0 : mass * Math.log(mass / weight)) - mass + weight),
  dual: (potential, weight, penalty) => -weight * penalty * Math.expm1(-potential / penalty),
};

const l2: Terms = {
  step: (entry, c, row, column) =>
    (entry * Math.max(0, row.penalty * row.weight + column.penalty * column.weight - c)) /
    (row.penalty * row.mass + column.penalty * column.mass),
  potential: (mass, weight, penalty) => penalty * (weight - mass),
  primal: (mass, weight, penalty) => (penalty * (mass - weight) ** 2) / 2,
  dual: (potential, weight, penalty) =>
    potential < penalty * weight
      ? weight * potential - potential ** 2 / (2 * penalty)
      : (penalty * weight ** 2) / 2,
};

/**
 * Multiplies every entry of the plan by what makes least a bound of the objective that touches it at the plan; zeros stay.
 * @throws RangeError if a cost is below 0
 */
export function majorisation(
  problem: UnbalancedProblem,
  tolerance: number,
  maxIterations: number,
): UnbalancedExact {
  const { a, b, divergence } = problem;
  const terms = divergence === 'kl' ? kl : l2;
  const cost = keptCost(problem.cost);
  const m = b.length;
  const plan = Float64Array.from({ length: a.length * m }, (_, k) => {
    if (cost[k] === Infinity) return 0;
    return (a[Math.floor(k / m)]! * b[k % m]!) / Math.sqrt(total(a) * total(b));
  });
  let iterations = 0;
  let found = judge(problem, terms, cost, plan);
  while (iterations < maxIterations && !(found.gap <= tolerance * found.size)) {
    const until = Math.min(iterations + BETWEEN, maxIterations);
    for (; iterations < until; iterations++) multiply(problem, terms, cost, plan);
    found = judge(problem, terms, cost, plan);
  }
  const { size, ...rest } = found;
  return { ...rest, iterations, converged: found.gap <= tolerance * size, scaleB: 1 };
}

function multiply(
  { a, b, penaltyA, penaltyB }: UnbalancedProblem,
  { step }: Terms,
  cost: Float64Array,
  plan: Float64Array,
): void {
  const [n, m] = [a.length, b.length];
  const { rows, columns } = marginals(storedPlan({ data: plan, shape: [n, m] }));
  const ends = Array.from(b, (weight, j) => ({ weight, mass: columns[j]!, penalty: penaltyB }));
  for (let i = 0; i < n; i++) {
    const start = { weight: a[i]!, mass: rows[i]!, penalty: penaltyA };
    for (let j = 0, k = i * m; j < m; j++, k++) {
      if (plan[k]! > 0) plan[k] = step(plan[k]!, cost[k]!, start, ends[j]!);
    }
  }
}

/** Value and gap of a plan: f from its rows, and g the better of both, its columns' and what f leaves. */
function judge(
  { cost: lazy, a, b, penaltyA, penaltyB }: UnbalancedProblem,
  terms: Terms,
  cost: Float64Array,
  plan: Float64Array,
): Omit<UnbalancedExact, 'converged' | 'iterations' | 'scaleB'> & { readonly size: number } {
  const [n, m] = lazy.shape;
  const matrix = storedPlan({ data: plan.slice(), shape: [n, m] });
  const { rows, columns } = marginals(matrix);
  const f = potentials(terms, rows, a, penaltyA);
  const g = potentials(terms, columns, b, penaltyB);
  let transportCost = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0, k = i * m; j < m; j++, k++) {
      if (plan[k]! > 0) transportCost += plan[k]! * cost[k]!;
      g[j] = Math.min(g[j]!, cost[k]! - f[i]!);
    }
  }
  const penalties = termsOf(terms.primal, rows, a, penaltyA) + termsOf(terms.primal, columns, b, penaltyB);
  const value = transportCost + penalties;
  const dual = termsOf(terms.dual, f, a, penaltyA) + termsOf(terms.dual, g, b, penaltyB);
  return {
    value,
    transportCost,
    plan: matrix,
    f,
    g,
    mass: total(rows),
    marginalError: marginalError(matrix, a, b),
    gap: value - dual,
    size: value,
  };
}

/** Potentials of a marginal; 0 for a point without weight, and for one without mass what is best for it alone. */
function potentials(
  { potential }: Terms,
  mass: Float64Array,
  weights: Float64Array,
  penalty: number,
): Float64Array {
  return mass.map((found, i) =>
    weights[i] === 0 ? 0 : Math.min(potential(found, weights[i]!, penalty), 1e300),
  );
}

function termsOf(
  term: (p: number, weight: number, penalty: number) => number,
  p: Float64Array,
  weights: Float64Array,
  penalty: number,
): number {
  return p.reduce((sum, value, i) => (weights[i] === 0 ? sum : sum + term(value, weights[i]!, penalty)), 0);
}

function keptCost(cost: Cost): Float64Array {
  const [n, m] = cost.shape;
  const rows = costRows(cost);
  const data = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    const at = rows.locate(i);
    data.set(rows.data.subarray(at, at + m), i * m);
  }
  const bad = data.findIndex(entry => !(entry >= 0));
  if (bad >= 0) {
    throw rangeError(`\`cost\` to be ≥ 0, got ${data[bad]} in row ${Math.floor(bad / m)}, column ${bad % m}`);
  }
  return data;
}
