import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { checkCount, naming, rangeError, wholeCodes } from '../base/index.js';
import { checkCode, checkFinite, type CodesLike } from './codes.js';
import { meanAndCovariance, projectOnPlane } from './least-gaussian.js';

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
 * eigenvalues λ₁ ≥ λ₂, m = z̄, and λ_k/tr S is explained (0 where nothing varies).
 *
 * Of each axis the entry of largest magnitude is positive, so that the plane does not flip from one run to the next.
 * @param codes [n, d]
 * @param dimension d
 * @throws RangeError unless n ≥ 2, d ≥ 2, and all are finite
 */
export function principalPlane(codes: CodesLike, dimension: number): Projection {
  return naming('principalPlane', () => {
    checkCount(dimension, 'dimension', 2);
    wholeCodes(codes, dimension, 2);
    checkFinite(codes, 'codes');
    const d = dimension;
    const { mean, covariance } = meanAndCovariance(codes, d);
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
      Matrix.from1DArray(d, d, covariance),
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

/** The vector or its negative, so that the entry of largest magnitude, of equal ones the first, is positive. */
function upright(vector: readonly number[]): readonly number[] {
  const largest = vector.reduce((best, value) =>
    Math.abs(value) > Math.abs(best) * (1 + 1e-9) ? value : best,
  );
  return largest < 0 ? vector.map(value => -value) : vector;
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
      name: `coordinates ${first} and ${second}`,
      mean: new Float64Array(dimension),
      axes,
    };
  });
}

/**
 * Places of codes in a plane: Aᵀ(z − m).
 * @param codes [n, d]
 * @returns [n, 2], latent units
 * @throws RangeError where the sizes do not fit
 */
export function project(codes: CodesLike, projection: Projection): Float64Array {
  return naming('project', () => {
    const { mean, axes } = projection;
    checkProjection(projection);
    wholeCodes(codes, mean.length, 0);
    const places = projectOnPlane(codes, axes);
    const origin = projectOnPlane(mean, axes);
    for (let i = 0; i < places.length; i++) places[i]! -= origin[i % 2]!;
    return places;
  });
}

/**
 * Codes at places of a plane that keep another code's part off the plane: z = c + A(p − Aᵀ(c − m)).
 *
 * `project(lift(p, plane, c), plane)` is p, and `lift(project(c, plane), plane, c)` is c.
 * @param places p, [n, 2]
 * @param through c, [d]: the code whose part off the plane is kept
 * @returns [n, d], latent units
 * @throws RangeError where the sizes do not fit
 */
export function lift(places: CodesLike, projection: Projection, through: CodesLike): Float64Array {
  return naming('lift', () => {
    const { mean, axes } = projection;
    checkProjection(projection);
    const d = mean.length;
    const n = wholeCodes(places, 2, 0);
    if (checkCode(through, 'through') !== d) {
      throw rangeError(`\`through\` to have ${d} coordinates like the plane, got ${through.length}`);
    }
    const own = project(through, projection);
    const codes = new Float64Array(n * d);
    for (let i = 0; i < n; i++) {
      const x = places[2 * i]! - own[0]!;
      const y = places[2 * i + 1]! - own[1]!;
      for (let k = 0; k < d; k++) {
        codes[i * d + k] = through[k]! + axes[2 * k]! * x + axes[2 * k + 1]! * y;
      }
    }
    return codes;
  });
}

/**
 * Checks that a plane's parts fit each other.
 * @throws RangeError where they do not
 */
export function checkProjection({ mean, axes }: Projection): void {
  if (mean.length < 2 || axes.length !== 2 * mean.length) {
    throw rangeError(
      `a plane with \`mean\` [d] and \`axes\` [d, 2], d ≥ 2, got ${mean.length} and ${axes.length} numbers`,
    );
  }
}

/**
 * Covariances within a plane of Gaussians with diagonal covariances: Aᵀ diag(v_i) A, to draw encoder balls.
 * @param variances v, [n, d], latent units squared
 * @returns [n, 3]: of the first axis, between both, of the second
 * @throws RangeError where the sizes do not fit
 */
export function planeCovariances(variances: CodesLike, projection: Projection): Float64Array {
  return naming('planeCovariances', () => {
    const { mean, axes } = projection;
    checkProjection(projection);
    const d = mean.length;
    const n = wholeCodes(variances, d, 0);
    const out = new Float64Array(3 * n);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < d; k++) {
        const variance = variances[i * d + k]!;
        const [a, b] = [axes[2 * k]!, axes[2 * k + 1]!];
        out[3 * i]! += variance * a * a;
        out[3 * i + 1]! += variance * a * b;
        out[3 * i + 2]! += variance * b * b;
      }
    }
    return out;
  });
}
