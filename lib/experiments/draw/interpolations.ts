import type { DecodedPath, PathDistances } from '../../figures/index.js';
import { linearPath, sphericalPath, transportPath } from '../../latent/index.js';
import { NoRatioError, relativeDistances } from '../../metrics/index.js';
import { decodeCodes, type EncodedSet, type Model, toBytes } from '../../models/index.js';
import { pointAt, type Points, pointsOf, type Rng, rowsAt, rowsBetween } from '../../base/index.js';
import type { Reference } from '../measure/reference.js';

/** The three ways from one code to another. */
export type PathKind = 'line' | 'sphere' | 'transport';

/** Paths between test codes, decoded, and how far from the data they lead. */
export interface Interpolations {
  /** Some starts, and from each the three ways. */
  readonly starts: readonly (readonly DecodedPath[])[];
  /** Means over all pairs; empty if test images lie on training images, so that there is no unit. */
  readonly distances: readonly (PathDistances & { readonly name: PathKind })[];
  /** Pairs that the means are over. */
  readonly pairs: number;
}

/** How many paths there are. */
export interface InterpolationOptions {
  /** Pairs of test images at most; by default 64, and 24 for images of 48 pixels a side or more. */
  readonly pairs?: number;
  /** Pictures on a path, an odd number so that there is a midpoint; 9. */
  readonly steps?: number;
  /** Starts to be shown; by default 4, and 2 for such images. */
  readonly shown?: number;
}

/** Training images and test images that distances are measured with, at most. */
const [referenceImages, testImages] = [10_000, 500];

/**
 * Interpolates between the mean codes of a batch x and a batch y of test images: by the line and on the sphere from x_i to
 * y_i, by transport from x_i to the y that the optimal matching of the batches gives it.
 *
 * The error of a path's point is `relativeDistances` of its picture: the distance in features to the nearest training image,
 * over the mean of that of test images. At the ends it is that of a reconstruction.
 * @param codes of all test images
 */
export function interpolate(
  model: Model,
  codes: EncodedSet,
  reference: Reference,
  rng: Rng,
  options: InterpolationOptions = {},
): Interpolations {
  const { image } = model.config;
  const small = image[0] < 48;
  const { pairs = small ? 64 : 24, steps = 9, shown = small ? 4 : 2 } = options;
  const [total, d] = codes.means.shape;
  const n = Math.min(pairs, Math.floor(total / 2));
  const order = rng.permutation(total);
  const codesOf = (from: number): Points => rowsAt(codes.means, order.subarray(from, from + n));
  const [x, y] = [codesOf(0), codesOf(n)];
  const each = (path: typeof linearPath): Float64Array => {
    const paths = new Float64Array(n * steps * d);
    for (let i = 0; i < n; i++) paths.set(path(pointAt(x, i), pointAt(y, i), steps).data, i * steps * d);
    return paths;
  };
  const ways: readonly (readonly [PathKind, Float64Array])[] = [
    ['line', each(linearPath)],
    ['sphere', each(sphericalPath)],
    ['transport', transportPath(x, y, steps).paths.data],
  ];
  const onPaths = pointsOf(Float32Array.from(ways.flatMap(([, paths]) => [...paths])), d);
  const count = n * steps;
  const pictures = toBytes(decodeCodes(model, onPaths));
  const relative = relativeOf(pictures, ways.length * count, reference);
  const size = image[0] * image[1] * image[2];
  const decoded = ways.map(([name], w) => ({
    name,
    images: pictures.subarray(w * count * size, (w + 1) * count * size),
    relative: relative?.subarray(w * count, (w + 1) * count),
  }));
  const bytes = size * steps;
  const middle = (steps - 1) / 2;
  return {
    pairs: n,
    starts: Array.from({ length: Math.min(shown, n) }, (_, i) =>
      decoded.map(({ name, images, relative }) => ({
        name,
        images: images.subarray(i * bytes, (i + 1) * bytes),
        ...(relative && { midpoint: relative[i * steps + middle]! }),
      })),
    ),
    distances: decoded.flatMap(({ name, relative }) =>
      relative === undefined ? [] : [{ name, means: meansOfSteps(relative, steps) }],
    ),
  };
}

/** Undefined if test images lie on training images. */
function relativeOf(
  images: Uint8Array,
  count: number,
  { network, training, test }: Reference,
): Float64Array | undefined {
  const first = (features: typeof training, most: number): typeof training =>
    rowsBetween(features, 0, Math.min(most, features.shape[0]));
  try {
    return relativeDistances(
      network.features(images, count),
      first(training, referenceImages),
      first(test, testImages),
    );
  } catch (error) {
    if (error instanceof NoRatioError) return undefined;
    throw error;
  }
}

/** Means over rows of [n, steps]. */
function meansOfSteps(values: Float64Array, steps: number): Float64Array {
  const n = values.length / steps;
  const means = new Float64Array(steps);
  values.forEach((value, i) => (means[i % steps]! += value / n));
  return means;
}
