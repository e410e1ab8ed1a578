import { Matrix as Dense } from 'ml-matrix';
import { alignedRoot, covarianceRoot } from './covariance-root.js';
import { frobenius, type Gaussian, type GaussianLike, readGaussian, toOurs } from './gaussian.js';
import { naming, type VectorLike } from '../../base/index.js';
import { toProportions } from '../geometry/weights.js';

/** Options of {@link gaussianBarycentre}. */
export interface GaussianBarycentreOptions {
  /** λ_k, scaled to sum 1; default equal. */
  readonly proportions?: VectorLike;
  /** Iterations at most; default 500. */
  readonly maxIterations?: number;
  /** Converged when ‖Σ_k λ_k Σ_k^½ O_k − S^½‖_F is at most this times ‖S^½‖_F; default 1e-10. */
  readonly tolerance?: number;
}

/** A barycentre of Gaussians, and the evidence for it. */
export interface GaussianBarycentre extends Gaussian {
  /** Σ_k λ_k W₂²(barycentre, measure k); lengthˢ, s = 2. */
  readonly value: number;
  readonly converged: boolean;
  readonly iterations: number;
  /** ‖Σ_k λ_k Σ_k^½ O_k − S^½‖_F / ‖S^½‖_F: 0 at a fixed point. */
  readonly residual: number;
}

/**
 * The Gaussian N(m, S) that minimises Σ_k λ_k W₂²(N(m, S), N(m_k, Σ_k)): m = Σ_k λ_k m_k, and S a fixed point of
 * S ↦ S^-½ (Σ_k λ_k (S^½ Σ_k S^½)^½)² S^-½.
 *
 * That map is evaluated without inverses as B Bᵀ, B = Σ_k λ_k Σ_k^½ O_k, each Σ_k^½ O_k the root nearest to S^½; it
 * starts at S^½ = Σ_k λ_k Σ_k^½, exact if the covariances commute. If all covariances are singular the fixed point
 * may not be the minimiser.
 * @throws TypeError, RangeError if there is no Gaussian, they are not finite or do not fit, or an option is out of range
 * @see alvarez-esteban:16, equation 7
 */
export function gaussianBarycentre(
  gaussians: readonly GaussianLike[],
  options: GaussianBarycentreOptions = {},
): GaussianBarycentre {
  return naming('gaussianBarycentre', () => {
    const { maxIterations = 500, tolerance = 1e-10 } = options;
    const proportions = toProportions(options.proportions, gaussians.length);
    const first = readGaussian(gaussians[0]!, 'gaussians[0]');
    const d = first.mean.length;
    const read = gaussians.map((gaussian, k) =>
      k === 0 ? first : readGaussian(gaussian, `gaussians[${k}]`, d),
    );
    const mean = new Float64Array(d);
    read.forEach((one, k) => one.mean.forEach((m, c) => (mean[c]! += share(k) * m)));
    let root = combine(read.map(one => one.root));
    let [iterations, residual] = [0, Infinity];
    while (iterations < maxIterations && !(residual <= tolerance)) {
      const next = combine(read.map(one => alignedRoot(root, one.root)));
      const size = root.norm();
      residual = size === 0 ? 0 : frobenius(next, root) / size;
      root = covarianceRoot(toOurs(next.mmul(next.transpose())), d, 'barycentre').root;
      iterations++;
    }
    const value = read.reduce((sum, one, k) => {
      const shift = Math.hypot(...one.mean.map((m, c) => m - mean[c]!));
      return sum + share(k) * (shift ** 2 + frobenius(root, alignedRoot(root, one.root)) ** 2);
    }, 0);
    const covariance = toOurs(root.mmul(root.transpose()));
    return { mean, covariance, value, converged: residual <= tolerance, iterations, residual };

    function share(k: number): number {
      return proportions[k]!;
    }

    function combine(roots: readonly Dense[]): Dense {
      return roots.reduce((sum, one, k) => sum.add(Dense.mul(one, share(k))), Dense.zeros(d, d));
    }
  });
}
