import jstat from 'jstat';
import { checkPoints, naming, type Points } from '../../base/index.js';
import { compute, denseAlgebra } from '../../engine/index.js';
import { featureMoments } from '../samples/moments.js';

/** Mardia's multivariate skewness and kurtosis, and how likely a Gaussian's would be as far off. */
export interface Mardia {
  /** b₁; a Gaussian's is 0. */
  readonly skewness: number;
  /** Of k n b₁/6 under χ² with d(d + 1)(d + 2)/6 degrees of freedom; k = (d + 1)(n + 1)(n + 3)/(n ((n + 1)(d + 1) − 6)). */
  readonly skewnessPValue: number;
  /** b₂; a Gaussian's is d(d + 2), that of n draws from one on average d(d + 2)(n − 1)/(n + 1). */
  readonly kurtosis: number;
  /**
   * Two-sided, of (b₂ − that average)/√v under N(0, 1), v the variance of n draws' b₂:
   * 8 d(d + 2)(n − 3)(n − d − 1)(n − d + 1)/((n + 1)²(n + 3)(n + 5)).
   */
  readonly kurtosisPValue: number;
  readonly n: number;
}

/**
 * Mardia's tests of multivariate normality. With w_i = S^-½ (z_i − z̄), S the covariance over n,
 *
 *     b₁ = 1/n² Σ_{i,j} (w_iᵀw_j)³ = Σ_{a,b,c} (1/n Σ_i w_ia w_ib w_ic)²,    b₂ = 1/n Σ_i ‖w_i‖⁴.
 *
 * The form of b₁ that costs less is evaluated: the first takes about n² d multiplications, the second n d³/6. The p-values have the exact mean of b₁, and the exact mean and variance
 * of b₂, of n Gaussian draws: in many dimensions the limits are far off (900 draws in 64: 1.5 standard deviations).
 * @param codes [n, d], n > 3 and n > d + 1
 * @throws RangeError when `codes` is not so many whole codes, or does not vary in every direction
 * @see mardia:70, equations 2.23 and 3.12; mardia:74, equations 5.5 to 5.7
 */
export function mardia(codes: Points): Mardia {
  const [n, d] = codes.shape;
  naming('mardia', () => checkPoints(codes, 'codes', Math.max(4, d + 2)));
  const whitened = whiten(codes);
  let kurtosis = 0;
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let k = i * d; k < (i + 1) * d; k++) squares += whitened[k]! ** 2;
    kurtosis += squares ** 2 / n;
  }
  const skewness = n < d ** 2 / 6 ? cubedProducts(whitened, n, d) : thirdMoments(whitened, n, d);
  const freedom = (d * (d + 1) * (d + 2)) / 6;
  const chiSquared = (skewness * (d + 1) * (n + 1) * (n + 3)) / (6 * ((n + 1) * (d + 1) - 6)); // k n b₁/6
  const mean = (d * (d + 2) * (n - 1)) / (n + 1);
  const variance =
    (8 * d * (d + 2) * (n - 3) * (n - d - 1) * (n - d + 1)) / ((n + 1) ** 2 * (n + 3) * (n + 5));
  return {
    skewness,
    skewnessPValue: Math.max(0, 1 - jstat.jStat.lowRegGamma(freedom / 2, chiSquared / 2)),
    kurtosis,
    kurtosisPValue: 2 * jstat.jStat.normal.cdf(-Math.abs(kurtosis - mean) / Math.sqrt(variance), 0, 1),
    n,
  };
}

/** L⁻¹(z_i − z̄) with L Lᵀ = S, row by row: any root of S gives the same statistics. */
function whiten(codes: Points): Float64Array {
  const [n, d] = codes.shape;
  const { mean, covariance } = featureMoments(codes);
  const biased = denseAlgebra.matrix(covariance.data, d, d).mul((n - 1) / n);
  const factor = denseAlgebra.cholesky(biased);
  // Pivots that rounding cannot tell from 0.
  const isSmall = (pivot: number, k: number): boolean =>
    !(pivot ** 2 > 4 * d * Number.EPSILON * biased.get(k, k));
  if (factor === undefined || factor.diagonal().some(isSmall)) {
    throw new RangeError(
      'mardia: expected `codes` to vary in every direction, got a covariance that is singular',
    );
  }
  const whitened = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < d; r++) {
      let value = codes.data[i * d + r]! - mean[r]!;
      for (let k = 0; k < r; k++) value -= factor.get(r, k) * whitened[i * d + k]!;
      whitened[i * d + r] = value / factor.get(r, r);
    }
  }
  return whitened;
}

/** Rows whose products with all rows are there at once. */
const BLOCK = 256;

/** 1/n² Σ_{i,j} (w_iᵀw_j)³, in blocks of rows. */
function cubedProducts(whitened: Float64Array, n: number, d: number): number {
  return compute({
    run: algebra => {
      const all = algebra.matrix(whitened, n, d);
      let sum = 0;
      for (let from = 0; from < n; from += BLOCK) {
        const rows = Math.min(BLOCK, n - from);
        const block = algebra.matrix(whitened.slice(from * d, (from + rows) * d), rows, d);
        const products = algebra.product(block, all, { transposeB: true });
        for (const product of algebra.read(products)) sum += product * product * product;
        algebra.free(block);
        algebra.free(products);
      }
      return sum / n ** 2;
    },
  });
}

/** Σ_{a,b,c} (1/n Σ_i w_ia w_ib w_ic)², each a ≤ b ≤ c once and counted as often as it has orders. */
function thirdMoments(whitened: Float64Array, n: number, d: number): number {
  const moments = new Float64Array((d * (d + 1) * (d + 2)) / 6);
  for (let i = 0; i < n; i++) {
    const w = whitened.subarray(i * d, (i + 1) * d);
    for (let a = 0, k = 0; a < d; a++) {
      for (let b = a; b < d; b++) {
        const product = w[a]! * w[b]!;
        for (let c = b; c < d; c++, k++) moments[k]! += product * w[c]!;
      }
    }
  }
  let sum = 0;
  for (let a = 0, k = 0; a < d; a++) {
    for (let b = a; b < d; b++) {
      for (let c = b; c < d; c++, k++) {
        const different = new Set([a, b, c]).size;
        const orders = [1, 3, 6][different - 1]!;
        sum += orders * (moments[k]! / n) ** 2;
      }
    }
  }
  return sum;
}
