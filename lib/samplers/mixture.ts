import type { Matrix as Dense } from 'ml-matrix';
import { denseAlgebra } from '../engine/index.js';
import type { Gaussian } from '../ot/index.js';
import type { Matrix, Points } from '../base/index.js';

/** A part of a mixture of normal distributions. */
export interface MixtureComponent extends Gaussian {
  /** Its share; those of all components add up to 1. */
  readonly weight: number;
}

/** Σ_k weight_k · N(mean_k, covariance_k). */
export type Mixture = readonly MixtureComponent[];

/** Where codes come from in a mixture. */
export interface Expectation {
  /** weight_k N(z_i; m_k, Σ_k) / Σ_l weight_l N(z_i; m_l, Σ_l), [components][n]. */
  readonly responsibilities: readonly Float64Array[];
  /** log Σ_k weight_k N(z_i; m_k, Σ_k), [n], nats. */
  readonly logDensity: Float64Array;
}

/**
 * The logarithm of a mixture's density at codes, in double precision.
 * @param codes z, [n, d]
 * @returns log Σ_k weight_k N(z_i; m_k, Σ_k), [n], nats
 * @throws RangeError if a covariance is not positive definite
 */
export function mixtureLogDensity(mixture: Mixture, codes: Points): Float64Array {
  return expectation(mixture, codes).logDensity;
}

/**
 * The E-step, in the log domain: neither a distant code nor a narrow component makes 0/0.
 * @param codes z, [n, d]
 * @throws RangeError if a covariance is not positive definite
 */
export function expectation(mixture: Mixture, codes: Points): Expectation {
  const joint = mixture.map((component, k) => jointLogDensity(component, codes, k));
  const logDensity = new Float64Array(joint[0]?.length ?? 0);
  for (let i = 0; i < logDensity.length; i++) {
    let largest = -Infinity;
    for (const logs of joint) largest = Math.max(largest, logs[i]!);
    let sum = 0;
    for (const logs of joint) sum += Math.exp(logs[i]! - largest);
    const log = largest + Math.log(sum);
    logDensity[i] = log;
    for (const logs of joint) logs[i] = Math.exp(logs[i]! - log);
  }
  return { responsibilities: joint, logDensity };
}

/** log weight + log N(z_i; m, Σ) = log weight − ½ [d log 2π + log det Σ + (z_i − m)ᵀ Σ⁻¹ (z_i − m)], [n]. */
function jointLogDensity(
  { weight, mean, covariance }: MixtureComponent,
  codes: Points,
  k: number,
): Float64Array {
  const lower = choleskyFactor(covariance, k);
  const d = mean.length;
  let top = Math.log(weight) - 0.5 * d * Math.log(2 * Math.PI);
  for (let a = 0; a < d; a++) top -= Math.log(lower.get(a, a));
  return squaredLengths(codes, mean, inverseOfLower(lower)).map(length => top - 0.5 * length);
}

/** L, lower triangular with L Lᵀ = Σ. */
function choleskyFactor({ data, shape }: Matrix, k: number): Dense {
  const lower = denseAlgebra.cholesky(denseAlgebra.matrix(data, ...shape));
  if (lower === undefined) {
    throw new RangeError(
      `mixture: expected the covariance of component ${k} to be positive definite, got a singular one; use a larger \`ridge\` or fewer \`components\``,
    );
  }
  return lower;
}

/** L⁻¹ of a lower triangular L by forward substitution, row by row, [d·d]. */
function inverseOfLower(lower: Dense): Float64Array {
  const d = lower.rows;
  const inverse = new Float64Array(d * d);
  for (let column = 0; column < d; column++) {
    for (let row = column; row < d; row++) {
      let sum = row === column ? 1 : 0;
      for (let k = column; k < row; k++) sum -= lower.get(row, k) * inverse[k * d + column]!;
      inverse[row * d + column] = sum / lower.get(row, row);
    }
  }
  return inverse;
}

/** ‖L⁻¹ (z_i − m)‖², [n], four codes at once: that takes half the time. */
function squaredLengths(codes: Points, mean: Float64Array, inverse: Float64Array): Float64Array {
  const d = mean.length;
  const n = codes.shape[0];
  const apart = new Float64Array(4 * d); // [d, 4]
  const lengths = new Float64Array(n);
  for (let first = 0; first < n; first += 4) {
    const count = Math.min(4, n - first);
    for (let lane = 0; lane < count; lane++) {
      for (let a = 0; a < d; a++) {
        apart[4 * a + lane] = codes.data[(first + lane) * d + a]! - mean[a]!;
      }
    }
    const squares: readonly number[] = fourSquaredLengths(apart, inverse, d);
    for (let lane = 0; lane < count; lane++) lengths[first + lane] = squares[lane]!;
  }
  return lengths;
}

/** The squared lengths of a lower triangular [d, d] times each column of [d, 4]. */
function fourSquaredLengths(columns: Float64Array, lower: Float64Array, d: number): readonly number[] {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let a = 0; a < d; a++) {
    let [y0, y1, y2, y3] = [0, 0, 0, 0];
    for (let b = 0, at = a * d, column = 0; b <= a; b++, at++, column += 4) {
      const entry = lower[at]!;
      y0 += entry * columns[column]!;
      y1 += entry * columns[column + 1]!;
      y2 += entry * columns[column + 2]!;
      y3 += entry * columns[column + 3]!;
    }
    s0 += y0 * y0;
    s1 += y1 * y1;
    s2 += y2 * y2;
    s3 += y3 * y3;
  }
  return [s0, s1, s2, s3];
}
