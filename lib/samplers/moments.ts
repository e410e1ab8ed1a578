import type { Gaussian } from '../ot/gaussian.js';

/** Weights below count as 0: a code of weight 1 weighs as much as 1e20 of them. */
const LEAST_WEIGHT = 1e-20;

/** Mass, mean and covariance of weighted codes. */
export interface Moments extends Gaussian {
  /** Σ w_i */
  readonly mass: number;
}

/**
 * Mean m = Σ w_i z_i / Σ w_i and covariance Σ w_i (z_i − m)(z_i − m)ᵀ / Σ w_i, in double precision; both 0 where the
 * mass is. With weights 1 they are the likeliest normal distribution's.
 * @param codes z, [n, d]
 * @param weights w, [n], ≥ 0; 1 each where none are given
 */
export function weightedMoments(codes: Float32Array, d: number, weights?: Float64Array): Moments {
  const n = codes.length / d;
  const weightOf = (i: number): number => {
    const weight = weights === undefined ? 1 : (weights[i] as number);
    return weight < LEAST_WEIGHT ? 0 : weight;
  };
  let mass = 0;
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const weight = weightOf(i);
    mass += weight;
    for (let a = 0; a < d; a++) mean[a] = (mean[a] as number) + weight * (codes[i * d + a] as number);
  }
  const share = mass === 0 ? 0 : 1 / mass;
  for (let a = 0; a < d; a++) mean[a] = (mean[a] as number) * share;
  const data = new Float64Array(d * d);
  const apart = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const weight = weightOf(i) * share;
    if (weight === 0) continue;
    for (let a = 0; a < d; a++) apart[a] = (codes[i * d + a] as number) - (mean[a] as number);
    for (let a = 0; a < d; a++) {
      const factor = weight * (apart[a] as number);
      for (let b = 0, at = a * d; b <= a; b++, at++) {
        data[at] = (data[at] as number) + factor * (apart[b] as number);
      }
    }
  }
  for (let a = 0; a < d; a++) for (let b = 0; b < a; b++) data[b * d + a] = data[a * d + b] as number;
  return { mass, mean, covariance: { data, shape: [d, d] } };
}
