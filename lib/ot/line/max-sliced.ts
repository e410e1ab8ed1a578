import {
  argsort,
  checkCount,
  gather,
  type Matrix,
  naming,
  type PointsLike,
  rangeError,
  type Rng,
  type VectorLike,
} from '../../base/index.js';
import { normalise, projectOnto, uniformDirections } from './directions.js';
import { checkConvexPower } from './line-points.js';
import { northWestCorner } from '../exact/north-west-corner.js';
import { inPower, inUnit, slicer, type SlicedProblem, toSlicedProblem } from './sliced.js';

/** Options of {@link maxSlicedWasserstein}. */
export interface MaxSlicedOptions {
  readonly rng: Rng;
  /** Exponent of the cost |⟨θ, x − y⟩|ᵖ, ≥ 1; default 2. */
  readonly p?: number;
  /** Random directions tried first, beside that between the means; default 50. */
  readonly candidates?: number;
  /** Of those, how many of the best to climb from; default 5. */
  readonly restarts?: number;
  /** Steps of each climb at most; default 200. */
  readonly maxIterations?: number;
  /** A climb ends when no step of this angle or more goes up, or the slope is below it relative to the value; default 1e-6. */
  readonly tolerance?: number;
  /** Weights of x, [n]; default 1/n each. */
  readonly a?: VectorLike;
  /** Weights of y, [m]; default 1/m each. */
  readonly b?: VectorLike;
}

/** A direction along which two measures are far apart. */
export interface MaxSliced {
  /** W_p along `direction`, a lower bound of the maximum; a length. */
  readonly value: number;
  /** W_pᵖ along `direction`; lengthᵖ × mass; Infinity if no double is so large. */
  readonly power: number;
  /** θ, [d], of length 1. */
  readonly direction: Float64Array;
  /** Whether the climb that found it ended by itself, at a local maximum to `tolerance`. */
  readonly converged: boolean;
  /** Steps of all climbs together. */
  readonly iterations: number;
}

/**
 * The max-sliced Wasserstein distance, max_θ W_p(⟨θ, x⟩, ⟨θ, y⟩) over the unit sphere, by gradient ascent from the best
 * of many directions: W_p along a direction that is returned, thus never above the maximum.
 *
 * With the optimal plan Γ along θ held fixed (Danskin), ∇_θ W_pᵖ = p Σ_ij Γ_ij |s_ij|^(p − 1) sign(s_ij) (x_i − y_j),
 * s_ij = ⟨θ, x_i − y_j⟩. Steps follow great circles and are halved until they go up.
 * @param x [n, d]
 * @param y [m, d]
 * @throws TypeError, RangeError if points or weights are not finite or do not fit, p < 1, or a count is not positive
 * @see deshpande:19, equation 9
 */
export function maxSlicedWasserstein(x: PointsLike, y: PointsLike, options: MaxSlicedOptions): MaxSliced {
  const { rng, p = 2, candidates = 50, restarts = 5, maxIterations = 200, tolerance = 1e-6 } = options;
  const { scale, ...problem } = naming('maxSlicedWasserstein', () => {
    checkConvexPower(p);
    for (const [name, value] of Object.entries({ candidates, restarts, maxIterations })) {
      checkCount(value, name, 1);
    }
    if (!(tolerance > 0)) throw rangeError(`\`tolerance\` to be > 0, got ${tolerance}`);
    return inUnit(toSlicedProblem(x, y, options), p);
  });
  const along = slicer(problem, p);
  const starts = candidateDirections(problem, rng, candidates)
    .map(direction => ({ direction, power: along(direction) }))
    .sort((one, other) => other.power - one.power)
    .slice(0, restarts);
  const climbs = starts.map(({ direction }) =>
    climb(problem, along, direction, { p, maxIterations, tolerance }),
  );
  const best = climbs.reduce((one, other) => (other.power > one.power ? other : one));
  return {
    ...best,
    value: scale * best.power ** (1 / p),
    power: inPower(best.power, scale ** p),
    iterations: climbs.reduce((sum, { iterations }) => sum + iterations, 0),
  };
}

function candidateDirections({ x, y, a, b }: SlicedProblem, rng: Rng, count: number): Float64Array[] {
  const d = x.shape[1];
  const { data } = uniformDirections(rng, count, d);
  const random = Array.from({ length: count }, (_, k) => data.slice(k * d, (k + 1) * d));
  const between = new Float64Array(d);
  addRows(x, a, 1, between);
  addRows(y, b, -1, between);
  return normalise(between) ? [between, ...random] : random;
}

type Climb = Omit<MaxSliced, 'value'>;

/** Gradient ascent on the unit sphere by great circles. */
function climb(
  problem: SlicedProblem,
  along: (direction: Float64Array) => number,
  start: Float64Array,
  { p, maxIterations, tolerance }: Required<Pick<MaxSlicedOptions, 'p' | 'maxIterations' | 'tolerance'>>,
): Climb {
  let direction = start;
  let angle = 0;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const power = along(direction);
    const { tangent, slope } = tangentOf(direction, gradientOf(problem, direction, p));
    // ⟨∇, θ⟩ = p W_pᵖ, as W_pᵖ is homogeneous in θ: the ratio is the angle between ∇ and θ.
    const turn = Math.atan2(slope, p * power);
    if (turn <= tolerance) return { power, direction, converged: true, iterations: iteration };
    angle = angle === 0 ? turn : Math.min(2 * angle, Math.PI / 2);
    let next = rotate(direction, tangent, angle);
    while (!(along(next) > power + ARMIJO * angle * slope)) {
      angle /= 2;
      // Not `angle < tolerance`: NaN shall end it, too.
      if (!(angle >= tolerance)) return { power, direction, converged: true, iterations: iteration };
      next = rotate(direction, tangent, angle);
    }
    direction = next;
  }
  return { power: along(direction), direction, converged: false, iterations: maxIterations };
}

/** The share of the rise that the slope promises which a step must make (armijo:66). */
const ARMIJO = 1e-4;

/** ∇_θ W_pᵖ with the plan held fixed, [d]. */
function gradientOf({ x, y, a, b }: SlicedProblem, direction: Float64Array, p: number): Float64Array {
  const [alongX, alongY] = [new Float64Array(x.shape[0]), new Float64Array(y.shape[0])];
  projectOnto(x, direction, alongX);
  projectOnto(y, direction, alongY);
  const [orderX, orderY] = [argsort(alongX), argsort(alongY)];
  const { rows, mass } = northWestCorner(gather(a, orderX), gather(b, orderY));
  const [pullX, pullY] = [new Float64Array(alongX.length), new Float64Array(alongY.length)];
  for (let k = 0; k < mass.length; k++) {
    const i = orderX[rows[k]!]!;
    const j = orderY[k - rows[k]!]!;
    const s = alongX[i]! - alongY[j]!;
    const pull = p * mass[k]! * Math.sign(s) * Math.abs(s) ** (p - 1);
    pullX[i]! += pull;
    pullY[j]! += pull;
  }
  const gradient = new Float64Array(direction.length);
  addRows(x, pullX, 1, gradient);
  addRows(y, pullY, -1, gradient);
  return gradient;
}

/** Adds sign · Σ_i weights_i points_i to `out`. */
function addRows(
  { data, shape: [n, d] }: Matrix,
  weights: Float64Array,
  sign: number,
  out: Float64Array,
): void {
  for (let i = 0, k = 0; i < n; i++) {
    const weight = sign * weights[i]!;
    for (let c = 0; c < d; c++) out[c]! += weight * data[k++]!;
  }
}

/** The part of a gradient along the sphere: its direction, of length 1, and its length. */
function tangentOf(
  direction: Float64Array,
  gradient: Float64Array,
): { readonly tangent: Float64Array; readonly slope: number } {
  let outward = 0;
  for (let c = 0; c < direction.length; c++) outward += direction[c]! * gradient[c]!;
  const tangent = gradient.map((entry, c) => entry - outward * direction[c]!);
  const slope = Math.hypot(...tangent);
  normalise(tangent);
  return { tangent, slope };
}

/** cos(angle) θ + sin(angle) u, of length 1. */
function rotate(direction: Float64Array, tangent: Float64Array, angle: number): Float64Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const next = direction.map((entry, c) => cos * entry + sin * tangent[c]!);
  normalise(next);
  return next;
}
