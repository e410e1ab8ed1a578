import { dot } from '../../base/index.js';
import type { SparseRows } from './sparse-rows.js';

/** Steps of conjugate gradients, at most. */
const MOST_STEPS = 1000;

/** A symmetric, positive definite matrix [m, m] by its products. */
export interface DampedHessian {
  /** The inverse of its diagonal, [m]. */
  readonly inverseDiagonal: Float64Array;
  /** Whether the diagonal and its inverse are finite. */
  readonly finite: boolean;
  /** Writes the product with `v` into `out`. */
  times(v: Float64Array, out: Float64Array): void;
}

/**
 * diag(Γᵀ1) − Γᵀ diag(1/Γ1) Γ + δ diag(β), the Hessian of the semi-dual but for its sign and 1/ε, damped. As the sums
 * are those of the entries that are listed, it is positive semi-definite before the damping, whatever was left out.
 * @param plan Γ [n, m]
 * @param weights β [m]; where one is 0, the diagonal is 1
 * @param damping δ > 0
 */
export function hessian(plan: SparseRows, weights: Float64Array, damping: number): DampedHessian {
  const { starts, columns, values, width: m } = plan;
  const n = starts.length - 1;
  const sums = new Float64Array(n);
  const [diagonal, own] = [new Float64Array(m), new Float64Array(m)];
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) sum += values[k]!;
    sums[i] = sum;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const [j, value] = [columns[k]!, values[k]!];
      diagonal[j]! += value;
      own[j]! += value * (value / sum);
    }
  }
  const inverseDiagonal = new Float64Array(m);
  let finite = true;
  for (let j = 0; j < m; j++) {
    const weight = weights[j]!;
    const damped = weight === 0 ? 1 : diagonal[j]! + damping * weight;
    diagonal[j] = damped;
    inverseDiagonal[j] = 1 / Math.max(damped - own[j]!, Number.EPSILON * damped);
    finite &&= Number.isFinite(inverseDiagonal[j]);
  }
  const times = (v: Float64Array, out: Float64Array): void => {
    for (let j = 0; j < m; j++) out[j] = diagonal[j]! * v[j]!;
    for (let i = 0; i < n; i++) {
      const [from, to] = [starts[i]!, starts[i + 1]!];
      let mean = 0;
      for (let k = from; k < to; k++) mean += values[k]! * v[columns[k]!]!;
      mean /= sums[i]!;
      for (let k = from; k < to; k++) {
        const j = columns[k]!;
        out[j] = out[j]! - values[k]! * mean;
      }
    }
  };
  return { inverseDiagonal, finite, times };
}

/**
 * Solves `matrix` s = r by conjugate gradients with the diagonal as preconditioner, until the residual, in the norm of the
 * preconditioner, is `accuracy` of what it was.
 * @param right r [m]
 * @returns s [m]
 */
export function conjugateGradient(
  { inverseDiagonal, times }: DampedHessian,
  right: Float64Array,
  accuracy: number,
): Float64Array {
  const m = right.length;
  const solution = new Float64Array(m);
  const residual = right.slice();
  const scaled = residual.map((entry, j) => entry * inverseDiagonal[j]!);
  const direction = scaled.slice();
  const image = new Float64Array(m);
  let square = dot(residual, scaled);
  const enough = accuracy ** 2 * square;
  for (let step = 0; step < MOST_STEPS && square > enough; step++) {
    times(direction, image);
    const length = square / dot(direction, image);
    for (let j = 0; j < m; j++) {
      solution[j]! += length * direction[j]!;
      residual[j]! -= length * image[j]!;
      scaled[j] = residual[j]! * inverseDiagonal[j]!;
    }
    const before = square;
    square = dot(residual, scaled);
    for (let j = 0; j < m; j++) direction[j] = scaled[j]! + (square / before) * direction[j]!;
  }
  return solution;
}
