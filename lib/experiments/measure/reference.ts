import type { Dataset, ImageSet } from '../../datasets/index.js';
import {
  blockMeans,
  type FeatureMap,
  type FeatureNetworkName,
  type Features,
  frechetFloor,
  loadFeatureNetwork,
  type Measured,
  sharpness,
} from '../../metrics/index.js';
import { Rng } from '../../base/index.js';
import type { ExperimentName } from '../config/config.js';

/** The real images that samples of every model of a data set are compared with, in one network's features. */
export interface Reference extends ReferenceNetwork {
  /** Features of the test images and of the training images. */
  readonly test: Features;
  readonly training: Features;
  /** Of the images of validation, if there are any. */
  readonly validation?: Features;
  /** The Fréchet distance of two halves of the test images. */
  readonly floor: Measured;
  /** Sharpness of the test images. */
  readonly sharpness: Measured;
}

/**
 * Whose features: digits of any kind are seen by the digit classifier, faces by the attribute classifier. Neither was trained
 * on what images of one's own may show: those are compared by means of pixels.
 */
const networkOf: Readonly<Record<Exclude<ExperimentName, 'images'>, FeatureNetworkName>> = {
  mnist: 'mnist',
  digits: 'mnist',
  celeba: 'celeba',
  faces: 'celeba',
};

/** A data set's features; the caller frees them. */
export interface ReferenceNetwork {
  readonly network: FeatureMap;
  /** How the network is named in protocols. */
  readonly protocol: string;
}

/**
 * Loads the feature network of a data set; of images of one's own the means of blocks of their pixels, which need none.
 * @param shape of the images
 * @throws UserError where its file is missing or damaged
 */
export async function featureNetworkOf(
  experiment: ExperimentName,
  shape: ImageSet['shape'],
): Promise<ReferenceNetwork> {
  if (experiment === 'images') {
    const network = blockMeans(shape);
    return { network, protocol: `${network.dimension} means of blocks of pixels` };
  }
  const network = await loadFeatureNetwork(networkOf[experiment]);
  const { dimension, card, checksum } = network;
  return { network, protocol: `${dimension} features of ${card.name} ${checksum.slice(0, 8)}` };
}

/**
 * Passes the real images of a data set through their feature network, or takes their means. The caller frees the network.
 * @throws UserError if the network's file is missing or damaged
 */
export async function referenceOf(
  experiment: ExperimentName,
  { train, validation, test }: Dataset,
): Promise<Reference> {
  const { network, protocol } = await featureNetworkOf(experiment, test.shape);
  const rng = Rng.fromSeed(0).split('reference');
  const ofTest = network.features(test.images, test.count);
  return {
    network,
    protocol,
    test: ofTest,
    training: network.features(train.images, train.count),
    ...(validation && { validation: network.features(validation.images, validation.count) }),
    floor: frechetFloor(ofTest, { rng: rng.split('floor'), protocol: `Fréchet distance, ${protocol}` }),
    sharpness: sharpness(
      { data: test.images, shape: [test.count, ...test.shape] },
      { rng: rng.split('sharpness') },
    ).mean,
  };
}
