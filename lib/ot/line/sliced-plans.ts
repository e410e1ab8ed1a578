import { checkNotNegative, naming, type PointsLike } from '../../base/index.js';
import { type Cost, type GroundCost, pointCost } from '../geometry/cost.js';
import { type SparsePlan, sparsePlan } from '../geometry/plan.js';
import { transportCost } from '../geometry/transport.js';
import { projectOnto } from './directions.js';
import { transport1d } from './one-dimensional.js';
import { directionsOf, type ProjectionOptions, toSlicedProblem } from './sliced.js';
import type { VectorLike } from '../../base/index.js';

/** Options of plans from projections. */
export type SlicedPlanOptions = ProjectionOptions & {
  /** By which plans are compared; default ‖x − y‖². */
  readonly cost?: GroundCost;
  /** Weights of x, [n]; default 1/n each. */
  readonly a?: VectorLike;
  /** Weights of y, [m]; default 1/m each. */
  readonly b?: VectorLike;
};

/** A plan that one direction makes. */
export interface SlicedPlan {
  /** Σ c Γ, never below the optimum; cost × mass. */
  readonly value: number;
  readonly plan: SparsePlan;
  /** θ, [d] */
  readonly direction: Float64Array;
  /** Σ c Γ^θ of every direction, [count]. */
  readonly costs: Float64Array;
}

/** A mean of plans over directions. */
export interface ExpectedSlicedPlan {
  /** Σ c Γ, never below the optimum; cost × mass. */
  readonly value: number;
  readonly plan: SparsePlan;
  /** The share of each direction, [count], of sum 1. */
  readonly shares: Float64Array;
  /** Σ c Γ^θ of every direction, [count]. */
  readonly costs: Float64Array;
}

/**
 * The best plan that keeps the order along a direction: of the plans Γ^θ that are optimal between ⟨θ, x⟩ and ⟨θ, y⟩, that
 * with the least Σ c Γ^θ. A coupling of x and y, and its cost an upper bound of the optimum, in O(n log n) for a direction.
 *
 * Points whose projections coincide keep the order in which they are given.
 * @param x [n, d]
 * @param y [m, d]
 * @throws TypeError, RangeError like `slicedWasserstein`
 * @see mahey:23, definition 3.2
 */
export function minSlicedPlan(x: PointsLike, y: PointsLike, options: SlicedPlanOptions): SlicedPlan {
  return naming('minSlicedPlan', () => {
    const { plans, costs, directions } = slicedPlans(x, y, options);
    let best = 0;
    for (let k = 1; k < costs.length; k++) if (costs[k]! < costs[best]!) best = k;
    const direction = directions[best]!.slice();
    return { value: costs[best]!, plan: plans[best]!, direction, costs };
  });
}

/**
 * The mean of the plans Γ^θ over directions, weighted by exp(−β Σ c Γ^θ): a coupling of x and y that changes smoothly with
 * the points at β > 0, and for β → ∞ becomes {@link minSlicedPlan}'s.
 * @param x [n, d]
 * @param y [m, d]
 * @param options with β ≥ 0, `beta`, 1 / (cost × mass); 0 by default, the plain mean
 * @throws TypeError, RangeError like `slicedWasserstein`, and if β is not finite and ≥ 0
 * @see liu:25, section 2.3
 */
export function expectedSlicedPlan(
  x: PointsLike,
  y: PointsLike,
  options: SlicedPlanOptions & { readonly beta?: number },
): ExpectedSlicedPlan {
  return naming('expectedSlicedPlan', () => {
    const { beta = 0 } = options;
    checkNotNegative(beta, 'beta');
    const { plans, costs, cost } = slicedPlans(x, y, options);
    const least = costs.reduce((one, other) => Math.min(one, other));
    const raw = costs.map(entry => Math.exp(-beta * (entry - least)));
    const sum = raw.reduce((one, other) => one + other);
    const shares = raw.map(share => share / sum);
    const plan = meanPlan(plans, shares, cost.shape);
    return { value: transportCost(cost, plan), plan, shares, costs };
  });
}

function slicedPlans(
  x: PointsLike,
  y: PointsLike,
  options: SlicedPlanOptions,
): {
  readonly plans: readonly SparsePlan[];
  readonly costs: Float64Array;
  readonly directions: readonly Float64Array[];
  readonly cost: Cost;
} {
  const problem = toSlicedProblem(x, y, options);
  const { data, shape } = directionsOf(options, problem.x.shape[1]);
  const [count, d] = shape;
  const cost = pointCost(problem.x, problem.y, options.cost ?? { kind: 'squared-euclidean' });
  const [alongX, alongY] = [new Float64Array(cost.shape[0]), new Float64Array(cost.shape[1])];
  const directions = Array.from({ length: count }, (_, k) => data.subarray(k * d, (k + 1) * d));
  const plans = directions.map(direction => {
    projectOnto(problem.x, direction, alongX);
    projectOnto(problem.y, direction, alongY);
    return transport1d(alongX, alongY, { a: problem.a, b: problem.b }).plan;
  });
  return { plans, costs: Float64Array.from(plans, plan => transportCost(cost, plan)), directions, cost };
}

/** Σ_k s_k Γ_k, rows and in them columns ascending. */
function meanPlan(
  plans: readonly SparsePlan[],
  shares: Float64Array,
  shape: readonly [number, number],
): SparsePlan {
  const rows = Array.from({ length: shape[0] }, () => new Map<number, number>());
  for (const [k, plan] of plans.entries()) {
    plan.forEach((i, j, mass) => rows[i]!.set(j, (rows[i]!.get(j) ?? 0) + shares[k]! * mass));
  }
  const entries = rows.flatMap((row, i) =>
    [...row].sort(([one], [other]) => one - other).map(([j, mass]) => ({ i, j, mass })),
  );
  return sparsePlan(
    shape,
    Int32Array.from(entries, ({ i }) => i),
    Int32Array.from(entries, ({ j }) => j),
    Float64Array.from(entries, ({ mass }) => mass),
  );
}
