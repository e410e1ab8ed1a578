import * as tf from '@tensorflow/tfjs';
import { checkCount, naming, rangeError, Rng } from '../../base/index.js';
import { loadBackend, restore } from '../../engine/index.js';
import { evaluation, inChunks } from '../../models/index.js';
import { type Classifier, makeClassifier, probabilities } from './classifier.js';
import {
  featureFilePath,
  type FeatureNetworkCard,
  type FeatureNetworkName,
  readFeatureFile,
} from './feature-file.js';
import type { Features } from '../samples/features.js';

/** How images pass through a feature network. */
export interface FeatureOptions {
  /** Images at once; changes nothing but rounding, the speed and the memory. */
  readonly batchSize?: number;
}

/** Features that images are compared in. */
export interface FeatureMap {
  /** d */
  readonly dimension: number;
  /**
   * Features of images.
   * @param images [count, h, w, c] bytes
   * @returns [count, d], each ≥ 0
   * @throws RangeError for another size
   */
  features(images: Uint8Array, count: number): Features;
  /** Frees the weights, if there are any. */
  dispose(): void;
}

/** A trained classifier whose last layer but one gives the features of a Fréchet distance. */
export interface FeatureNetwork extends FeatureMap {
  readonly card: FeatureNetworkCard;
  /** sha256 of the weights, 64 hexadecimal digits: features of different weights can't be compared. */
  readonly checksum: string;
  /** d */
  readonly dimension: number;
  /**
   * Features of images.
   * @param images [count, h, w, c] bytes, of the network's size, or half of it: these are enlarged bilinearly
   * @returns [count, d], each ≥ 0
   * @throws RangeError for another size, and for a `batchSize` that is not an integer ≥ 1
   */
  features(images: Uint8Array, count: number, options?: FeatureOptions): Features;
  /**
   * Probability of each class or attribute, [count, outputs]; for attributes as if half of the images had each.
   * @throws RangeError as `features`
   */
  classify(images: Uint8Array, count: number, options?: FeatureOptions): Features;
  /** Frees the weights. */
  dispose(): void;
}

/** Where {@link loadFeatureNetwork} looks. */
export interface LoadFeatureNetworkOptions {
  /** Folder of `<name>.safetensors`; by default `data/features` of the project. */
  readonly directory?: string;
}

/**
 * Loads a feature network: `mnist` for 28×28 digits, `celeba` for 64×64 faces (or 32×32 ones, enlarged).
 * @throws UserError, in one sentence, if its file is missing, damaged, of another network, or holds NaN or ∞
 */
export async function loadFeatureNetwork(
  name: FeatureNetworkName,
  { directory }: LoadFeatureNetworkOptions = {},
): Promise<FeatureNetwork> {
  const path = featureFilePath(name, directory);
  const { card, checksum, checkpoint } = readFeatureFile(name, path);
  await loadBackend();
  // The initial weights are all replaced.
  const classifier = makeClassifier(card.architecture, Rng.fromSeed(0));
  try {
    restore(classifier.variables, checkpoint, path);
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  return featureNetwork(classifier, card, checksum);
}

/** A classifier as a feature network; it owns the classifier's variables from here on. */
export function featureNetwork(
  classifier: Classifier,
  card: FeatureNetworkCard,
  checksum: string,
): FeatureNetwork {
  const { dimension, trunk, architecture } = classifier;
  return {
    card,
    checksum,
    dimension,
    features: (images, count, options) => ({
      data: naming('features', () =>
        passImages(classifier, images, count, options, x => trunk.apply(x, evaluation)),
      ),
      shape: [count, dimension],
    }),
    classify: (images, count, options) => ({
      data: classProbabilities(classifier, images, count, options),
      shape: [count, architecture.outputs],
    }),
    dispose: () => classifier.dispose(),
  };
}

/** Probabilities of each class or attribute, [count, outputs]. */
export function classProbabilities(
  classifier: Classifier,
  images: Uint8Array,
  count: number,
  options: FeatureOptions = {},
): Float32Array {
  const { kind } = classifier.architecture;
  return naming('classify', () =>
    passImages(classifier, images, count, options, x => probabilities(kind, classifier.logits(x))),
  );
}

function passImages(
  { architecture }: Classifier,
  images: Uint8Array,
  count: number,
  { batchSize = 250 }: FeatureOptions = {},
  apply: (x: tf.Tensor) => tf.Tensor,
): Float32Array {
  checkCount(batchSize, 'batchSize', 1);
  const [height, width, channels] = architecture.image;
  const shape = [1, 2]
    .map(divisor => [height / divisor, width / divisor, channels] as const)
    .find(([h, w, c]) => images.length === count * h * w * c);
  if (shape === undefined || !Number.isInteger(count) || count < 1) {
    throw rangeError(
      `\`images\` to be \`count\` ≥ 1 images of ${height}x${width}x${channels} bytes ` +
        `or of half that height and width, got ${images.length} bytes for ${count}`,
    );
  }
  return inChunks(
    count,
    images,
    shape,
    x => {
      const pixels = tf.div(x, 255) as tf.Tensor4D;
      return apply(
        shape[0] === height ? pixels : tf.image.resizeBilinear(pixels, [height, width], false, true),
      );
    },
    { chunk: batchSize },
  );
}
