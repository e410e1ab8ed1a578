import type { ImageSet } from '../../datasets/index.js';
import type { NeighbourPanel } from '../../figures/index.js';
import { type Measured, nearestNeighbours, type Unmeasured } from '../../metrics/index.js';
import { decodeCodes, type Model, toBytes } from '../../models/index.js';
import { nearestCodes, samplePrior } from '../../latent/index.js';
import type { Rng } from '../../base/index.js';
import { gatherImages } from '../../training/index.js';
import type { Reference } from '../measure/reference.js';
import type { RunCodes } from './geometry.js';

/** Samples that are shown, and how many of the nearest training images beside each. */
const [samples, nearest] = [12, 3];

/**
 * Samples from the prior with their nearest training images, by Euclidean distance in the reference's features: were a
 * sample a copy, it would show.
 * @param memorised the measured ratio that the heading tells, or why there is none
 */
export function neighbourPanel(
  model: Model,
  train: ImageSet,
  { network, training }: Reference,
  { title, memorised }: { readonly title: string; readonly memorised: Measured | Unmeasured },
  rng: Rng,
): NeighbourPanel {
  const draws = samplePrior(model.config.prior, samples, rng);
  const queries = toBytes(decodeCodes(model, draws));
  const { indices } = nearestNeighbours(
    network.features(queries, samples),
    training,
    Math.min(nearest, train.count),
  );
  const words =
    memorised.value === null
      ? memorised.reason
      : `${memorised.value.toFixed(2)} times as far from the training images as a test image is`;
  const heading = `${title}: ${words}`;
  return { heading, queries, nearest: gatherImages(train, indices) };
}

/** Test images with those whose codes are nearest to their own. */
export function codeNeighbours({ means, title }: RunCodes, test: ImageSet, rng: Rng): NeighbourPanel {
  const n = means.shape[0];
  const [queries, k] = [Math.min(12, n), Math.min(3, n - 1)];
  const rows = rng.permutation(n).subarray(0, queries);
  const { indices } = nearestCodes(means, means, k);
  const nearest = Int32Array.from(
    { length: queries * k },
    (_, i) => indices[rows[Math.floor(i / k)]! * k + (i % k)]!,
  );
  return { heading: title, queries: gatherImages(test, rows), nearest: gatherImages(test, nearest) };
}
