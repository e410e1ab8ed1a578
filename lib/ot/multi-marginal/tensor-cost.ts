import {
  type Matrix,
  naming,
  type PointsLike,
  rangeError,
  toPoints,
  type VectorLike,
} from '../../base/index.js';
import { toProportions, toWeights } from '../geometry/weights.js';

/** What it costs to bring one point of each of several measures together, for all choices of points. */
export interface TensorCost {
  /** c at (i_1, …, i_K), the last index fastest; cost */
  readonly data: Float64Array;
  /** Points of each measure, K ≥ 2 */
  readonly shape: readonly number[];
}

/** Larger tensors are refused: 128 MiB. */
const MOST_ENTRIES = 2 ** 24;

/**
 * The cost of meeting at the mean, Σ_k λ_k ‖x_k − Σ_l λ_l x_l‖²: with it, the multi-marginal problem is that of the
 * barycentre, and an entry of its plan is a point of it.
 * @param points of each measure, [n_k, d]
 * @param proportions λ_k, scaled to sum 1; default equal
 * @throws TypeError, RangeError if there are fewer than two measures, points are not finite, d differs, or the tensor would
 *   have more than 2²⁴ entries
 * @see agueh-carlier:11, section 4
 */
export function meetingCost(points: readonly PointsLike[], proportions?: VectorLike): TensorCost {
  return naming('meetingCost', () => {
    const clouds = points.map((cloud, k) => toPoints(cloud, `points[${k}]`));
    const shares = toProportions(proportions, clouds.length);
    const d = clouds[0]!.shape[1];
    const odd = clouds.findIndex(cloud => cloud.shape[1] !== d);
    if (odd > 0) {
      throw rangeError(
        `\`points[${odd}]\` to have ${d} coordinates, as \`points[0]\`, got ${clouds[odd]!.shape[1]}`,
      );
    }
    const shape = clouds.map(cloud => cloud.shape[0]);
    return tensorCost(shape, places => spread(clouds, shares, places));
  });
}

/**
 * The cost that a function lists.
 * @param shape points of each measure, K ≥ 2
 * @param of the cost of points i_1, …, i_K
 * @throws RangeError if there are fewer than two measures, one has no points, or there are more than 2²⁴ entries
 */
export function tensorCost(shape: readonly number[], of: (places: readonly number[]) => number): TensorCost {
  const size = naming('tensorCost', () => checkShape(shape));
  const data = new Float64Array(size);
  const places = shape.map(() => 0);
  for (let at = 0; at < size; at++) {
    data[at] = of(places);
    for (let k = shape.length - 1; k >= 0; k--) {
      places[k]! += 1;
      if (places[k]! < shape[k]!) break;
      places[k] = 0;
    }
  }
  return { data, shape: [...shape] };
}

/** Entries of a tensor of this shape. @throws RangeError like {@link tensorCost} */
function checkShape(shape: readonly number[]): number {
  if (shape.length < 2) throw rangeError(`at least two measures, got ${shape.length}`);
  const size = shape.reduce((product, n) => product * n, 1);
  if (!(shape.every(n => Number.isInteger(n) && n >= 1) && size <= MOST_ENTRIES)) {
    throw rangeError(`a cost of 1 to 2²⁴ entries, got [${shape.join(', ')}]`);
  }
  return size;
}

function spread(clouds: readonly Matrix[], shares: Float64Array, places: readonly number[]): number {
  const d = clouds[0]!.shape[1];
  let sum = 0;
  for (let c = 0; c < d; c++) {
    let mean = 0;
    for (const [k, { data }] of clouds.entries()) mean += shares[k]! * data[places[k]! * d + c]!;
    for (const [k, { data }] of clouds.entries()) {
      sum += shares[k]! * (data[places[k]! * d + c]! - mean) ** 2;
    }
  }
  return sum;
}

/** A checked problem: a finite cost, and weights of one total. */
export interface MultiMarginalProblem {
  readonly cost: TensorCost;
  readonly weights: readonly Float64Array[];
}

/** @throws TypeError, RangeError if the cost is not finite or does not fit its shape, or weights do not fit or differ in total */
export function toMultiMarginal(
  cost: TensorCost,
  weights: readonly (VectorLike | undefined)[] = [],
): MultiMarginalProblem {
  const size = checkShape(cost.shape);
  if (cost.data.length !== size) {
    throw rangeError(`\`cost\` to have ${size} entries, as its shape, got ${cost.data.length}`);
  }
  const wrong = cost.data.findIndex(entry => !Number.isFinite(entry));
  if (wrong >= 0) throw rangeError(`\`cost\` to be finite, got ${cost.data[wrong]} at ${wrong}`);
  if (weights.length > cost.shape.length) {
    throw rangeError(`\`weights\` for ${cost.shape.length} measures, got ${weights.length}`);
  }
  const read = cost.shape.map((n, k) => toWeights(weights[k], n, `weights[${k}]`));
  const mass = sum(read[0]!);
  return {
    cost,
    weights: read.map((own, k) => {
      const total = sum(own);
      if (Math.abs(total - mass) > 1e-9 * Math.max(total, mass)) {
        throw rangeError(`\`weights[${k}]\` to have the total of \`weights[0]\`, got ${total} and ${mass}`);
      }
      return own.map(weight => (weight * mass) / total);
    }),
  };
}

function sum(x: Float64Array): number {
  return x.reduce((total, entry) => total + entry, 0);
}

/** The indices (i_1, …, i_K) of entry `at`. */
export function placesOf(shape: readonly number[], at: number): number[] {
  const places = shape.map(() => 0);
  for (let k = shape.length - 1; k >= 0; k--) {
    places[k] = at % shape[k]!;
    at = Math.floor(at / shape[k]!);
  }
  return places;
}
