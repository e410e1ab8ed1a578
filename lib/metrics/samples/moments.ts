import { naming } from '../../base/index.js';
import { checkFeatures, type Features } from './features.js';
import { type Algebra, compute } from '../../engine/index.js';

/** Mean and covariance of features, in double precision. */
export interface FeatureMoments {
  /** [d] */
  readonly mean: Float64Array;
  /** [d, d], over n − 1, row by row. */
  readonly covariance: Float64Array;
  readonly n: number;
}

/** Rows that go to linear algebra at once. */
const BLOCK = 1024;

/**
 * μ = 1/n Σ x_i and C = 1/(n − 1) Σ (x_i − μ)(x_i − μ)ᵀ.
 * @param features [n, d], n ≥ 2
 * @throws RangeError like {@link checkFeatures}
 */
export function featureMoments(features: Features): FeatureMoments {
  naming('featureMoments', () => checkFeatures(features, 2, 'features'));
  return compute({
    run: algebra => {
      const mean = featureMean(features);
      return { mean, covariance: algebra.read(covarianceIn(algebra, features, mean)), n: features.shape[0] };
    },
  });
}

/** μ, [d]. */
export function featureMean({ data, shape: [n, d] }: Features): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0, k = 0; i < n; i++) {
    for (let j = 0; j < d; j++, k++) mean[j]! += data[k]!;
  }
  return mean.map(sum => sum / n);
}

/** C as a matrix of the algebra, [d, d]. */
export function covarianceIn<M>(algebra: Algebra<M>, features: Features, mean: Float64Array): M {
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
  { data, shape: [n, d] }: Features,
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
