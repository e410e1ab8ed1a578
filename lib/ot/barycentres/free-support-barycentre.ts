import {
  checkCount,
  type Matrix,
  type Measure,
  type MeasureLike,
  naming,
  type PointsLike,
  rangeError,
  type Rng,
  toPoints,
  total,
  type VectorLike,
} from '../../base/index.js';
import { pointCost } from '../geometry/cost.js';
import { barycentricMap } from '../maps/maps.js';
import { transport1d } from '../line/one-dimensional.js';
import type { SparsePlan } from '../geometry/plan.js';
import { toBalancedWeights, toProportions, toWeights } from '../geometry/weights.js';
import { solve } from '../solve.js';
import type { Transport } from '../geometry/transport.js';

/** Where to start: at these points, or at so many drawn from the measures. */
export type StartOptions =
  | { readonly initial: PointsLike; readonly count?: never; readonly rng?: never }
  | { readonly count: number; readonly rng: Rng; readonly initial?: never };

/** Options of {@link freeSupportBarycentre}. */
export type FreeSupportBarycentreOptions = StartOptions & {
  /** Weights of the barycentre's points, scaled to the measures' total; default equal. */
  readonly a?: VectorLike;
  /** λ_k, scaled to sum 1; default equal. */
  readonly proportions?: VectorLike;
  /** Iterations at most; default 100. */
  readonly maxIterations?: number;
  /** Converged when Σ_i a_i ‖move of x_i‖² is at most this times the value; default 1e-12. */
  readonly tolerance?: number;
};

/** A barycentre whose points were moved, and the evidence for it. */
export interface FreeSupportBarycentre extends Measure {
  /** Σ_k λ_k W₂²(barycentre, measure k); length² × mass. */
  readonly value: number;
  /** Whether the points have come to rest: a local minimum, as the problem is not convex. */
  readonly converged: boolean;
  readonly iterations: number;
}

/**
 * A measure on n points that minimises Σ_k λ_k W₂²(·, measure k) over where the points are, their weights fixed.
 *
 * Alternates the exact plans Γᵏ to every measure and x_i = Σ_k λ_k Σ_j Γᵏ_ij y_j / a_i; the value never increases.
 * Points without weight stay.
 * @param measures of one total and one dimension
 * @throws TypeError, RangeError if measures are not finite or do not fit, or an option is out of range
 * @see cuturi-doucet:14, algorithm 2 with θ = 1
 */
export function freeSupportBarycentre(
  measures: readonly MeasureLike[],
  options: FreeSupportBarycentreOptions,
): FreeSupportBarycentre {
  const { maxIterations = 100, tolerance = 1e-12 } = options;
  const { shares, targets, start, weights } = naming('freeSupportBarycentre', () => {
    checkCount(maxIterations, 'maxIterations', 1);
    const shares = toProportions(options.proportions, measures.length);
    const targets = readMeasures(measures);
    const start = startingPoints(targets, shares, options);
    const weights = scaledWeights(options.a, start, total(targets[0]!.weights));
    return { shares, targets, start, weights };
  });
  let points = start;
  for (let iterations = 1; ; iterations++) {
    const plans = targets.map(target => exactPlan(points, weights, target));
    const value = plans.reduce((sum, plan, k) => sum + shares[k]! * plan.value, 0);
    const next = meanOfImages(points, weights, targets, plans, shares);
    const converged = squaredMove(points, next, weights) <= tolerance * value;
    if (converged || iterations === maxIterations) return { points, weights, value, converged, iterations };
    points = next;
  }
}

function readMeasures(measures: readonly MeasureLike[]): readonly Measure[] {
  const points = measures.map((measure, k) => toPoints(measure.points, `measures[${k}].points`));
  const first = points[0]!;
  return measures.map((measure, k) => {
    const cloud = points[k]!;
    if (cloud.shape[1] !== first.shape[1]) {
      throw rangeError(
        `all measures to have as many coordinates, got ${first.shape[1]} and ${cloud.shape[1]}`,
      );
    }
    const shape = [first.shape[0], cloud.shape[0]] as const;
    return {
      points: cloud,
      weights: toBalancedWeights(measures[0]?.weights, measure.weights, shape).b,
    };
  });
}

function startingPoints(
  measures: readonly Measure[],
  shares: Float64Array,
  { initial, count, rng }: StartOptions,
): Matrix {
  const d = measures[0]!.points.shape[1];
  if (initial !== undefined) {
    const points = toPoints(initial, 'initial');
    if (points.shape[1] === d) return points;
    throw rangeError(`\`initial\` to have ${d} coordinates, got ${points.shape[1]}`);
  }
  checkCount(count, 'count', 1);
  const data = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    const { points, weights } = measures[drawIndex(shares, rng)]!;
    const j = drawIndex(weights, rng);
    data.set(points.data.subarray(j * d, (j + 1) * d), i * d);
  }
  return { data, shape: [count, d] };
}

/** An index drawn in proportion to the weights. */
function drawIndex(weights: Float64Array, rng: Rng): number {
  let left = rng.uniform() * total(weights);
  const index = weights.findIndex(weight => (left -= weight) < 0);
  return index < 0 ? weights.findLastIndex(weight => weight > 0) : index;
}

function scaledWeights(a: VectorLike | undefined, points: Matrix, mass: number): Float64Array {
  const weights = toWeights(a, points.shape[0], 'a');
  const sum = total(weights);
  return weights.map(weight => (weight * mass) / sum);
}

function exactPlan(x: Matrix, a: Float64Array, { points, weights: b }: Measure): Transport<SparsePlan> {
  if (x.shape[1] === 1) return transport1d(x, points, { p: 2, a, b });
  return solve(pointCost(x, points, { kind: 'squared-euclidean' }), { a, b });
}

/** Σ_k λ_k of each point's barycentric image under plan k; points without weight as they are. */
function meanOfImages(
  { data, shape }: Matrix,
  weights: Float64Array,
  targets: readonly Measure[],
  plans: readonly Transport<SparsePlan>[],
  shares: Float64Array,
): Matrix {
  const [, d] = shape;
  const images = plans.map(({ plan }, k) => barycentricMap(plan, targets[k]!.points).data);
  const next = data.map((entry, at) => {
    if (weights[Math.floor(at / d)] === 0) return entry;
    return images.reduce((sum, image, k) => sum + shares[k]! * image[at]!, 0);
  });
  return { data: next, shape };
}

/** Σ_i a_i ‖x_i − x'_i‖². */
function squaredMove(x: Matrix, next: Matrix, weights: Float64Array): number {
  const d = x.shape[1];
  return x.data.reduce(
    (sum, entry, at) => sum + weights[Math.floor(at / d)]! * (entry - next.data[at]!) ** 2,
    0,
  );
}
