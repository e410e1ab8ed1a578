import type { Moments, Points } from '../base/index.js';

/** Weights below count as 0: a code of weight 1 weighs as much as 1e20 of them. */
const LEAST_WEIGHT = 1e-20;

/** Mass, mean and covariance of weighted codes. */
export interface WeightedMoments extends Moments {
  /** Σ w_i */
  readonly mass: number;
}

/**
 * Mean m = Σ w_i z_i / Σ w_i and covariance Σ w_i (z_i − m)(z_i − m)ᵀ / Σ w_i, in double precision; both 0 if the
 * mass is. With weights 1 they are the likeliest normal distribution's.
 * @param codes z, [n, d]
 * @param weights w, [n], ≥ 0; 1 each if none are given
 */
export function weightedMoments(codes: Points, weights?: Float64Array): WeightedMoments {
  const [n, d] = codes.shape;
  const weightOf = (i: number): number => {
    const weight = weights === undefined ? 1 : weights[i]!;
    return weight < LEAST_WEIGHT ? 0 : weight;
  };
  let mass = 0;
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const weight = weightOf(i);
    mass += weight;
    for (let a = 0; a < d; a++) mean[a]! += weight * codes.data[i * d + a]!;
  }
  const share = mass === 0 ? 0 : 1 / mass;
  for (let a = 0; a < d; a++) mean[a]! *= share;
  const data = scatter(codes, mean, i => weightOf(i) * share);
  return { mass, mean, covariance: { data, shape: [d, d] } };
}

/** Σ w_i (z_i − m)(z_i − m)ᵀ, [d·d], four codes at once; those of weight 0 are passed over. */
function scatter(codes: Points, mean: Float64Array, weightOf: (i: number) => number): Float64Array {
  const d = mean.length;
  const data = new Float64Array(d * d);
  const apart = new Float64Array(4 * d); // [d, 4]
  const weights = new Float64Array(4);
  let lanes = 0;
  for (let i = 0; i < codes.shape[0]; i++) {
    const weight = weightOf(i);
    if (weight === 0) continue;
    for (let a = 0; a < d; a++) apart[4 * a + lanes] = codes.data[i * d + a]! - mean[a]!;
    weights[lanes++] = weight;
    if (lanes < 4) continue;
    addFour(data, apart, weights);
    weights.fill(0);
    lanes = 0;
  }
  addFour(data, apart, weights);
  for (let a = 0; a < d; a++) for (let b = 0; b < a; b++) data[b * d + a] = data[a * d + b]!;
  return data;
}

/** Adds Σ_l w_l x_l x_lᵀ to the lower triangle of [d, d], x_l the columns of [d, 4]. */
function addFour(data: Float64Array, columns: Float64Array, weights: Float64Array): void {
  const d = columns.length / 4;
  const [w0, w1, w2, w3] = weights as unknown as [number, number, number, number];
  for (let a = 0; a < d; a++) {
    const f0 = w0 * columns[4 * a]!;
    const f1 = w1 * columns[4 * a + 1]!;
    const f2 = w2 * columns[4 * a + 2]!;
    const f3 = w3 * columns[4 * a + 3]!;
    for (let b = 0, at = a * d, column = 0; b <= a; b++, at++, column += 4) {
      data[at]! +=
        f0 * columns[column]! +
        f1 * columns[column + 1]! +
        f2 * columns[column + 2]! +
        f3 * columns[column + 3]!;
    }
  }
}
