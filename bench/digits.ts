/**
 * How much of real MNIST a small classifier reads that has only ever seen the procedural digits.
 *
 * Writes bench/digits.json: the share of the 10,000 real test digits and of 2,000 held-out procedural ones that it
 * names correctly. Run by `npm run bench:digits`.
 */
import { writeFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadDigits } from '../lib/datasets/digits/digits.js';
import type { ImageSet } from '../lib/datasets/dataset.js';
import { locateMnist } from '../lib/datasets/mnist/mnist-files.js';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { loadMnist } from '../lib/datasets/mnist/mnist.js';
import { loadBackend } from '../lib/engine/backend.js';
import { Rng } from '../lib/base/random.js';

const options = { seed: 7, train: 20_000, test: 2_000, epochs: 4, batch: 100, learningRate: 1e-3 } as const;

function classifier(rng: Rng): tf.Sequential {
  const seeded = (name: string) => tf.initializers.heNormal({ seed: rng.split(name).integer(2 ** 31) });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 16,
        kernelSize: 5,
        strides: 2,
        activation: 'relu',
        kernelInitializer: seeded('conv1'),
      }),
      tf.layers.conv2d({
        filters: 32,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: seeded('conv2'),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 100, activation: 'relu', kernelInitializer: seeded('dense1') }),
      tf.layers.dense({ units: 10, kernelInitializer: seeded('dense2') }),
    ],
  });
}

function batchOf(set: ImageSet, places: Uint32Array): { images: tf.Tensor4D; labels: tf.Tensor1D } {
  const pixels = set.images.length / set.count;
  const values = new Float32Array(places.length * pixels);
  places.forEach((place, k) => {
    for (let p = 0; p < pixels; p++) {
      values[k * pixels + p] = set.images[place * pixels + p]! / 255;
    }
  });
  const labels = Int32Array.from(places, place => set.labels[place]!);
  return { images: tf.tensor4d(values, [places.length, ...set.shape]), labels: tf.tensor1d(labels, 'int32') };
}

function train(model: tf.Sequential, set: ImageSet, rng: Rng): void {
  const optimizer = tf.train.adam(options.learningRate);
  const steps = Math.floor(set.count / options.batch);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = rng.split('order', epoch).permutation(set.count);
    for (let step = 0; step < steps; step++) {
      tf.tidy(() => {
        const places = order.subarray(step * options.batch, (step + 1) * options.batch);
        const { images, labels } = batchOf(set, places);
        optimizer.minimize(() => {
          const logits = model.apply(images, { training: true }) as tf.Tensor2D;
          return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 10), logits) as tf.Scalar;
        });
      });
    }
    console.log(`epoch ${epoch + 1} of ${options.epochs} done`);
  }
  optimizer.dispose();
}

/** Shares of the pictures, and of each class's pictures, that the model names correctly. */
function score(model: tf.Sequential, set: ImageSet): { share: number; perClass: Record<string, number> } {
  const right = Array.from({ length: 10 }, () => 0);
  const all = Array.from({ length: 10 }, () => 0);
  for (let start = 0; start < set.count; start += 500) {
    const places = Uint32Array.from({ length: Math.min(500, set.count - start) }, (_, k) => start + k);
    const answers = tf.tidy(() =>
      (model.predict(batchOf(set, places).images) as tf.Tensor2D).argMax(1).dataSync(),
    );
    places.forEach((place, k) => {
      const label = set.labels[place]!;
      all[label]! += 1;
      if (answers[k] === label) right[label]! += 1;
    });
  }
  const share = right.reduce((sum, n) => sum + n, 0) / set.count;
  return {
    share,
    perClass: Object.fromEntries(
      right.map((n, label) => [label, Number((n / Math.max(1, all[label]!)).toFixed(3))]),
    ),
  };
}

async function main(): Promise<void> {
  const started = performance.now();
  await loadBackend();
  const rng = Rng.fromSeed(options.seed).split('bench/digits');
  const digits = loadDigits({ train: options.train, test: options.test, seed: options.seed });
  const model = classifier(rng);
  train(model, digits.train, rng);
  const procedural = score(model, digits.test);
  const found = (await locateMnist()) !== undefined;
  const mnist = found ? score(model, (await loadMnist()).test) : undefined;
  if (mnist === undefined) console.log('MNIST was not found: only the procedural digits were scored');
  const report = {
    what: 'share read correctly by a small classifier trained on procedural digits alone',
    ...options,
    procedural,
    ...(mnist === undefined ? {} : { mnist }),
    seconds: Math.round((performance.now() - started) / 1000),
  };
  console.log(JSON.stringify(report, null, 2));
  const path = join(repositoryRoot(), 'bench', 'digits.json');
  await writeFile(`${path}.tmp`, `${JSON.stringify(report, null, 2)}\n`);
  await rename(`${path}.tmp`, path);
}

await main();
