import { checkPoints, naming, type Points, rangeError, type Rng } from '../../base/index.js';
import { frechet, type FrechetOptions } from './frechet.js';
import { type Measured, NoRatioError } from '../statistics/measured.js';
import { nearestNeighbours } from './nearest.js';

/**
 * The midpoints (z + z')/2 of disjoint random pairs of codes.
 * @param codes [n, d], n ≥ 2
 * @returns [⌊n/2⌋, d]
 * @throws RangeError unless `codes` are at least two whole, finite codes
 */
export function codeMidpoints(codes: Points, rng: Rng): Points<Float32Array> {
  naming('codeMidpoints', () => checkPoints(codes, 'codes', 2));
  const [n, d] = codes.shape;
  const order = rng.permutation(n);
  const pairs = Math.floor(n / 2);
  const data = Float32Array.from({ length: pairs * d }, (_, p) => {
    const [pair, k] = [Math.floor(p / d), p % d];
    const at = (row: number): number => codes.data[order[row]! * d + k]!;
    return (at(2 * pair) + at(2 * pair + 1)) / 2;
  });
  return { data, shape: [pairs, d] };
}

/**
 * Interpolation quality: the Fréchet distance between real images and images decoded from midpoints of test codes
 * (`codeMidpoints`), in features; see `frechet`.
 * @param real [n, d]
 * @param decodedMidpoints [m, d]
 * @throws RangeError like `frechet`
 */
export function interpolationQuality(
  real: Points,
  decodedMidpoints: Points,
  { protocol = 'Fréchet distance', ...options }: FrechetOptions,
): Measured {
  return naming('interpolationQuality', () =>
    frechet(real, decodedMidpoints, { ...options, protocol: `${protocol} on midpoints` }),
  );
}

/**
 * How far images are from the data, in units of a test image: min_r ‖φ(x_i) − φ(r)‖ over the mean of the same for test
 * images, r over the reference. 1 is as far as an unseen real image, less is nearer than that, more is off the data.
 *
 * The reference should hold no test image and no end of a path, or these are at 0 for no merit of theirs.
 * @param images φ(x_i), [n, d]
 * @param reference φ(r), [m, d]: training images
 * @param test [k, d]: images that nobody trained on
 * @returns [n]
 * @throws RangeError for features that do not fit or are not finite
 * @throws NoRatioError for test images that all lie on the reference
 */
export function relativeDistances(images: Points, reference: Points, test: Points): Float64Array {
  return naming('relativeDistances', () => {
    const distances = (features: Points): Float64Array =>
      nearestNeighbours({ ...features }, reference, 1).squared.map(Math.sqrt);
    const unit = distances(test).reduce((sum, value) => sum + value, 0) / test.shape[0];
    if (!(unit > 0)) {
      throw new NoRatioError(rangeError('test images off the reference, got none').message);
    }
    return distances(images).map(value => value / unit);
  });
}
