import type { Cost } from '../geometry/cost.js';
import { naming, toVector, type VectorLike } from '../../base/index.js';

/** A potential made from another by a c-transform. */
export interface CTransform {
  /** The potential's values; cost. */
  readonly values: Float64Array;
  /** Of each value, the smallest index that attains the minimum. */
  readonly argmin: Int32Array;
}

/**
 * f^c(y_j) = min_i c(x_i, y_j) − f_i, the largest g with f_i + g_j ≤ c(x_i, y_j) for all i and j.
 * @param f [n], cost
 * @param cost [n, m]
 * @returns values [m] and argmin [m]
 * @throws RangeError if `f` has not n finite entries
 * @see villani:09, definition 5.2; santambrogio:15, definition 1.10
 */
export function cTransform(f: VectorLike, cost: Cost): CTransform {
  const [n, m] = cost.shape;
  const potential = naming('cTransform', () => toVector(f, n, 'f'));
  const values = new Float64Array(m).fill(Infinity);
  const argmin = new Int32Array(m);
  const row = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    cost.row(i, row);
    for (let j = 0; j < m; j++) {
      const value = row[j]! - potential[i]!;
      if (value < values[j]!) {
        values[j] = value;
        argmin[j] = i;
      }
    }
  }
  return { values, argmin };
}

/**
 * g^c̄(x_i) = min_j c(x_i, y_j) − g_j, the twin of {@link cTransform}: from the second points back to the first.
 * @param g [m], cost
 * @param cost [n, m]
 * @returns values [n] and argmin [n]
 * @throws RangeError if `g` has not m finite entries
 * @see santambrogio:15, definition 1.10
 */
export function cBarTransform(g: VectorLike, cost: Cost): CTransform {
  const [n, m] = cost.shape;
  const potential = naming('cBarTransform', () => toVector(g, m, 'g'));
  const values = new Float64Array(n).fill(Infinity);
  const argmin = new Int32Array(n);
  const row = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    cost.row(i, row);
    for (let j = 0; j < m; j++) {
      const value = row[j]! - potential[j]!;
      if (value < values[i]!) {
        values[i] = value;
        argmin[i] = j;
      }
    }
  }
  return { values, argmin };
}

/**
 * How far f is from being c-concave: max_i f^{cc̄}(x_i) − f_i, which is ≥ 0, and 0 only if f = g^c̄ for some g.
 * @param f [n], cost
 * @param cost [n, m]
 * @returns cost
 * @throws RangeError if `f` has not n finite entries
 * @see villani:09, proposition 5.8
 */
export function cConcavityGap(f: VectorLike, cost: Cost): number {
  const potential = naming('cConcavityGap', () => toVector(f, cost.shape[0], 'f'));
  const { values } = cBarTransform(cTransform(potential, cost).values, cost);
  return values.reduce((gap, value, i) => Math.max(gap, value - potential[i]!), 0);
}

/**
 * How far two potentials are from being feasible: max_ij f_i + g_j − c(x_i, y_j), which is ≤ 0 if they are.
 * @param f [n], cost
 * @param g [m], cost
 * @param cost [n, m]
 * @returns cost
 * @throws RangeError if `f` has not n or `g` has not m finite entries
 */
export function dualExcess(f: VectorLike, g: VectorLike, cost: Cost): number {
  const [first, second] = naming('dualExcess', () => [
    toVector(f, cost.shape[0], 'f'),
    toVector(g, cost.shape[1], 'g'),
  ]);
  const { values } = cTransform(first, cost);
  return values.reduce((excess, value, j) => Math.max(excess, second[j]! - value), -Infinity);
}
