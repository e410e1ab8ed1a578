import {
  checkCount,
  checkNotNegative,
  checkPositive,
  type MatrixLike,
  naming,
  total,
} from '../../base/index.js';
import { networkSimplex } from '../exact/network-simplex.js';
import { sinkhorn } from '../entropic/sinkhorn.js';
import { densePlan, lazyPlan, type Plan } from '../geometry/plan.js';
import { type GromovOptions, type GromovProblem, structureProduct, toGromov } from './structure.js';

/** Options of {@link gromovWasserstein}. */
export interface GromovWassersteinOptions extends GromovOptions {
  /** Iterations at most; default 1,000. */
  readonly maxIterations?: number;
  /** Converged when no plan lowers the value by more than this share of it to first order; default 1e-9. */
  readonly tolerance?: number;
}

/** Options of {@link entropicGromovWasserstein}. */
export interface EntropicGromovOptions extends GromovOptions {
  /** ε > 0, of ε KL(Γ ‖ a⊗b/M); cost × mass. */
  readonly epsilon: number;
  /** Iterations at most; default 1,000. */
  readonly maxIterations?: number;
  /** Converged when an iteration moves no more than this share of the mass; default 1e-9. */
  readonly tolerance?: number;
}

/** A plan between two structures, and the evidence for it. */
export interface GromovWasserstein {
  /** (1 − α) Σ c Γ + α Σ_ijkl L(X_ik, Y_jl) Γ_ij Γ_kl at the plan; for `square` and α = 1, GW². */
  readonly value: number;
  readonly plan: Plan;
  /** Whether the plan is stationary: the problem is not convex, so that it may be a local minimum. */
  readonly converged: boolean;
  readonly iterations: number;
  /** By how much the value would fall to first order on the way to the best other plan; 0 at a stationary plan. */
  readonly stationarity: number;
}

/**
 * The Gromov–Wasserstein problem between two structures, which need no common space, and with a cost c between their points
 * the fused one:
 *
 *     min_Γ (1 − α) Σ_ij c_ij Γ_ij + α Σ_ijkl L(X_ik, Y_jl) Γ_ij Γ_kl,   Γ1 = a, Γᵀ1 = b,   L(s, t) = (s − t)² by default,
 *
 * by conditional gradients: the network simplex finds the plan that lowers the linearised value most, and the way to it is
 * minimised exactly. The value never grows. Starts that differ may end at different local minima: give `initial`.
 * @param x distances within x, [n, n], symmetric
 * @param y distances within y, [m, m], symmetric
 * @throws TypeError, RangeError if matrices are not symmetric or finite, weights, cost or start do not fit, or an option is
 *   out of range
 * @see memoli:11; vayer:20, algorithm 1
 */
export function gromovWasserstein(
  x: MatrixLike,
  y: MatrixLike,
  options: GromovWassersteinOptions = {},
): GromovWasserstein {
  return naming('gromovWasserstein', () => {
    const { maxIterations = 1000, tolerance = 1e-9 } = options;
    checkCount(maxIterations, 'maxIterations', 1);
    checkNotNegative(tolerance, 'tolerance');
    const problem = toGromov(x, y, options);
    const { a, b, shape, alpha } = problem;
    const plan = problem.initial.slice();
    let turned = structureProduct(problem, plan);
    for (let iterations = 1; ; iterations++) {
      const gradient = gradientAt(problem, turned);
      const best = densePlan(networkSimplex({ data: gradient, shape }, { a, b }).plan).data;
      const step = best.map((entry, k) => entry - plan[k]!);
      const fall = -inner(gradient, step);
      const value = valueAt(problem, plan, turned);
      const converged = fall <= tolerance * Math.abs(value) + ROUNDING * size(gradient, plan);
      if (converged || iterations === maxIterations) {
        return { value, plan: planOf(plan, shape), converged, iterations, stationarity: Math.max(0, fall) };
      }
      // E(Γ + τ D) = E(Γ) − τ fall + τ² curvature.
      const turnedStep = structureProduct(problem, step);
      const curvature = -alpha * inner(turnedStep, step);
      const length = curvature > 0 ? Math.min(1, fall / (2 * curvature)) : 1;
      for (let k = 0; k < plan.length; k++) plan[k]! += length * step[k]!;
      turned = length === 1 ? structureProduct(problem, best) : added(turned, turnedStep, length);
      if (length === 1) plan.set(best);
    }
  });
}

/**
 * The entropic problem, with ε KL(Γ ‖ a⊗b/M) beside the value of {@link gromovWasserstein}, by projected mirror descent:
 * each plan is `sinkhorn`'s for the gradient at the last one. `value` leaves the entropy out.
 * @param x distances within x, [n, n], symmetric
 * @param y distances within y, [m, m], symmetric
 * @throws TypeError, RangeError like {@link gromovWasserstein}, and if ε ≤ 0
 * @see peyre:16, proposition 2
 */
export function entropicGromovWasserstein(
  x: MatrixLike,
  y: MatrixLike,
  options: EntropicGromovOptions,
): GromovWasserstein {
  return naming('entropicGromovWasserstein', () => {
    const { epsilon, maxIterations = 1000, tolerance = 1e-9 } = options;
    checkPositive(epsilon, 'epsilon');
    checkCount(maxIterations, 'maxIterations', 1);
    checkNotNegative(tolerance, 'tolerance');
    const problem = toGromov(x, y, options);
    const { a, b, shape } = problem;
    const mass = total(a);
    let plan = problem.initial;
    for (let iterations = 1; ; iterations++) {
      const data = gradientAt(problem, structureProduct(problem, plan));
      const solved = sinkhorn({ data, shape }, { a, b, epsilon, tolerance: Math.min(1e-9, tolerance) });
      const next = densePlan(solved.plan).data;
      const moved = next.reduce((sum, entry, k) => sum + Math.abs(entry - plan[k]!), 0);
      plan = next;
      const converged = moved <= tolerance * mass && solved.converged;
      if (converged || iterations === maxIterations) {
        const value = valueAt(problem, plan, structureProduct(problem, plan));
        return { value, plan: planOf(plan, shape), converged, iterations, stationarity: moved };
      }
    }
  });
}

/** The share of Σ |∇ Γ| that is rounding. */
const ROUNDING = 1e-14;

/** (1 − α) c + 2 (fixed − α h Γ k), [n, m]. */
function gradientAt({ alpha, cost, fixed }: GromovProblem, turned: Float64Array): Float64Array {
  return turned.map((entry, k) => (1 - alpha) * cost[k]! + 2 * (fixed[k]! - alpha * entry));
}

function valueAt({ alpha, cost, fixed }: GromovProblem, plan: Float64Array, turned: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < plan.length; k++) {
    sum += plan[k]! * ((1 - alpha) * cost[k]! + fixed[k]! - alpha * turned[k]!);
  }
  return sum;
}

function inner(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k]! * y[k]!;
  return sum;
}

/** Σ |x y|. */
function size(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += Math.abs(x[k]! * y[k]!);
  return sum;
}

function added(x: Float64Array, y: Float64Array, factor: number): Float64Array {
  return x.map((entry, k) => entry + factor * y[k]!);
}

function planOf(plan: Float64Array, shape: readonly [number, number]): Plan {
  const m = shape[1];
  return lazyPlan(shape, (i, out) => out.set(plan.subarray(i * m, (i + 1) * m)));
}
