import type { ImageSet } from '../../datasets/dataset.js';
import type { NeighbourPanel } from '../../figures/neighbours.js';
import type { Measured } from '../../metrics/statistics/measured.js';
import { nearestNeighbours } from '../../metrics/samples/nearest.js';
import type { Model } from '../../models/auto-encoder.js';
import { samplePrior } from '../../latent/prior.js';
import type { Rng } from '../../base/random.js';
import { gather } from '../../training/batch.js';
import { decodeCodes, toBytes } from '../../models/inference.js';
import type { Reference } from '../measure/reference.js';

/** Samples that are shown, and how many of the nearest training images beside each. */
const [samples, nearest] = [12, 3];

/**
 * Samples from the prior with their nearest training images, by Euclidean distance in the reference's features: were a
 * sample a copy, it would show.
 * @param memorised the measured ratio that the heading tells
 */
export function neighbourPanel(
  model: Model,
  train: ImageSet,
  { network, training }: Reference,
  { title, memorised }: { readonly title: string; readonly memorised: Measured },
  rng: Rng,
): NeighbourPanel {
  const draws = samplePrior(model.config.prior, samples, rng);
  const queries = toBytes(decodeCodes(model, draws, samples));
  const { indices } = nearestNeighbours(
    network.features(queries, samples),
    training,
    Math.min(nearest, train.count),
  );
  const heading = `${title}: ${memorised.value.toFixed(2)} times as far from the training images as a test image is`;
  return { heading, queries, nearest: gather(train, indices) };
}
