import type { ExecutionContext } from 'ava';
import { type Cost, pointCost } from '../../lib/ot/geometry/cost.js';
import type { Matrix } from '../../lib/base/matrix.js';
import { densePlan } from '../../lib/ot/geometry/plan.js';
import type { Transport } from '../../lib/ot/geometry/transport.js';
import { total } from '../../lib/base/vectors.js';
import type { Rng } from '../../lib/base/random.js';

/** Normal points, [n, d]. */
export function cloud(rng: Rng, n: number, d: number, shift = 0): Matrix {
  return { data: Float64Array.from({ length: n * d }, () => rng.normal() + shift), shape: [n, d] };
}

/** Weights between 0.1 and 1.1, of total 1. */
export function weights(rng: Rng, n: number): Float64Array {
  const raw = Float64Array.from({ length: n }, () => rng.uniform() + 0.1);
  return raw.map(weight => weight / total(raw));
}

/** ‖x − y‖² between two random clouds. */
export function randomCost(rng: Rng, n: number, m: number, d = 3): Cost {
  return pointCost(cloud(rng, n, d), cloud(rng, m, d, 0.5), { kind: 'squared-euclidean' });
}

/** The least of Σ_i c(i, π(i)) over all permutations π of n ≤ 8. */
export function leastOfPermutations(n: number, cost: (i: number, j: number) => number): number {
  const extend = (i: number, taken: number): number => {
    if (i === n) return 0;
    let least = Infinity;
    for (let j = 0; j < n; j++) {
      if ((taken & (1 << j)) === 0) least = Math.min(least, cost(i, j) + extend(i + 1, taken | (1 << j)));
    }
    return least;
  };
  return extend(0, 0);
}

/**
 * Asserts what proves a plan optimal: Γ ≥ 0 with the marginals `a` and `b`, f(i) + g(j) ≤ c(i, j) everywhere and = where
 * Γ > 0, the dual value equal to the primal one; all to 1e-12 of the largest cost and of the mass.
 */
export function assertOptimal(
  t: ExecutionContext,
  cost: Cost,
  result: Transport,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): void {
  const [n, m] = cost.shape;
  const { data } = densePlan(result.plan);
  const [rows, columns] = [new Float64Array(n), new Float64Array(m)];
  let [largest, value, mass, dual] = [0, 0, 0, 0];
  let [infeasible, slack, negative] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const [c, flow] = [cost.at(i, j), data[i * m + j]!];
      const reduced = c - result.f[i]! - result.g[j]!;
      largest = Math.max(largest, Math.abs(c));
      infeasible = Math.max(infeasible, -reduced);
      if (flow > 0) slack = Math.max(slack, Math.abs(reduced));
      negative = Math.min(negative, flow);
      rows[i]! += flow;
      columns[j]! += flow;
      value += c * flow;
    }
  }
  let off = 0;
  for (let i = 0; i < n; i++) {
    off = Math.max(off, Math.abs(rows[i]! - a[i]!));
    mass += a[i]!;
    dual += result.f[i]! * a[i]!;
  }
  for (let j = 0; j < m; j++) {
    off = Math.max(off, Math.abs(columns[j]! - b[j]!));
    dual += result.g[j]! * b[j]!;
  }
  t.true(negative >= 0, `an entry is ${negative}`);
  t.true(off <= 1e-12 * mass, `a marginal is off by ${off} of ${mass}`);
  t.true(infeasible <= 1e-12 * largest, `f + g exceeds c by ${infeasible} of ${largest}`);
  t.true(slack <= 1e-12 * largest, `where mass flows c − f − g is ${slack} of ${largest}`);
  t.true(Math.abs(value - dual) <= 1e-12 * largest * mass, `primal ${value}, dual ${dual}`);
  t.true(Math.abs(result.value - value) <= 1e-13 * largest * mass, `value ${result.value}, plan ${value}`);
  t.true(Math.abs(result.gap) <= 1e-12 * largest * mass, `gap ${result.gap}`);
  t.is(result.transportCost, result.value);
  t.true(result.converged && result.marginalError <= 1e-12 * mass, `marginal error ${result.marginalError}`);
}
