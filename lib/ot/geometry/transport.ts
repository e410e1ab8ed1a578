import type { Cost } from './cost.js';
import { marginals, type Plan } from './plan.js';
import { dot, total } from '../../base/index.js';

/** What a solver found, and the evidence for it. */
export interface Transport<P extends Plan = Plan> {
  /** The objective at `plan`: Σ c Γ, with ε·KL(Γ ‖ a⊗b) and the like if the problem has such terms; cost × mass. */
  readonly value: number;
  /** Σ_ij c(i, j) Γ_ij; cost × mass. */
  readonly transportCost: number;
  readonly plan: P;
  /** Kantorovich potentials, f [n] and g [m], with Σ a f = Σ b g if the problem leaves a constant free; cost. */
  readonly f: Float64Array;
  readonly g: Float64Array;
  /** Whether the solver reached what it was asked for. */
  readonly converged: boolean;
  readonly iterations: number;
  /** max(Σ|Γ1 − a|, Σ|Γᵀ1 − b|); mass. */
  readonly marginalError: number;
  /** `value` − dual value at f and g, ≥ 0 but for rounding at feasible points; cost × mass. */
  readonly gap: number;
  /** What `b` was multiplied with for the total of `a`: 1, but for rounding of the weights (in float32 about 1 ± 1e-7). */
  readonly scaleB: number;
}

/** Σ_ij c(i, j) Γ_ij. */
export function transportCost(cost: Cost, plan: Plan): number {
  let sum = 0;
  plan.forEach((i, j, mass) => (sum += mass * cost.at(i, j)));
  return sum;
}

/** max(Σ|Γ1 − a|, Σ|Γᵀ1 − b|). */
export function marginalError(plan: Plan, a: Float64Array, b: Float64Array): number {
  const { rows, columns } = marginals(plan);
  return Math.max(l1Distance(rows, a), l1Distance(columns, b));
}

/** f − s and g + s, with the s that makes Σ a f = Σ b g. Points without mass may have Infinity. */
export function withoutShift(
  f: Float64Array,
  g: Float64Array,
  a: Float64Array,
  b: Float64Array,
): { readonly f: Float64Array; readonly g: Float64Array } {
  const shift = (weighted(f, a) - weighted(g, b)) / (total(a) + total(b));
  return { f: f.map(value => value - shift), g: g.map(value => value + shift) };
}

/** Σ w x over w > 0. */
function weighted(x: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) if (weights[i]! > 0) sum += weights[i]! * x[i]!;
  return sum;
}

/** Σ_i f_i a_i + Σ_j g_j b_j, the dual value of the unregularised problem. */
export function dualValue(f: Float64Array, g: Float64Array, a: Float64Array, b: Float64Array): number {
  return dot(f, a) + dot(g, b);
}

function l1Distance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]! - y[i]!);
  return sum;
}
