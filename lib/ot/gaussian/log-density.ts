import { CholeskyDecomposition } from 'ml-matrix';
import { rangeError } from '../../base/index.js';
import { type GaussianLike, readGaussian } from './gaussian.js';

/**
 * The log density of a Gaussian, x ↦ −½ (x − m)ᵀ Σ⁻¹ (x − m) − ½ log det(2π Σ), by Σ = L Lᵀ.
 * @throws TypeError, RangeError if it is no Gaussian, or its covariance is singular
 */
export function logDensityOf(gaussian: GaussianLike, name: string): (x: Float64Array) => number {
  const { mean, root } = readGaussian(gaussian, name);
  const d = mean.length;
  const cholesky = new CholeskyDecomposition(root.mmul(root.transpose()));
  const lower = cholesky.lowerTriangularMatrix;
  let logDeterminant = 0;
  for (let k = 0; k < d; k++) logDeterminant += 2 * Math.log(lower.get(k, k));
  if (!cholesky.isPositiveDefinite() || !Number.isFinite(logDeterminant)) {
    throw rangeError(`the covariance of \`${name}\` to be positive definite, got a singular one`);
  }
  const constant = (logDeterminant + d * Math.log(2 * Math.PI)) / 2;
  const whitened = new Float64Array(d);
  return x => {
    let squares = 0;
    for (let row = 0; row < d; row++) {
      let rest = x[row]! - mean[row]!;
      for (let k = 0; k < row; k++) rest -= lower.get(row, k) * whitened[k]!;
      whitened[row] = rest / lower.get(row, row);
      squares += whitened[row]! ** 2;
    }
    return -squares / 2 - constant;
  };
}
