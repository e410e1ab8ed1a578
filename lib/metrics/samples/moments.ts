import { checkPoints, meanOf, type Moments, naming, type Points } from '../../base/index.js';
import { type Algebra, compute } from '../../engine/index.js';

/** Mean and covariance of features, over n − 1, in double precision. */
export interface FeatureMoments extends Moments {
  readonly n: number;
}

/** Rows that go to linear algebra at once. */
const BLOCK = 1024;

/**
 * μ = 1/n Σ x_i and C = 1/(n − 1) Σ (x_i − μ)(x_i − μ)ᵀ.
 * @param features [n, d], n ≥ 2
 * @throws RangeError unless there are two rows or more, whole and finite
 */
export function featureMoments(features: Points): FeatureMoments {
  naming('featureMoments', () => checkPoints(features, 'features', 2));
  return compute({
    run: algebra => {
      const [n, d] = features.shape;
      const mean = meanOf(features);
      const data = algebra.read(covarianceIn(algebra, features, mean));
      return { mean, covariance: { data, shape: [d, d] as const }, n };
    },
  });
}

/** C as a matrix of the algebra, [d, d]. */
export function covarianceIn<M>(algebra: Algebra<M>, features: Points, mean: Float64Array): M {
  const [n, d] = features.shape;
  let sum: M | undefined;
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    const block = algebra.matrix(centredRows(features, mean, from, to), to - from, d);
    const part = algebra.product(block, block, { transposeA: true });
    algebra.free(block);
    if (sum === undefined) {
      sum = part;
    } else {
      const longer = algebra.sum(sum, part);
      algebra.free(sum);
      algebra.free(part);
      sum = longer;
    }
  }
  return sum as M;
}

/** (x_i − μ)/√(n − 1) for i = from … to − 1, row by row. */
export function centredRows(
  { data, shape: [n, d] }: Points,
  mean: Float64Array,
  from: number,
  to: number,
): Float64Array {
  const scale = 1 / Math.sqrt(n - 1);
  const rows = new Float64Array((to - from) * d);
  for (let k = 0, at = from * d; k < rows.length; at++, k++) {
    rows[k] = (data[at]! - mean[k % d]!) * scale;
  }
  return rows;
}
