import { naming, type Points, type Rng, squaredDistance } from '../../base/index.js';
import { checkBothFeatures } from './features.js';
import {
  type BootstrapOptions,
  bootstrapMean,
  bootstrapRatio,
  type Measured,
} from '../statistics/measured.js';

/** How far apart the points of two sets are. */
export interface Diversity {
  /** Mean distance of two generated points; the unit of the features. */
  readonly generated: Measured;
  /** Mean distance of two real points. */
  readonly real: Measured;
  /** The first over the second: below 1, the generator has collapsed in part. */
  readonly ratio: Measured;
}

/**
 * Diversity: the mean Euclidean distance ‖x − x'‖ of two points of a set, over disjoint random pairs (⌊n/2⌋ of them, so
 * that they are independent), of the generated set, the real one, and their ratio.
 * @param real [n, d], n ≥ 2
 * @param generated [m, d], m ≥ 2
 * @throws RangeError for features that are not finite or do not fit
 * @throws NoRatioError for a real set of equal points, or a resample of equal pairs
 */
export function diversity(
  real: Points,
  generated: Points,
  { rng, resamples = 1000, protocol = 'mean distance' }: BootstrapOptions & { readonly protocol?: string },
): Diversity {
  naming('diversity', () => checkBothFeatures(real, generated, 2));
  const ofReal = pairDistances(real, rng.split('real pairs'));
  const ofGenerated = pairDistances(generated, rng.split('generated pairs'));
  const described = `${protocol} of ${ofReal.length} real, ${ofGenerated.length} generated pairs`;
  const options = (name: string): BootstrapOptions => ({ rng: rng.split(name), resamples });
  return {
    generated: bootstrapMean(ofGenerated, described, options('generated')),
    real: bootstrapMean(ofReal, described, options('real')),
    ratio: bootstrapRatio(ofGenerated, ofReal, described, options('ratio')),
  };
}

function pairDistances(features: Points, rng: Rng): Float64Array {
  const order = rng.permutation(features.shape[0]);
  return Float64Array.from({ length: Math.floor(order.length / 2) }, (_, k) =>
    Math.sqrt(squaredDistance(features, order[2 * k]!, features, order[2 * k + 1]!)),
  );
}
