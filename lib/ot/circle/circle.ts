import {
  argsort,
  checkPositive,
  gather,
  naming,
  type PointsLike,
  total,
  type VectorLike,
} from '../../base/index.js';
import { type SparsePlan, sparsePlan } from '../geometry/plan.js';
import { toBalancedWeights } from '../geometry/weights.js';
import { checkConvexPower, powerFunction, toLine } from '../line/line-points.js';
import { bestCut, type CirclePair, forEachPiece } from './best-cut.js';

/** Options of transport on the circle. */
export interface CircleOptions {
  /** Exponent of the cost dᵖ, ≥ 1; default 1. */
  readonly p?: number;
  /** The length of the circle; default 2π, for angles. */
  readonly period?: number;
  /** Weights of x, [n]; default 1/n each. */
  readonly a?: VectorLike;
  /** Weights of y, [m]; default 1/m each. */
  readonly b?: VectorLike;
}

/** An optimal plan on the circle, and the evidence for it. */
export interface CircleTransport {
  /** W_pᵖ; lengthᵖ × mass. */
  readonly value: number;
  readonly plan: SparsePlan;
  /** How much mass of y lies between the cut of y and that of x: the shift of the best quantile functions; mass. */
  readonly shift: number;
  /** `value` less a lower bound, which convexity in the shift gives. */
  readonly gap: number;
  /** Whether `gap` is at most 1e-12 of the value that no shift is above. */
  readonly converged: boolean;
  /** Shifts that were tried. */
  readonly iterations: number;
}

/**
 * The Wasserstein distance on a circle, exact: W_p = (min_Γ Σ_ij d(x_i, y_j)ᵖ Γ_ij)^(1/p), d the shorter of both arcs.
 * @param x [n] or [n, 1], places on the circle, modulo the period
 * @param y [m] or [m, 1]
 * @returns a length, times mass^(1/p) if the weights do not sum to 1
 * @throws TypeError, RangeError if points or weights are not finite, weights are negative or of unequal totals, p < 1, or
 *   the period is not > 0
 * @see delon:10, theorem 2.5
 */
export function circleWasserstein(x: PointsLike, y: PointsLike, options: CircleOptions = {}): number {
  const { p = 1 } = options;
  return naming('circleWasserstein', () => circleTransport(x, y, options).value ** (1 / p));
}

/**
 * Optimal transport on a circle with cost dᵖ.
 *
 * A plan cuts the circle somewhere and keeps the order along the line that it becomes:
 * W_pᵖ = min_θ ∫ |F⁻¹(t) − G⁻¹(t + θ)|ᵖ dt, convex in θ and, between finitely many points, linear in it. The least value is
 * found by the lines that support it from both sides, each in O(n + m) after sorting.
 * @param x [n] or [n, 1], places on the circle, modulo the period
 * @param y [m] or [m, 1]
 * @throws TypeError, RangeError like {@link circleWasserstein}
 * @see delon:10, sections 4 and 5
 */
export function circleTransport(x: PointsLike, y: PointsLike, options: CircleOptions = {}): CircleTransport {
  return naming('circleTransport', () => {
    const { p = 1, period = 2 * Math.PI } = options;
    checkConvexPower(p);
    checkPositive(period, 'period');
    const [from, to] = [onCircle(toLine(x, 'x'), period), onCircle(toLine(y, 'y'), period)];
    const { a, b } = toBalancedWeights(options.a, options.b, [from.length, to.length]);
    const mass = total(a);
    const [orderX, orderY] = [argsort(from), argsort(to)];
    const pair: CirclePair = {
      x: gather(from, orderX),
      y: gather(to, orderY),
      a: gather(a, orderX).map(weight => weight / mass),
      b: gather(b, orderY).map(weight => weight / mass),
    };
    const unit = period ** p;
    const { shift, value, bound, iterations } = bestCut(pair, powerFunction(p));
    return {
      value: mass * unit * value,
      plan: planAt(pair, shift, mass, orderX, orderY),
      shift: mass * shift,
      gap: mass * unit * (value - bound),
      converged: value - bound <= 1e-12,
      iterations,
    };
  });
}

/** Places as shares of the period, in [0, 1). */
function onCircle(places: Float64Array, period: number): Float64Array {
  return places.map(place => {
    const turns = (place % period) / period;
    const positive = turns < 0 ? turns + 1 : turns;
    return positive === 1 ? 0 : positive;
  });
}

function planAt(
  pair: CirclePair,
  shift: number,
  mass: number,
  orderX: Uint32Array,
  orderY: Uint32Array,
): SparsePlan {
  const entries: { readonly i: number; readonly j: number; readonly mass: number }[] = [];
  forEachPiece(pair, shift, (i, j, _turns, piece) => {
    if (piece > 0) entries.push({ i: orderX[i]!, j: orderY[j]!, mass: mass * piece });
  });
  entries.sort((one, other) => one.i - other.i || one.j - other.j);
  return sparsePlan(
    [orderX.length, orderY.length],
    Int32Array.from(entries, ({ i }) => i),
    Int32Array.from(entries, ({ j }) => j),
    Float64Array.from(entries, entry => entry.mass),
  );
}
