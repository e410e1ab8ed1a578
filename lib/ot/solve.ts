import { assignment } from './exact/assignment.js';
import { type Cost, type GroundCost, pointCost, toCost, unknownCost } from './geometry/cost.js';
import {
  type MatrixLike,
  naming,
  type PointsLike,
  toPoints,
  typeError,
  type VectorLike,
} from '../base/index.js';
import { checkPivots, networkSimplex } from './exact/network-simplex.js';
import { transport1d } from './line/one-dimensional.js';
import { sparsePlan, type SparsePlan } from './geometry/plan.js';
import type { EntropicOptions } from './entropic/annealing.js';
import { sinkhorn } from './entropic/sinkhorn.js';
import { marginalError, type Transport } from './geometry/transport.js';
import { unbalancedTransport, type UnbalancedTerms } from './entropic/unbalanced.js';
import { type BalancedWeights, isUniform, toBalancedWeights } from './geometry/weights.js';

/** An optimal plan: the closed form on the line, an assignment, or the network simplex, whichever the problem allows. */
export interface ExactMethod {
  readonly kind: 'exact';
  /**
   * Pivots of the network simplex, at most, ≥ 0; 1,000 (n + m) by default. The closed form and the assignment always
   * end after a known number of steps and ask for no limit.
   */
  readonly maxIterations?: number | undefined;
}

/** An entropic plan, see {@link sinkhorn}. */
export interface SinkhornMethod extends EntropicOptions {
  readonly kind: 'sinkhorn';
}

/** An entropic plan between measures whose totals may differ, see {@link unbalancedTransport}. */
export interface UnbalancedMethod extends UnbalancedTerms {
  readonly kind: 'unbalanced';
}

/** A problem and how it is solved. */
export type Method = ExactMethod | SinkhornMethod | UnbalancedMethod;

/** Measures, and the method, exact by default. */
export interface SolveOptions<M extends Method = Method> {
  /** [n], mass; 1/n each by default */
  readonly a?: VectorLike | undefined;
  /** [m], mass; 1/m each by default */
  readonly b?: VectorLike | undefined;
  readonly method?: M | undefined;
}

/** {@link SolveOptions}, and the cost between points: ‖x − y‖² by default. */
export interface SolveSampleOptions<M extends Method = Method> extends SolveOptions<M> {
  readonly cost?: GroundCost | undefined;
}

/**
 * Optimal transport between two measures whose points cost c(i, j) to join.
 *
 * Exact: min Σ c Γ over Γ ≥ 0 with Γ1 = a and Γᵀ1 = b; by `assignment` if n = m and all weights are alike, by
 * `networkSimplex` otherwise. The entropic methods add their terms to the value, see there.
 * @param cost c [n, m], a matrix or lazy
 * @returns the plan, potentials and the evidence; an exact plan is sparse
 * @throws TypeError, RangeError if the cost or the weights are none, or the totals differ
 */
export function solve(cost: Cost | MatrixLike, options?: SolveOptions<ExactMethod>): Transport<SparsePlan>;
export function solve(cost: Cost | MatrixLike, options: SolveOptions): Transport;
export function solve(
  cost: Cost | MatrixLike,
  { a, b, method = { kind: 'exact' } }: SolveOptions = {},
): Transport {
  return naming('solve', () => {
    const checked = toCost(cost);
    switch (method.kind) {
      case 'exact':
        return solveExactly(checked, toBalancedWeights(a, b, checked.shape), method);
      case 'sinkhorn':
        return sinkhorn(checked, { ...method, ...given(a, b) });
      case 'unbalanced':
        return unbalancedTransport(checked, { ...method, ...given(a, b) });
      default:
        throw typeError(
          `\`method.kind\` to be exact, sinkhorn or unbalanced, got ${JSON.stringify(method satisfies never)}`,
        );
    }
  });
}

/**
 * {@link solve} between points. If they lie on a line and the cost is convex in x − y, the exact plan is the one that
 * keeps their order, in O(n log n).
 * @param x [n, d], or n numbers
 * @param y [m, d], or m numbers
 * @throws TypeError, RangeError like {@link solve}, and if the points are not finite or d differs
 */
export function solveSample(
  x: PointsLike,
  y: PointsLike,
  options?: SolveSampleOptions<ExactMethod>,
): Transport<SparsePlan>;
export function solveSample(x: PointsLike, y: PointsLike, options: SolveSampleOptions): Transport;
export function solveSample(x: PointsLike, y: PointsLike, options: SolveSampleOptions = {}): Transport {
  return naming('solveSample', () => {
    const { cost: ground = { kind: 'squared-euclidean' }, method = { kind: 'exact' } } = options;
    const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
    const cost = pointCost(from, to, ground);
    const p = convexPower(ground);
    if (method.kind !== 'exact' || from.shape[1] !== 1 || p === undefined) return solve(cost, options);
    checkPivots(method.maxIterations);
    return transport1d(from, to, { p, ...given(options.a, options.b) });
  });
}

/** p ≥ 1 if the cost is |x − y|ᵖ on the line. */
function convexPower(ground: GroundCost): number | undefined {
  switch (ground.kind) {
    case 'squared-euclidean':
      return 2;
    case 'euclidean':
    case 'cityblock':
      return 1;
    case 'power':
      return ground.p >= 1 ? ground.p : undefined;
    case 'discrete':
    case 'function':
      return undefined;
    default:
      throw unknownCost(ground);
  }
}

function solveExactly(
  cost: Cost,
  weights: BalancedWeights,
  { maxIterations }: ExactMethod,
): Transport<SparsePlan> {
  const { a, b, scaleB } = weights;
  checkPivots(maxIterations);
  if (a.length !== b.length || !isUniform(a) || !isUniform(b)) {
    return { ...networkSimplex(cost, { a, b, maxIterations }), scaleB };
  }
  const { columns, value, f, g, gap, converged, iterations } = assignment(cost);
  const n = a.length;
  const mass = a[0]!;
  const plan = sparsePlan([n, n], Int32Array.from(columns.keys()), columns, a.slice());
  return {
    value: mass * value,
    transportCost: mass * value,
    plan,
    f,
    g,
    converged,
    iterations,
    marginalError: marginalError(plan, a, b),
    gap: mass * gap,
    scaleB,
  };
}

function given(a: VectorLike | undefined, b: VectorLike | undefined): { a?: VectorLike; b?: VectorLike } {
  return { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
}
