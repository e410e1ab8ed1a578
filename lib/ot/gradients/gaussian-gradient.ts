import { type Matrix, naming } from '../../base/index.js';
import { type Gaussian, type GaussianLike, gaussianMap, gaussianWasserstein } from '../gaussian/gaussian.js';

/** Gradients of W₂² between Gaussians. */
export interface GaussianGradient {
  /** W₂²(p, q); length². */
  readonly value: number;
  /** By p's mean, a length, and by its covariance, 1. */
  readonly p: Gaussian;
  readonly q: Gaussian;
}

/**
 * Gradients of `gaussianWasserstein(p, q)²`,
 *
 *     ∂/∂m_p = 2 (m_p − m_q),   ∂/∂Σ_p = I − A,
 *
 * A the matrix of the optimal map from p to q; that by Σ_q has the matrix of the map back. The gradient by a covariance
 * is symmetric: its change is Σ_ij G_ij dΣ_ij over all i and j.
 * @throws TypeError, RangeError like `gaussianMap`, in both directions: W₂² has no gradient at a singular covariance
 * @see bhatia:19; peyre-cuturi:19, equation 2.40
 */
export function gaussianGradient(p: GaussianLike, q: GaussianLike): GaussianGradient {
  return naming('gaussianGradient', () => {
    const [forth, back] = [gaussianMap(p, q), gaussianMap(q, p)];
    const [meanP, meanQ] = [p.mean, q.mean].map(mean =>
      Float64Array.from('dataSync' in mean ? mean.dataSync() : mean),
    ) as [Float64Array, Float64Array];
    const difference = meanP.map((m, k) => 2 * (m - meanQ[k]!));
    return {
      value: gaussianWasserstein(p, q) ** 2,
      p: { mean: difference, covariance: identityLess(forth.matrix) },
      q: { mean: difference.map(entry => -entry), covariance: identityLess(back.matrix) },
    };
  });
}

/** I − A. */
function identityLess({ data, shape }: Matrix): Matrix {
  const d = shape[0];
  return { data: data.map((entry, k) => (k % (d + 1) === 0 ? 1 : 0) - entry), shape };
}
