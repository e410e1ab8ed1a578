import { EigenvalueDecomposition, Matrix as Dense } from 'ml-matrix';
import {
  checkCount,
  checkPoints,
  type Matrix,
  meanAndCovariance,
  naming,
  pointAt,
  type Points,
  rangeError,
} from '../base/index.js';
import { checkCodeOf, type Code } from './code.js';

/** A plane in which codes are seen: the map z ↦ Aᵀ(z − m). */
export interface Projection {
  readonly name: string;
  /** m, [d]: the code at the plane's origin, latent units. */
  readonly mean: Float64Array;
  /** A, [d, 2] row by row, orthonormal columns. */
  readonly axes: Float64Array;
  /** Share of the codes' variance along each axis. */
  readonly explained?: readonly [number, number];
}

/**
 * The plane of largest variance: A holds the eigenvectors of S = 1/(n − 1) Σ (z_i − z̄)(z_i − z̄)ᵀ with the two largest
 * eigenvalues λ₁ ≥ λ₂, m = z̄, and λ_k/tr S is explained (0 if nothing varies).
 *
 * Of each axis the entry of largest magnitude is positive, so that the plane does not flip from one run to the next.
 * @param codes [n, d]
 * @throws RangeError unless n ≥ 2, d ≥ 2, and all are finite
 */
export function principalPlane(codes: Points): Projection {
  return naming('principalPlane', () => {
    checkSpread(codes);
    const d = codes.shape[1];
    const {
      mean,
      covariance: { data: covariance },
    } = meanAndCovariance(codes);
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
      Dense.from1DArray(d, d, covariance),
      { assumeSymmetric: true },
    );
    const largest = Array.from(realEigenvalues.keys())
      .sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
      .slice(0, 2);
    const axes = new Float64Array(2 * d);
    largest.forEach((column, axis) => {
      const vector = upright(eigenvectorMatrix.getColumn(column));
      vector.forEach((value, row) => (axes[2 * row + axis] = value));
    });
    let trace = 0;
    for (let k = 0; k < d; k++) trace += covariance[k * (d + 1)]!;
    const [first, second] = largest.map(column =>
      trace > 0 ? Math.max(0, realEigenvalues[column]!) / trace : 0,
    ) as [number, number];
    return { name: 'principal components', mean, axes, explained: [first, second] };
  });
}

/**
 * Checks codes that a plane is found for.
 * @throws RangeError unless n ≥ 2, d ≥ 2, and all are finite
 */
export function checkSpread(codes: Points): void {
  checkPoints(codes, 'codes', 2);
  const [n, d] = codes.shape;
  if (d < 2) throw rangeError(`\`codes\` to have at least 2 coordinates, got [${n}, ${d}]`);
}

/** The vector or its negative, so that the entry of largest magnitude, of equal ones the first, is positive. */
function upright(vector: readonly number[]): readonly number[] {
  const largest = vector.reduce((best, value) =>
    Math.abs(value) > Math.abs(best) * (1 + 1e-9) ? value : best,
  );
  return largest < 0 ? vector.map(value => -value) : vector;
}

/** What a coordinate is called wherever it is shown: z₁ for index 0, z₂ for index 1, and so on. */
export function coordinateName(index: number): string {
  return `z${`${index + 1}`.replace(/\d/g, digit => String.fromCodePoint(0x2080 + Number(digit)))}`;
}

/**
 * The plane of two coordinates, counted from 0: m = 0 and A = [e_first, e_second].
 * @param dimension d
 * @throws RangeError unless both are different coordinates
 */
export function coordinatePlane(dimension: number, first: number, second: number): Projection {
  return naming('coordinatePlane', () => {
    checkCount(dimension, 'dimension', 2);
    for (const [name, value] of [
      ['first', first],
      ['second', second],
    ] as const) {
      if (!Number.isInteger(value) || value < 0 || value >= dimension) {
        throw rangeError(`\`${name}\` to be an integer from 0 to ${dimension - 1}, got ${value}`);
      }
    }
    if (first === second) {
      throw rangeError(`two different coordinates, got ${first} twice`);
    }
    const axes = new Float64Array(2 * dimension);
    axes[2 * first] = 1;
    axes[2 * second + 1] = 1;
    return {
      name: `${coordinateName(first)} and ${coordinateName(second)}`,
      mean: new Float64Array(dimension),
      axes,
    };
  });
}

/**
 * Places of codes in a plane: Aᵀ(z − m).
 * @param codes [n, d]
 * @returns [n, 2], latent units
 * @throws RangeError if the sizes do not fit
 */
export function project(codes: Points, projection: Projection): Matrix {
  return naming('project', () => {
    const { mean, axes } = projection;
    checkProjection(projection);
    checkFits(codes, 'codes', mean.length);
    const n = codes.shape[0];
    const data = new Float64Array(2 * n);
    const origin = onAxes(mean, axes);
    for (let i = 0; i < n; i++) {
      const [x, y] = onAxes(pointAt(codes, i), axes);
      data[2 * i] = x - origin[0];
      data[2 * i + 1] = y - origin[1];
    }
    return { data, shape: [n, 2] };
  });
}

/**
 * The place of one code in a plane, see {@link project}.
 * @param code [d]
 * @returns x and y, latent units
 * @throws RangeError if the sizes do not fit
 */
export function placeOf(code: Code, projection: Projection): readonly [x: number, y: number] {
  return naming('placeOf', () => {
    const { mean, axes } = projection;
    checkProjection(projection);
    checkCodeOf(code, 'code', mean.length, 'the plane');
    const [[x, y], [originX, originY]] = [onAxes(code, axes), onAxes(mean, axes)];
    return [x - originX, y - originY];
  });
}

/** Aᵀz. */
function onAxes(z: Code, axes: Float64Array): readonly [number, number] {
  let [x, y] = [0, 0];
  for (let k = 0; k < z.length; k++) {
    x += z[k]! * axes[2 * k]!;
    y += z[k]! * axes[2 * k + 1]!;
  }
  return [x, y];
}

/**
 * Codes at places of a plane that keep another code's part off the plane: z = c + A(p − Aᵀ(c − m)).
 *
 * `project(lift(p, plane, c), plane)` is p, and `lift(project(z, plane), plane, c)` is z if z − c lies in the plane.
 * @param places p, [n, 2]
 * @param through c, [d]: the code whose part off the plane is kept
 * @returns [n, d], latent units
 * @throws RangeError if the sizes do not fit
 */
export function lift(places: Points, projection: Projection, through: Code): Matrix {
  return naming('lift', () => {
    const { mean, axes } = projection;
    checkProjection(projection);
    checkFits(places, 'places', 2);
    const [n, d] = [places.shape[0], mean.length];
    checkCodeOf(through, 'through', d, 'the plane');
    const own = placeOf(through, projection);
    const data = new Float64Array(n * d);
    for (let i = 0; i < n; i++) {
      const x = places.data[2 * i]! - own[0];
      const y = places.data[2 * i + 1]! - own[1];
      for (let k = 0; k < d; k++) {
        data[i * d + k] = through[k]! + axes[2 * k]! * x + axes[2 * k + 1]! * y;
      }
    }
    return { data, shape: [n, d] };
  });
}

/**
 * Checks that a plane's parts fit each other.
 * @throws RangeError if they do not
 */
export function checkProjection({ mean, axes }: Projection): void {
  if (mean.length < 2 || axes.length !== 2 * mean.length) {
    throw rangeError(
      `a plane with \`mean\` [d] and \`axes\` [d, 2], d ≥ 2, got ${mean.length} and ${axes.length} numbers`,
    );
  }
}

/** @throws RangeError unless points have `d` coordinates */
function checkFits(points: Points, name: string, d: number): void {
  const { data, shape } = points;
  if (shape[1] !== d || data.length !== shape[0] * d) {
    throw rangeError(`\`${name}\` to be [n, ${d}], got ${data.length} numbers as [${shape.join(', ')}]`);
  }
}

/**
 * Covariances within a plane of Gaussians with diagonal covariances: Aᵀ diag(v_i) A, to draw encoder balls.
 * @param variances v, [n, d], latent units squared
 * @returns [n, 3]: of the first axis, between both, of the second
 * @throws RangeError if the sizes do not fit
 */
export function planeCovariances(variances: Points, projection: Projection): Matrix {
  return naming('planeCovariances', () => {
    const { mean, axes } = projection;
    checkProjection(projection);
    const d = mean.length;
    checkFits(variances, 'variances', d);
    const n = variances.shape[0];
    const data = new Float64Array(3 * n);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < d; k++) {
        const variance = variances.data[i * d + k]!;
        const [a, b] = [axes[2 * k]!, axes[2 * k + 1]!];
        data[3 * i]! += variance * a * a;
        data[3 * i + 1]! += variance * a * b;
        data[3 * i + 2]! += variance * b * b;
      }
    }
    return { data, shape: [n, 3] };
  });
}
