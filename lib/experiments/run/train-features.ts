import * as tf from '@tensorflow/tfjs';
import type { Dataset, ImageSet } from '../../datasets/index.js';
import {
  Adam,
  adamInputs,
  adamScalars,
  descent,
  type InputSpec,
  type InputValues,
  objectiveAndGradients,
  type StatisticsUpdate,
  type Step,
} from '../../engine/index.js';
import { lastOf, nextTurn, Rng, UserError } from '../../base/index.js';
import {
  accuraciesOf,
  type Classifier,
  type ClassifierArchitecture,
  classifierLoss,
  classProbabilities,
  type FeatureNetworkCard,
  type FeatureNetworkName,
  logitOffsets,
  makeClassifier,
} from '../../metrics/index.js';
import { augment, gatherImages, type TrainEvent, type TrainingSize } from '../../training/index.js';
import { featurePresets, type FeatureTraining } from '../config/feature-presets.js';

/** What {@link trainFeatures} trains, and hooks into it. */
export interface TrainFeaturesOptions {
  readonly name: FeatureNetworkName;
  readonly data: Dataset;
  readonly seed: number;
  /** By default that of `featurePresets`. */
  readonly architecture?: ClassifierArchitecture;
  /** By default that of `featurePresets`. */
  readonly training?: FeatureTraining;
  /** Asks for a stop after the step at hand. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent, size: TrainingSize) => void;
}

/** A trained classifier and what there is to say about it. */
export interface TrainedFeatures {
  /** The caller owns it. */
  readonly classifier: Classifier;
  readonly card: FeatureNetworkCard;
}

/**
 * Trains a feature network and measures it on the test images.
 *
 * Weights, order and augmentation come from the seed: the same seed gives the same bytes.
 * @returns undefined if the signal asked for a stop
 * @throws UserError if the images do not fit the network, or lack attributes that it is to name
 * @throws NonFiniteLossError if the loss, or at the end a weight, is not finite
 */
export async function trainFeatures(options: TrainFeaturesOptions): Promise<TrainedFeatures | undefined> {
  const { name, data, seed } = options;
  const { architecture = featurePresets[name].architecture, training = featurePresets[name].training } =
    options;
  const outputs = outputNames(data, architecture);
  const targets = targetsOf(data.train, architecture);
  const rng = Rng.fromSeed(seed).split(`features/${name}`);
  const classifier = makeClassifier(architecture, rng.split('weights'));
  try {
    if (!(await descendEpochs(classifier, data.train, targets, training, rng, options))) {
      classifier.dispose();
      return undefined;
    }
    const { images, count } = data.test;
    const { accuracy, accuracies } = accuraciesOf(
      architecture.kind,
      classProbabilities(classifier, images, count),
      targetsOf(data.test, architecture),
      outputs,
    );
    const card: FeatureNetworkCard = {
      name,
      architecture,
      outputs,
      command: `wae features ${name} --seed ${seed}`,
      seed,
      epochs: training.epochs,
      trainImages: data.train.count,
      testImages: count,
      accuracy,
      accuracies,
      sources: data.sources,
    };
    return { classifier, card };
  } catch (error) {
    classifier.dispose();
    throw error;
  }
}

function outputNames(
  { name, train, classes }: Dataset,
  architecture: ClassifierArchitecture,
): readonly string[] {
  const { image, kind, outputs } = architecture;
  if (train.shape.join() !== image.join()) {
    throw new UserError(
      `${name} has images of ${train.shape.join('x')}, the feature network takes ${image.join('x')}; choose the data set it is made for`,
    );
  }
  const names =
    kind === 'classes'
      ? Array.from({ length: classes }, (_, k) => String(k))
      : (train.attributes?.names ?? []);
  if (names.length === outputs) return names;
  throw new UserError(
    `${name} has ${names.length} ${kind}, the feature network names ${outputs}; choose the data set it is made for`,
  );
}

/** 1 for every class or attribute that an image has, else 0; [n, outputs]. */
function targetsOf(
  { labels, attributes, count }: ImageSet,
  { kind, outputs }: ClassifierArchitecture,
): Uint8Array {
  if (kind === 'attributes') return attributes?.values ?? new Uint8Array(count * outputs);
  const targets = new Uint8Array(count * outputs);
  labels.forEach((label, i) => {
    targets[i * outputs + label] = 1;
  });
  return targets;
}

/** @returns whether it came to its end. */
async function descendEpochs(
  classifier: Classifier,
  images: ImageSet,
  targets: Uint8Array,
  { epochs, batchSize, learningRate, augmentation }: FeatureTraining,
  rng: Rng,
  { signal, onEvent = () => {} }: TrainFeaturesOptions,
): Promise<boolean> {
  if (images.count < batchSize)
    throw new UserError(`a batch is ${batchSize} images, and there are ${images.count}; use more images`);
  const { image, kind, outputs } = classifier.architecture;
  const stepsPerEpoch = Math.floor(images.count / batchSize);
  const steps = epochs * stepsPerEpoch;
  const optimizer = new Adam([...classifier.trunk.parameters, ...classifier.head.parameters]);
  const offsets = logitOffsets(kind, targets, outputs);
  const orderOf = lastOf((epoch: number) => rng.split('order', epoch).permutation(images.count));
  try {
    const descended = descent({
      step: featureStep(classifier, optimizer, offsets),
      inputs: featureInputs(classifier, batchSize),
      values: t => {
        const first = ((t - 1) % stepsPerEpoch) * batchSize;
        const places = orderOf(Math.floor((t - 1) / stepsPerEpoch)).subarray(first, first + batchSize);
        return {
          images: augment(gatherImages(images, places), image, augmentation, rng.split('augment', t - 1)),
          targets: gatherImages({ images: targets, shape: [1, 1, outputs] }, places),
          ...optimizer.inputs(t, { learningRate: learningRate * (1 - (t - 1) / steps) }),
        };
      },
      steps,
      variables: classifier.variables,
    });
    for (const { t, outputs: found } of descended) {
      const epoch = Math.floor((t - 1) / stepsPerEpoch);
      onEvent({ kind: 'step', step: t, epoch, loss: found['loss']! }, { steps, stepsPerEpoch });
      if (signal?.aborted === true) return false;
      await nextTurn();
    }
    return true;
  } finally {
    optimizer.dispose();
  }
}

function featureInputs(
  { architecture }: Classifier,
  batchSize: number,
): Record<keyof InputValues, InputSpec> {
  return {
    images: { shape: [batchSize, ...architecture.image], dtype: 'uint8' },
    targets: { shape: [batchSize, architecture.outputs], dtype: 'uint8' },
    ...adamInputs(),
  };
}

/** One step of Adam down the classifier's loss; its output is the `loss` before it. */
function featureStep(classifier: Classifier, optimizer: Adam, offsets: Float32Array): Step {
  return inputs => {
    const float = (name: string): tf.Tensor => tf.cast(inputs[name]!, 'float32');
    const batch = { x: tf.div(float('images'), 255), targets: float('targets') as tf.Tensor2D };
    const { loss, gradients } = objectiveAndGradients(
      {
        parameters: optimizer.parameters,
        objective({ x, targets }: typeof batch) {
          const updates: StatisticsUpdate[] = [];
          const logits = classifier.logits(x, { kind: 'training', updates });
          const { kind } = classifier.architecture;
          return { loss: classifierLoss(kind, logits, targets, tf.tensor1d(offsets)), terms: {}, updates };
        },
      },
      batch,
    );
    optimizer.apply(gradients, adamScalars(inputs));
    return { loss };
  };
}
