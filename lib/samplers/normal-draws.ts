import { covarianceRoot, type Gaussian, toOurs } from '../ot/index.js';
import type { Points, Rng } from '../base/index.js';

/**
 * Draws from N(m, Σ): z = m + Σ^½ ξ, ξ ~ N(0, I), with the symmetric root by eigenvectors, which a singular Σ has too.
 * If the codes do not vary (an eigenvalue below 4dε of the largest), neither do the draws.
 * @returns what fills one code, [d], with a draw
 */
export function normalDrawer({ mean, covariance }: Gaussian): (out: Float32Array, rng: Rng) => void {
  const d = mean.length;
  const { data: root } = toOurs(covarianceRoot(covariance, d, 'codes').root);
  const normals = new Float64Array(d);
  return (out, rng) => {
    for (let a = 0; a < d; a++) normals[a] = rng.normal();
    for (let a = 0; a < d; a++) {
      let value = mean[a]!;
      for (let b = 0; b < d; b++) value += root[a * d + b]! * normals[b]!;
      out[a] = value;
    }
  };
}

/** Room for codes, all 0. */
export function emptyCodes(count: number, d: number): Points<Float32Array> {
  return { data: new Float32Array(count * d), shape: [count, d] };
}
