import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Dataset, ImageSet } from '../../../lib/datasets/dataset.js';
import { loadDigits } from '../../../lib/datasets/digits/digits.js';
import { loadBackend } from '../../../lib/engine/index.js';
import { NonFiniteLossError, UserError } from '../../../lib/base/errors.js';
import { trainFeatures, type TrainFeaturesOptions } from '../../../lib/experiments/run/train-features.js';
import type { ClassifierArchitecture } from '../../../lib/metrics/networks/classifier.js';
import { writeFeatureFile } from '../../../lib/metrics/networks/feature-file.js';
import { loadFeatureNetwork } from '../../../lib/metrics/networks/feature-network.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

test.before(async () => {
  await loadBackend();
});

const data = loadDigits({ train: 400, test: 100, seed: 5 });
const architecture: ClassifierArchitecture = {
  image: [28, 28, 1],
  convolutions: [
    { filters: 8, kernelSize: 5, stride: 2 },
    { filters: 16, kernelSize: 3, stride: 2 },
    { filters: 32, kernelSize: 3, stride: 2 },
  ],
  kind: 'classes',
  outputs: 10,
};
const training = { epochs: 6, batchSize: 40, learningRate: 2e-2, augmentation: { shift: 0, mirror: false } };
const options: TrainFeaturesOptions = { name: 'mnist', data, seed: 1, architecture, training };

test.serial('trainFeatures lowers the loss, names digits better than chance, and leaks nothing', async t => {
  const before = tf.memory().numTensors;
  const losses: number[] = [];
  const trained = await trainFeatures({
    ...options,
    onEvent: (event, size) => {
      if (event.kind === 'step') losses.push(event.loss);
      t.deepEqual(size, { steps: 60, stepsPerEpoch: 10 });
    },
  });
  t.is(losses.length, 60);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  // Ten classes start near log 10 = 2.3 nats.
  t.true(losses[0]! > 1.5 && losses[0]! < 4, String(losses[0]));
  t.true(mean(losses.slice(-10)) < 0.7 * mean(losses.slice(0, 10)), `${mean(losses.slice(-10))}`);
  t.true((trained?.card.accuracy ?? 0) > 0.3, String(trained?.card.accuracy));
  trained?.classifier.dispose();
  t.is(tf.memory().numTensors, before);
});

test.serial('trainFeatures of the same seed writes the same bytes, another seed others', async t => {
  const folder = await temporaryFolder(t);
  const bytes: Buffer[] = [];
  for (const [i, seed] of [1, 1, 2].entries()) {
    const trained = await trainFeatures({ ...options, seed, training: { ...training, epochs: 1 } });
    if (trained === undefined) throw new Error('stopped');
    const path = join(folder, `${i}`, 'mnist.safetensors');
    writeFeatureFile(path, trained.classifier, trained.card);
    trained.classifier.dispose();
    bytes.push(readFileSync(path));
  }
  t.true(bytes[0]!.equals(bytes[1]!));
  t.false(bytes[0]!.equals(bytes[2]!));
  const network = await loadFeatureNetwork('mnist', { directory: join(folder, '2') });
  t.is(network.card.command, 'wae features mnist --seed 2');
  t.is(network.card.seed, 2);
  t.deepEqual(network.card.outputs, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  t.is(network.dimension, 32);
  network.dispose();
});

/** Pictures that are bright above where the first attribute holds, and bright on the left where the second does. */
function halves(count: number): ImageSet {
  const values = Uint8Array.from({ length: 2 * count }, (_, i) =>
    Number(i % 2 === 0 ? i % 4 === 0 : i % 10 === 1),
  );
  const images = Uint8Array.from({ length: count * 64 }, (_, p) => {
    const [i, y, x] = [Math.floor(p / 64), Math.floor((p % 64) / 8), p % 8];
    const bright = (values[2 * i] === 1 && y < 4) || (values[2 * i + 1] === 1 && x % 2 === 0);
    return bright ? 200 + ((7 * p) % 50) : (13 * p) % 60;
  });
  const attributes = { names: ['above', 'striped'], values };
  return { images, labels: new Uint8Array(count), count, shape: [8, 8, 1], attributes };
}

const faces: Dataset = { name: 'halves', train: halves(200), test: halves(50), classes: 2, sources: {} };

test.serial('trainFeatures learns attributes, rare ones, too, to a balanced accuracy', async t => {
  const trained = await trainFeatures({
    name: 'celeba',
    data: faces,
    seed: 1,
    architecture: { ...architecture, image: [8, 8, 1], kind: 'attributes', outputs: 2 },
    training: { ...training, epochs: 8, augmentation: { shift: 0, mirror: true } },
  });
  t.deepEqual(trained?.card.outputs, ['above', 'striped']);
  t.true((trained?.card.accuracies['above'] ?? 0) > 0.9, JSON.stringify(trained?.card.accuracies));
  t.true((trained?.card.accuracies['striped'] ?? 0) > 0.9);
  trained?.classifier.dispose();
});

test.serial('trainFeatures stops after the step at hand and frees everything', async t => {
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  let steps = 0;
  const trained = await trainFeatures({
    ...options,
    signal: controller.signal,
    onEvent: () => {
      steps++;
      if (steps === 3) controller.abort();
    },
  });
  t.is(trained, undefined);
  t.is(steps, 3);
  t.is(tf.memory().numTensors, before);
});

test.serial(
  'trainFeatures refuses images that do not fit, too few of them, and a loss that is not finite',
  async t => {
    const before = tf.memory().numTensors;
    await t.throwsAsync(trainFeatures({ ...options, data: faces }), {
      instanceOf: UserError,
      message: /^halves has images of 8x8x1, the feature network takes 28x28x1; choose/,
    });
    await t.throwsAsync(
      trainFeatures({ ...options, architecture: { ...architecture, kind: 'attributes', outputs: 40 } }),
      { instanceOf: UserError, message: /^digits has 0 attributes, the feature network names 40; choose/ },
    );
    await t.throwsAsync(trainFeatures({ ...options, training: { ...training, batchSize: 401 } }), {
      instanceOf: UserError,
      message: 'a batch is 401 images, and there are 400; use more images',
    });
    await t.throwsAsync(trainFeatures({ ...options, training: { ...training, learningRate: NaN } }), {
      instanceOf: NonFiniteLossError,
    });
    t.is(tf.memory().numTensors, before);
  },
);
