import {
  checkCount,
  type Matrix,
  type MatrixLike,
  naming,
  type PointsLike,
  rangeError,
  type Rng,
  toMatrix,
  type VectorLike,
} from '../../base/index.js';
import { normalise } from '../line/directions.js';
import { checkConvexPower } from '../line/line-points.js';
import { estimate, type SlicedEstimate, toSlicedProblem } from '../line/sliced.js';
import { circleTransport } from './circle.js';

/** Which great circles to project on: random ones, or these. */
export type GreatCircleOptions =
  | {
      readonly rng: Rng;
      /** How many; default 50. */
      readonly projections?: number;
      readonly circles?: never;
    }
  | {
      /** Two orthogonal unit vectors a circle, one after the other, [2·count, d]. */
      readonly circles: MatrixLike;
      readonly rng?: never;
      readonly projections?: never;
    };

/** Options of {@link sphericalSliced}. */
export type SphericalSlicedOptions = GreatCircleOptions & {
  /** Exponent of the arc's length, ≥ 1; default 2. */
  readonly p?: number;
  /** Weights of x, [n]; default 1/n each. */
  readonly a?: VectorLike;
  /** Weights of y, [m]; default 1/m each. */
  readonly b?: VectorLike;
};

/** How far vectors may be from length 1, and a circle's from orthogonal. */
const UNIT = 1e-6;

/**
 * The spherical sliced Wasserstein distance of points on the unit sphere of R^d: SSW_pᵖ = E W_pᵖ between the projections on a
 * random great circle, with the arc's length in radians as the distance on it, estimated by the mean over circles.
 *
 * A circle is that of an orthonormal pair (u, v); x goes to the angle of (⟨u, x⟩, ⟨v, x⟩).
 *
 * Differs: POT measures arcs in turns, so that its distance is ours over 2π.
 * @param x [n, d], of length 1, d ≥ 2
 * @param y [m, d]
 * @returns as `slicedWasserstein`; lengths are radians
 * @throws TypeError, RangeError if points are not on the sphere, points, weights or circles do not fit, or p < 1
 * @see bonet:23, definition 3
 */
export function sphericalSliced(
  x: PointsLike,
  y: PointsLike,
  options: SphericalSlicedOptions,
): SlicedEstimate {
  return naming('sphericalSliced', () => {
    const { p = 2 } = options;
    checkConvexPower(p);
    const { a, b, ...problem } = toSlicedProblem(x, y, options);
    checkOnSphere(problem.x, 'x');
    checkOnSphere(problem.y, 'y');
    const d = problem.x.shape[1];
    const circles = circlesOf(options, d);
    const powers = new Float64Array(circles.shape[0] / 2);
    for (let k = 0; k < powers.length; k++) {
      const [alongX, alongY] = [anglesOn(circles, k, problem.x), anglesOn(circles, k, problem.y)];
      powers[k] = circleTransport(alongX, alongY, { p, a, b }).value;
    }
    return estimate(powers, p, 1);
  });
}

function circlesOf({ circles, rng, projections = 50 }: GreatCircleOptions, d: number): Matrix {
  if (circles !== undefined) return checkCircles(toMatrix(circles, 'circles'), d);
  checkCount(projections, 'projections', 1);
  return greatCircles(rng, projections, d);
}

/** @throws RangeError unless rows are pairs of orthogonal unit vectors of d coordinates */
function checkCircles(circles: Matrix, d: number): Matrix {
  const [rows, columns] = circles.shape;
  if (rows === 0 || rows % 2 !== 0 || columns !== d) {
    throw rangeError(`\`circles\` to be [2·count, ${d}], got [${rows}, ${columns}]`);
  }
  for (let row = 0; row < rows; row += 2) {
    const [u, v] = [rowOf(circles, row), rowOf(circles, row + 1)];
    const off = [product(u, u) - 1, product(v, v) - 1, product(u, v)];
    if (!off.every(error => Math.abs(error) <= UNIT)) {
      throw rangeError(
        `\`circles\` to be pairs of orthogonal unit vectors, got others in rows ${row} and ${row + 1}`,
      );
    }
  }
  return circles;
}

/** Uniform pairs of orthonormal vectors, [2·count, d]. */
function greatCircles(rng: Rng, count: number, d: number): Matrix {
  const data = new Float64Array(2 * count * d);
  const circles: Matrix = { data, shape: [2 * count, d] };
  for (let k = 0; k < count; k++) {
    const [u, v] = [rowOf(circles, 2 * k), rowOf(circles, 2 * k + 1)];
    do {
      for (let c = 0; c < d; c++) [u[c], v[c]] = [rng.normal(), rng.normal()];
      if (!normalise(u)) continue;
      const along = product(u, v);
      for (let c = 0; c < d; c++) v[c]! -= along * u[c]!;
    } while (!normalise(v));
  }
  return circles;
}

/** @throws RangeError if a point has not length 1 to 1e-6, or has one coordinate */
function checkOnSphere(points: Matrix, name: string): void {
  const [n, d] = points.shape;
  if (d < 2) throw rangeError(`\`${name}\` to have at least two coordinates, got ${d}`);
  for (let i = 0; i < n; i++) {
    const length = Math.sqrt(product(rowOf(points, i), rowOf(points, i)));
    if (!(Math.abs(length - 1) <= UNIT)) {
      throw rangeError(`\`${name}\` to lie on the unit sphere, got length ${length} in row ${i}`);
    }
  }
}

function anglesOn(circles: Matrix, k: number, points: Matrix): Float64Array {
  const [u, v] = [rowOf(circles, 2 * k), rowOf(circles, 2 * k + 1)];
  return Float64Array.from({ length: points.shape[0] }, (_, i) =>
    Math.atan2(product(v, rowOf(points, i)), product(u, rowOf(points, i))),
  );
}

function rowOf({ data, shape: [, d] }: Matrix, row: number): Float64Array {
  return data.subarray(row * d, (row + 1) * d);
}

function product(u: Float64Array, v: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < u.length; c++) sum += u[c]! * v[c]!;
  return sum;
}
