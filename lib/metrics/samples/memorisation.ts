import { naming, type Points } from '../../base/index.js';
import {
  type BootstrapOptions,
  bootstrapMean,
  bootstrapRatio,
  type Measured,
} from '../statistics/measured.js';
import { nearestNeighbours, type Neighbours } from './nearest.js';

/** How near samples are to the training set. */
export interface Memorisation {
  /** The k nearest training points of each sample: what to show beside it. */
  readonly nearest: Neighbours;
  /** Mean distance of a sample to its nearest training point. */
  readonly samples: Measured;
  /** Mean distance of a test point to its nearest training point. */
  readonly test: Measured;
  /** The first over the second: near 0 the samples are copies, near 1 as new as test points. */
  readonly ratio: Measured;
}

/**
 * Memorisation: Euclidean distances from samples to their nearest training points, beside those of test points, which
 * nobody can have memorised. Works on pixels as on features: rows are rows.
 * @param training [n, d], n ≥ k
 * @throws RangeError for rows that are not finite or do not fit
 * @throws NoRatioError if all test points, or all of a resample, lie on training points
 */
export function memorisation(
  samples: Points,
  training: Points,
  test: Points,
  {
    rng,
    resamples = 1000,
    k = 3,
    protocol = 'distance to the nearest training point',
  }: BootstrapOptions & { readonly k?: number; readonly protocol?: string },
): Memorisation {
  return naming('memorisation', () => {
    const nearest = nearestNeighbours({ ...samples }, training, k);
    const [ofSamples, ofTest] = [nearest, nearestNeighbours({ ...test }, training, 1)].map(neighbours =>
      Float64Array.from({ length: neighbours.squared.length / neighbours.k }, (_, i) =>
        Math.sqrt(neighbours.squared[i * neighbours.k]!),
      ),
    ) as [Float64Array, Float64Array];
    const described = `${protocol}, ${training.shape[0]} training points`;
    const options = (name: string): BootstrapOptions => ({ rng: rng.split(name), resamples });
    return {
      nearest,
      samples: bootstrapMean(ofSamples, described, options('samples')),
      test: bootstrapMean(ofTest, described, options('test')),
      ratio: bootstrapRatio(ofSamples, ofTest, described, options('ratio')),
    };
  });
}
