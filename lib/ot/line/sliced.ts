import {
  checkCount,
  type Matrix,
  type MatrixLike,
  naming,
  type PointsLike,
  rangeError,
  type Rng,
  toPoints,
  type VectorLike,
} from '../../base/index.js';
import { projectOnto, toDirections, uniformDirections } from './directions.js';
import { checkConvexPower, powerFunction } from './line-points.js';
import { costOfSorted, sorterOf } from './sorted-pair.js';
import { toBalancedWeights } from '../geometry/weights.js';

/** Which directions to project on: random ones, or these. */
export type ProjectionOptions =
  | {
      readonly rng: Rng;
      /** How many; default 50. */
      readonly projections?: number;
      readonly directions?: never;
    }
  | {
      /** Unit vectors, [count, d]. */
      readonly directions: MatrixLike;
      readonly rng?: never;
      readonly projections?: never;
    };

/** Options of {@link slicedWasserstein}. */
export type SlicedOptions = ProjectionOptions & {
  /** Exponent of the cost |⟨θ, x − y⟩|ᵖ, ≥ 1; default 2. */
  readonly p?: number;
  /** Weights of x, [n]; default 1/n each. */
  readonly a?: VectorLike;
  /** Weights of y, [m]; default 1/m each. */
  readonly b?: VectorLike;
};

/** A Monte-Carlo estimate of the sliced Wasserstein distance. */
export interface SlicedEstimate {
  /** SW_p = `power`^(1/p); a length. */
  readonly value: number;
  /** Of `value`, from that of `power` to first order: `powerStandardError` · value / (p · power); NaN for one direction. */
  readonly standardError: number;
  /** Mean over directions θ of W_pᵖ(⟨θ, x⟩, ⟨θ, y⟩); unbiased; lengthᵖ × mass; Infinity if no double is so large. */
  readonly power: number;
  /** Standard deviation over directions / √count; NaN for one direction. */
  readonly powerStandardError: number;
  /** W_pᵖ along each direction, [count]. */
  readonly powers: Float64Array;
}

/**
 * The sliced Wasserstein distance: SW_pᵖ = E_θ W_pᵖ(⟨θ, x⟩, ⟨θ, y⟩), θ uniform on the unit sphere, estimated by the mean
 * over directions.
 * @param x [n, d]
 * @param y [m, d]
 * @throws TypeError, RangeError if points, weights or directions are not finite or do not fit, or p < 1
 * @see bonneel:15, definition 5
 */
export function slicedWasserstein(x: PointsLike, y: PointsLike, options: SlicedOptions): SlicedEstimate {
  const { p = 2 } = options;
  const { problem, directions } = naming('slicedWasserstein', () => {
    checkConvexPower(p);
    const problem = toSlicedProblem(x, y, options);
    return { problem, directions: directionsOf(options, problem.x.shape[1]) };
  });
  const [count, d] = directions.shape;
  const powers = new Float64Array(count);
  const scaled = inUnit(problem, p);
  const along = slicer(scaled, p);
  for (let k = 0; k < count; k++) powers[k] = along(directions.data.subarray(k * d, (k + 1) * d));
  return estimate(powers, p, scaled.scale);
}

/** The directions that the options name, [count, d]. */
export function directionsOf({ directions, rng, projections = 50 }: ProjectionOptions, d: number): Matrix {
  if (directions !== undefined) return toDirections(directions, d);
  checkCount(projections, 'projections', 1);
  return uniformDirections(rng, projections, d);
}

/** Two weighted point clouds of one dimension. */
export interface SlicedProblem {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** The same problem in another unit of length. */
export interface ScaledProblem extends SlicedProblem {
  /** The unit, a power of 2: 1 unless powers of the lengths might overflow or vanish. */
  readonly scale: number;
}

/** The problem in a unit in which p-th powers of the lengths stay far from the ends of the doubles. */
export function inUnit(problem: SlicedProblem, p: number): ScaledProblem {
  let largest = 0;
  for (const { data } of [problem.x, problem.y]) {
    for (let k = 0; k < data.length; k++) largest = Math.max(largest, Math.abs(data[k]!));
  }
  const size = Math.log2(largest);
  if (largest === 0 || Math.abs(size) * Math.max(p, 2) < SAFE) return { ...problem, scale: 1 };
  // 2¹⁰²³ at most: the next power is not a double.
  const scale = 2 ** Math.min(1023, Math.ceil(size));
  const within = ({ data, shape }: Matrix): Matrix => ({ data: data.map(entry => entry / scale), shape });
  return { ...problem, x: within(problem.x), y: within(problem.y), scale };
}

/** Powers up to 2 to this are taken as they are. */
const SAFE = 900;

/** Reads and checks two weighted point clouds. */
export function toSlicedProblem(
  x: PointsLike,
  y: PointsLike,
  weights: { readonly a?: VectorLike; readonly b?: VectorLike },
): SlicedProblem {
  const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
  if (from.shape[1] !== to.shape[1]) {
    throw rangeError(`\`x\` and \`y\` to have as many coordinates, got ${from.shape[1]} and ${to.shape[1]}`);
  }
  return {
    x: from,
    y: to,
    ...toBalancedWeights(weights.a, weights.b, [from.shape[0], to.shape[0]]),
  };
}

/** A p-th power in the unit of length of the caller; 0 if it is 0, though the unit's may overflow. */
export function inPower(power: number, unit: number): number {
  return power === 0 ? 0 : power * unit;
}

/** θ ↦ W_pᵖ(⟨θ, x⟩, ⟨θ, y⟩). */
export function slicer({ x, y, a, b }: SlicedProblem, p: number): (direction: Float64Array) => number {
  const along = { x: new Float64Array(x.shape[0]), y: new Float64Array(y.shape[0]), a, b };
  const [sort, power] = [sorterOf(along), powerFunction(p)];
  return direction => {
    projectOnto(x, direction, along.x);
    projectOnto(y, direction, along.y);
    return costOfSorted(sort(along.x, along.y), power, 1);
  };
}

/** The mean of powers over directions. @param scale the unit of length of `powers` */
export function estimate(powers: Float64Array, p: number, scale: number): SlicedEstimate {
  const count = powers.length;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += powers[k]!;
  const power = sum / count;
  let squares = 0;
  for (let k = 0; k < count; k++) squares += (powers[k]! - power) ** 2;
  const powerStandardError = Math.sqrt(squares / (count - 1) / count);
  const value = power ** (1 / p);
  const unit = scale ** p;
  return {
    value: scale * value,
    // d(power^(1/p)) = power^(1/p − 1) / p · d(power); all directions are 0 if the mean is.
    standardError: scale * (power === 0 ? powerStandardError : (powerStandardError * value) / (p * power)),
    power: inPower(power, unit),
    powerStandardError: inPower(powerStandardError, unit),
    powers: unit === 1 ? powers : powers.map(entry => inPower(entry, unit)),
  };
}
