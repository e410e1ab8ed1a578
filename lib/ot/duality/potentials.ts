import { type GroundCost, pointCost } from '../geometry/cost.js';
import {
  checkNotNegative,
  naming,
  type PointsLike,
  rangeError,
  toPoints,
  total,
  toVector,
  type VectorLike,
} from '../../base/index.js';
import { toWeights } from '../geometry/weights.js';

/** A point as people write it: its coordinates, or a number, a point of the line. */
export type PointLike = number | readonly number[] | Float64Array;

/** A potential that can be evaluated anywhere; cost. */
export type PotentialFunction = (y: PointLike) => number;

/** How a potential goes on beyond its support. */
export interface PotentialOptions {
  /** ε of the entropic problem that the potential solves; 0, the default, for the unregularised one. Cost. */
  readonly epsilon?: number;
  /** The weights of the points x, mass; 1/n each if left out. Points without mass are left out. */
  readonly a?: VectorLike;
}

/**
 * The other potential as a function of any point y, from the potential f of the points x:
 *
 *     ε = 0:  g(y) = min_i c(x_i, y) − f_i                              (the c-transform)
 *     ε > 0:  g(y) = −ε log Σ_i a_i/Σa · exp((f_i − c(x_i, y))/ε)        (the soft one, of Sinkhorn's fixed point)
 *
 * over the points with a_i > 0. For a potential on x from g on y, swap the two; c(x, y) must then be symmetric, or
 * a `function` with its arguments swapped.
 * @param f [n], cost
 * @param x [n, d]
 * @throws TypeError, RangeError for bad points, weights or potentials, ε < 0, and later for a point y that is not
 * finite or has not d coordinates
 * @see feydy:19, equation 15; pooladian-niles-weed:21, section 3
 */
export function potentialFunction(
  f: VectorLike,
  x: PointsLike,
  cost: GroundCost,
  { epsilon = 0, a }: PotentialOptions = {},
): PotentialFunction {
  const name = 'potentialFunction';
  const { place, toPlace, potential, weights } = naming(name, () => {
    checkNotNegative(epsilon, 'epsilon');
    const points = toPoints(x, 'x');
    const [n, d] = points.shape;
    const place = new Float64Array(d);
    const toPlace = pointCost(points, { data: place, shape: [1, d] }, cost);
    return { place, toPlace, potential: toVector(f, n, 'f'), weights: toWeights(a, n, 'a') };
  });
  const support = Int32Array.from(weights.keys()).filter(i => weights[i]! > 0);
  const mass = total(weights);
  const logWeights = weights.map(weight => Math.log(weight / mass));
  const smallest = (): number =>
    support.reduce((least, i) => Math.min(least, toPlace.at(i, 0) - potential[i]!), Infinity);
  const soft = (): number => {
    // −ε log Σ exp(s_i) with s_i = log(a_i/Σa) + (f_i − c)/ε, the largest s taken out first.
    const exponents = Float64Array.from(
      support,
      i => logWeights[i]! + (potential[i]! - toPlace.at(i, 0)) / epsilon,
    );
    const largest = exponents.reduce((most, s) => Math.max(most, s), -Infinity);
    const sum = exponents.reduce((partial, s) => partial + Math.exp(s - largest), 0);
    return -epsilon * (largest + Math.log(sum));
  };
  return y => {
    naming(name, () => setPoint(place, y));
    return epsilon === 0 ? smallest() : soft();
  };
}

/**
 * Writes the point's coordinates into `place`.
 * @throws RangeError if there are more or fewer, or one is not finite
 */
export function setPoint(place: Float64Array, y: PointLike): void {
  const coordinates = typeof y === 'number' ? [y] : y;
  if (coordinates.length !== place.length) {
    throw rangeError(`a point of ${place.length} coordinates, got ${coordinates.length}`);
  }
  place.set(coordinates);
  if (!place.every(Number.isFinite)) {
    throw rangeError(`a point with finite coordinates, got [${place.join(', ')}]`);
  }
}
