import { type GroundCost, pointCost } from '../geometry/cost.js';
import { dot, naming, type PointsLike, rangeError, toPoints, type VectorLike } from '../../base/index.js';
import { networkSimplex } from '../exact/network-simplex.js';
import { type PotentialFunction, potentialFunction } from './potentials.js';
import { pooled } from '../mmd/mmd.js';
import { largestSlope } from './slope.js';
import { toBalancedWeights } from '../geometry/weights.js';

/** A cost that is a distance: symmetric, with the triangle inequality. Of `power` those with p ≤ 1 are. */
export type Metric = Exclude<GroundCost, { readonly kind: 'squared-euclidean' }>;

/** Measures and distance of {@link kantorovichRubinstein}. */
export interface KantorovichRubinsteinOptions {
  /** [n] and [m], mass, of the same total; 1/n and 1/m if left out. */
  readonly a?: VectorLike;
  readonly b?: VectorLike;
  /** Euclidean if left out. That a `function` is a distance is for the caller to know. */
  readonly cost?: Metric;
}

/** W1 by its dual, and the evidence for it. */
export interface KantorovichRubinstein {
  /** Σ_i a_i φ(x_i) − Σ_j b_j φ(y_j), which is W1 for mass 1; cost × mass. */
  readonly value: number;
  /** Σ c Γ of an optimal plan; cost × mass. */
  readonly primal: number;
  /** `primal` − `value`, ≥ 0 but for rounding. */
  readonly gap: number;
  /** φ at any point z; cost. */
  readonly potential: PotentialFunction;
  /** φ at x [n] and at y [m]; 0 at the lowest of them. */
  readonly potentialX: Float64Array;
  readonly potentialY: Float64Array;
  /** The largest slope of φ between two points of the supports: not above 1 if `cost` is a distance. */
  readonly slope: number;
}

/**
 * W1 by the duality of Kantorovich and Rubinstein: the supremum over 1-Lipschitz functions φ of
 *
 *     Σ_i a_i φ(x_i) − Σ_j b_j φ(y_j).
 *
 * With exact potentials f and g the function φ(z) = min_j c(z, y_j) − g_j attains it: as a minimum of 1-Lipschitz
 * functions it is one, φ(x_i) ≥ f_i, and φ(y_j) ≤ −g_j. Off the supports the formula is
 * McShane's extension, the largest 1-Lipschitz function with these values: min over the points s of φ(s) + c(z, s).
 * @param x [n, d]
 * @param y [m, d]
 * @throws TypeError, RangeError for bad points or weights, and for a cost that is no distance
 * @see villani:09, particular case 5.16; mcshane:34
 */
export function kantorovichRubinstein(
  x: PointsLike,
  y: PointsLike,
  { a, b, cost: metric = { kind: 'euclidean' } }: KantorovichRubinsteinOptions = {},
): KantorovichRubinstein {
  return naming('kantorovichRubinstein', () => {
    checkMetric(metric);
    const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
    const cost = pointCost(from, to, metric);
    const weights = toBalancedWeights(a, b, cost.shape);
    const { g, transportCost: primal } = networkSimplex(cost, weights);
    const phi = potentialFunction(g, to, metric);
    const supports = pooled(from, to);
    const [n, d] = from.shape;
    const raw = Float64Array.from({ length: supports.shape[0] }, (_, i) =>
      phi(supports.data.subarray(i * d, (i + 1) * d)),
    );
    const lowest = raw.reduce((least, value) => Math.min(least, value), Infinity);
    const values = raw.map(entry => entry - lowest);
    const [potentialX, potentialY] = [values.slice(0, n), values.slice(n)];
    const value = dot(weights.a, potentialX) - dot(weights.b, potentialY);
    return {
      value,
      primal,
      gap: primal - value,
      potential: z => phi(z) - lowest,
      potentialX,
      potentialY,
      slope: largestSlope(supports, values, metric),
    };
  });
}

function checkMetric(metric: Metric): void {
  const { kind } = metric as GroundCost;
  if (kind === 'squared-euclidean' || (metric.kind === 'power' && metric.p > 1)) {
    throw rangeError(
      `\`cost\` to be a distance, got ${JSON.stringify(metric)}, which breaks the triangle inequality`,
    );
  }
}
