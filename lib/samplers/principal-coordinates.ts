import { dot, type Points } from '../base/index.js';
import { compute } from '../engine/index.js';
import { weightedMoments } from './moments.js';

/** Coordinates in which codes are uncorrelated, those of largest variance first. */
export interface PrincipalCoordinates {
  /** Of each coordinate, over n, latent unit², [d]. */
  readonly variances: Float64Array;
  /**
   * The first `count` coordinates of each code.
   * @returns [n, count]
   */
  project(codes: Points, count: number): Points<Float64Array>;
  /** The code at principal coordinates, [d], into `out`, [d]. */
  restore(coordinates: Float64Array, out: Float32Array): void;
}

/**
 * The principal coordinates of codes: (z − m)ᵀv_k, m their mean, v_k the eigenvectors of their covariance, eigenvalues
 * falling.
 * @param codes [n, d]
 */
export function principalCoordinates(codes: Points): PrincipalCoordinates {
  const d = codes.shape[1];
  const { mean, covariance } = weightedMoments(codes);
  const { values, columns } = compute({
    run: algebra => {
      const { values, vectors } = algebra.eigen(algebra.matrix(covariance.data, d, d));
      return { values: Float64Array.from(values), columns: algebra.read(vectors) };
    },
  });
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
  // Rounding makes eigenvalues of 0 negative.
  const variances = Float64Array.from(order, k => Math.max(0, values[k]!));
  const axes = order.map(k => Float64Array.from({ length: d }, (_, a) => columns[a * d + k]!));
  return {
    variances,
    project({ data, shape: [n] }, count) {
      const projected = new Float64Array(n * count);
      const apart = new Float64Array(d);
      for (let i = 0; i < n; i++) {
        for (let a = 0; a < d; a++) apart[a] = data[i * d + a]! - mean[a]!;
        for (let k = 0; k < count; k++) projected[i * count + k] = dot(axes[k]!, apart);
      }
      return { data: projected, shape: [n, count] };
    },
    restore(coordinates, out) {
      const code = Float64Array.from(mean);
      axes.forEach((axis, k) => {
        for (let a = 0; a < d; a++) code[a]! += coordinates[k]! * axis[a]!;
      });
      out.set(code);
    },
  };
}
