import { checkConvexPower, powerFunction, toLine } from './line-points.js';
import { argsort, gather, naming, type PointsLike, rangeError, type VectorLike } from '../../base/index.js';
import { northWestCorner, type Staircase } from '../exact/north-west-corner.js';
import { type SparsePlan, sparsePlan } from '../geometry/plan.js';
import { costOfSorted, sortPair } from './sorted-pair.js';
import { dualValue, marginalError, type Transport, withoutShift } from '../geometry/transport.js';
import { toBalancedWeights } from '../geometry/weights.js';

/** Options of transport on the line. */
export interface OneDimensionalOptions {
  /** Exponent of the cost |x − y|ᵖ, ≥ 1; default 1. */
  readonly p?: number;
  /** Weights of x, [n]; default 1/n each. */
  readonly a?: VectorLike;
  /** Weights of y, [m]; default 1/m each. */
  readonly b?: VectorLike;
}

/**
 * The Wasserstein distance on the line, exact: W_p = (min_Γ Σ_ij |x_i − y_j|ᵖ Γ_ij)^(1/p) = (∫₀¹ |F_x⁻¹ − F_y⁻¹|ᵖ)^(1/p).
 *
 * Differs: POT's `wasserstein_1d` has the same name without the underscore, but returns W_pᵖ, without the root; that is
 * {@link wasserstein1dPower} here. The two agree if p = 1, the default of both.
 *
 * O(n log n). Distances are divided by the largest before their powers are taken, so that none overflows.
 * @param x [n] or [n, 1]
 * @param y [m] or [m, 1]
 * @returns a length, times mass^(1/p) if the weights do not sum to 1
 * @throws TypeError, RangeError if points or weights are not finite, weights are negative or of unequal totals,
 *   or p < 1
 * @see peyre-cuturi:19, section 2.6
 */
export function wasserstein1d(x: PointsLike, y: PointsLike, options: OneDimensionalOptions = {}): number {
  const { p = 1 } = options;
  const pair = sortPair(naming('wasserstein1d', () => toLineProblem(x, y, p, options)));
  const { scale } = pair;
  return scale === 0 ? 0 : scale * costOfSorted(pair, powerFunction(p), scale) ** (1 / p);
}

/**
 * The least cost of transport on the line, exact: W_pᵖ = min_Γ Σ_ij |x_i − y_j|ᵖ Γ_ij. POT's `wasserstein_1d` is this.
 * @param x [n] or [n, 1]
 * @param y [m] or [m, 1]
 * @returns lengthᵖ × mass
 * @throws TypeError, RangeError like {@link wasserstein1d}
 */
export function wasserstein1dPower(
  x: PointsLike,
  y: PointsLike,
  options: OneDimensionalOptions = {},
): number {
  const { p = 1 } = options;
  const power = powerFunction(p);
  const pair = naming('wasserstein1dPower', () => {
    const sorted = sortPair(toLineProblem(x, y, p, options));
    checkPower(power(sorted.scale), p);
    return sorted;
  });
  return costOfSorted(pair, power, 1);
}

/**
 * Optimal transport on the line with cost |x − y|ᵖ: the plan that keeps the order, and potentials that prove it optimal.
 *
 * O(n log n) in time and O(n) in memory. Along the plan's staircase f_i + g_j = |x_i − y_j|ᵖ; as the cost is convex, f
 * and g are feasible everywhere else; Σ a f = Σ b g.
 * @param x [n] or [n, 1]
 * @param y [m] or [m, 1]
 * @returns `value` is W_pᵖ, lengthᵖ × mass
 * @throws TypeError, RangeError like {@link wasserstein1d}
 */
export function transport1d(
  x: PointsLike,
  y: PointsLike,
  options: OneDimensionalOptions = {},
): Transport<SparsePlan> {
  const { p = 1 } = options;
  const power = powerFunction(p);
  const {
    x: from,
    y: to,
    a,
    b,
    scaleB,
  } = naming('transport1d', () => {
    const problem = toLineProblem(x, y, p, options);
    checkPower(power(widthOf(problem.x, problem.y)), p);
    return problem;
  });
  const [orderX, orderY] = [argsort(from), argsort(to)];
  const stairs = northWestCorner(gather(a, orderX), gather(b, orderY));
  const plan = planOf(stairs, orderX, orderY);
  const sorted = potentialsOf(stairs, gather(from, orderX), gather(to, orderY), power);
  const { f, g } = withoutShift(scatter(sorted.f, orderX), scatter(sorted.g, orderY), a, b);
  let value = 0;
  plan.forEach((i, j, mass) => {
    value += mass * power(Math.abs(from[i]! - to[j]!));
  });
  return {
    value,
    transportCost: value,
    plan,
    f,
    g,
    converged: true,
    iterations: stairs.mass.length,
    marginalError: marginalError(plan, a, b),
    gap: value - dualValue(f, g, a, b),
    scaleB,
  };
}

/** @throws RangeError if the p-th power of the farthest way overflows */
function checkPower(farthest: number, p: number): void {
  if (farthest < Infinity) return;
  throw rangeError(
    `\`x\` and \`y\` to be so near that |x − y|^${p} is finite, got Infinity; wasserstein1d takes the root`,
  );
}

/** max − min of all points. */
function widthOf(x: Float64Array, y: Float64Array): number {
  let [least, most] = [Infinity, -Infinity];
  for (const side of [x, y]) {
    for (let k = 0; k < side.length; k++) {
      least = Math.min(least, side[k]!);
      most = Math.max(most, side[k]!);
    }
  }
  return most - least;
}

function toLineProblem(
  x: PointsLike,
  y: PointsLike,
  p: number,
  weights: OneDimensionalOptions,
): {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly scaleB: number;
} {
  checkConvexPower(p);
  const [from, to] = [toLine(x, 'x'), toLine(y, 'y')];
  if (widthOf(from, to) === Infinity)
    throw rangeError('`x` and `y` to be so near that x − y is finite, got Infinity');
  return { x: from, y: to, ...toBalancedWeights(weights.a, weights.b, [from.length, to.length]) };
}

/** The staircase between sorted points as a plan between the points as they were given, rows ascending. */
function planOf({ rows, mass }: Staircase, orderX: Uint32Array, orderY: Uint32Array): SparsePlan {
  const [n, m] = [orderX.length, orderY.length];
  // First how many entries each row has, one place late; then where each row starts.
  const start = new Uint32Array(n + 1);
  for (let k = 0; k < mass.length; k++) {
    const next = orderX[rows[k]!]! + 1;
    if (mass[k]! > 0) start[next]! += 1;
  }
  for (let i = 0; i < n; i++) start[i + 1]! += start[i]!;
  const entries = start[n]!;
  const [from, to, amount] = [new Int32Array(entries), new Int32Array(entries), new Float64Array(entries)];
  for (let k = 0; k < mass.length; k++) {
    if (!(mass[k]! > 0)) continue;
    const row = orderX[rows[k]!]!;
    const place = start[row]!;
    start[row] = place + 1;
    from[place] = row;
    to[place] = orderY[k - rows[k]!]!;
    amount[place] = mass[k]!;
  }
  return sparsePlan([n, m], from, to, amount);
}

/** Potentials of sorted points with f_i + g_j = c(i, j) at every step of the staircase, f_0 = 0. */
function potentialsOf(
  { rows }: Staircase,
  x: Float64Array,
  y: Float64Array,
  power: (d: number) => number,
): { readonly f: Float64Array; readonly g: Float64Array } {
  const [f, g] = [new Float64Array(x.length), new Float64Array(y.length)];
  let previousRow = 0;
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k]!;
    const j = k - i;
    const cost = power(Math.abs(x[i]! - y[j]!));
    if (i === previousRow) g[j] = cost - f[i]!;
    else f[i] = cost - g[j]!;
    previousRow = i;
  }
  return { f, g };
}

/** The numbers that `order` took from, back at their places. */
function scatter(values: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(order.length);
  for (let k = 0; k < order.length; k++) out[order[k]!] = values[k]!;
  return out;
}
