import { EigenvalueDecomposition, Matrix as Dense, SingularValueDecomposition } from 'ml-matrix';
import { type Matrix, type MatrixLike, naming, rangeError, toMatrix } from '../../base/index.js';

/** How far a covariance may be from symmetric and from positive semi-definite, relative to its largest entry or eigenvalue. */
const SLACK = 1e-9;

/** Σ^½ of a covariance, symmetric, and the pseudo-inverse of that. */
export interface CovarianceRoot {
  readonly root: Dense;
  readonly inverse: Dense;
}

/**
 * The square root of a covariance by its eigenvectors: V diag(√λ) Vᵀ; eigenvalues that rounding cannot tell from 0 are 0.
 * @param covariance [d, d], may be singular
 * @throws TypeError, RangeError if it is not [d, d], symmetric to 1e-9, or has an eigenvalue below −1e-9 of the largest
 */
export function covarianceRoot(covariance: MatrixLike, d: number, name: string): CovarianceRoot {
  return naming('covarianceRoot', () => {
    const { data } = toSymmetric(covariance, d, name);
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
      Dense.from1DArray(d, d, data),
      { assumeSymmetric: true },
    );
    const largest = Math.max(...realEigenvalues.map(Math.abs));
    const least = Math.min(...realEigenvalues);
    if (least < -SLACK * largest) {
      throw rangeError(
        `the covariance of \`${name}\` to be positive semi-definite, got an eigenvalue of ${least}`,
      );
    }
    const roots = realEigenvalues.map(value =>
      value > 4 * d * Number.EPSILON * largest ? Math.sqrt(value) : 0,
    );
    return {
      root: fromEigenvectors(eigenvectorMatrix, roots),
      inverse: fromEigenvectors(
        eigenvectorMatrix,
        roots.map(root => (root === 0 ? 0 : 1 / root)),
      ),
    };
  });
}

/**
 * The square root of B Bᵀ nearest to another root A: B O with O orthogonal and ‖A − B O‖_F least.
 *
 * With BᵀA = P S Qᵀ, O = P Qᵀ. No inverse is taken, so A and B may be singular; ‖A − B O‖_F is the Bures distance of
 * A Aᵀ and B Bᵀ, and of random vectors A ξ and B O ξ, ξ ~ N(0, I), the coupling is optimal.
 * @param a A, [d, d]
 * @param b B, [d, d]
 * @see bhatia:19, theorem 1 and equation 4
 */
export function alignedRoot(a: Dense, b: Dense): Dense {
  const { leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(b.transpose().mmul(a));
  return b.mmul(leftSingularVectors.mmul(rightSingularVectors.transpose()));
}

/** V diag(values) Vᵀ. */
function fromEigenvectors(vectors: Dense, values: readonly number[]): Dense {
  return vectors
    .clone()
    .mulRowVector([...values])
    .mmul(vectors.transpose());
}

/**
 * A covariance, made symmetric to the last digit.
 * @throws TypeError, RangeError if it is not [d, d], or symmetric to 1e-9
 */
export function toSymmetric(covariance: MatrixLike, d: number, name: string): Matrix {
  const { data, shape } = toMatrix(covariance, name);
  if (shape[0] !== d || shape[1] !== d) {
    throw rangeError(
      `the covariance of \`${name}\` to be [${d}, ${d}], as its mean, got [${shape.join(', ')}]`,
    );
  }
  const largest = data.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  const symmetric = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      const [entry, mirrored] = [data[i * d + j]!, data[j * d + i]!];
      if (Math.abs(entry - mirrored) > SLACK * largest) {
        throw rangeError(
          `the covariance of \`${name}\` to be symmetric, got ${entry} at ${i}, ${j} and ${mirrored} at ${j}, ${i}`,
        );
      }
      symmetric[i * d + j] = (entry + mirrored) / 2;
    }
  }
  return { data: symmetric, shape: [d, d] };
}
