import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { Rng } from '../../lib/base/random.js';
import { meanWithStandardError } from '../../lib/base/statistics.js';
import { loadBackend, type StatisticsUpdate } from '../../lib/engine/index.js';
import { samplePrior } from '../../lib/latent/prior.js';
import { batchNormalization, evaluation, type Layer, type Normalization } from '../../lib/models/layers.js';
import { makeModel } from '../../lib/models/kinds.js';
import { mmdPenalty } from '../../lib/penalties/mmd.js';
import { RELEASED_SCALES, resolveKernel } from '../../lib/penalties/kernels.js';
import { allClose } from '../support/all-close.js';
import { disposeAll, tinyDcgan, tinyImages, tinyModel } from '../support/tiny-models.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const [n, channels] = [40, 3];
const batch = (seed: number): tf.Tensor2D =>
  tf.tensor2d(Rng.fromSeed(seed).fillNormal(new Float32Array(n * channels)), [n, channels]);

/** A layer with gains, offsets and running statistics of its own, near those of a standard normal batch. */
function settled(normalization: Normalization, mean: readonly number[] = [0.1, -0.2, 0.3]): Layer {
  const layer = batchNormalization(channels, 'norm', normalization);
  const set = (variable: tf.Variable, values: readonly number[]): void =>
    tf.tidy(() => variable.assign(tf.tensor1d([...values])));
  set(layer.parameters[0]!, [2, 0.5, -1]);
  set(layer.parameters[1]!, [0, 1, 3]);
  set(layer.statistics[0]!, mean);
  set(layer.statistics[1]!, [0.8, 1.2, 1.5]);
  return layer;
}

const train = (layer: Layer, x: tf.Tensor, updates: StatisticsUpdate[] = []): tf.Tensor =>
  layer.apply(x, { kind: 'training', updates });

const release = (layer: Layer): void => tf.dispose([...layer.parameters, ...layer.statistics]);

test.serial(
  'batch-renorm gives in training what it gives in evaluation, and moves the statistics alike',
  t => {
    const [renorm, plain] = [settled('batch-renorm'), settled('batch')];
    tf.tidy(() => {
      const x = batch(1);
      const [own, theirs]: [StatisticsUpdate[], StatisticsUpdate[]] = [[], []];
      const y = train(renorm, x, own);
      allClose(t, y.dataSync(), renorm.apply(x, evaluation).dataSync(), { atol: 1e-5 });
      const apart = tf.max(tf.abs(tf.sub(train(plain, x, theirs), y))).dataSync()[0]!;
      t.true(apart > 0.1, `${apart}`);
      for (const k of [0, 1]) allClose(t, own[k]![1].dataSync(), theirs[k]![1].dataSync(), { rtol: 1e-6 });
    });
    release(renorm);
    release(plain);
  },
);

test.serial('batch-renorm has the gradients of batch-norm times r, and x̂ r + d for its gains', t => {
  const [renorm, plain] = [settled('batch-renorm'), settled('batch')];
  tf.tidy(() => {
    const x = batch(2);
    const weights = batch(3);
    const { mean, variance } = tf.moments(x, 0);
    const std = tf.sqrt(tf.add(renorm.statistics[1]!, 1e-5));
    const r = tf.div(tf.sqrt(tf.add(variance, 1e-5)), std);
    const d = tf.div(tf.sub(mean, renorm.statistics[0]!), std);
    const gradients = (f: (x: tf.Tensor) => tf.Tensor, layer: Layer): tf.Tensor[] => {
      const inX = tf.grad((z: tf.Tensor) => tf.sum(f(z)))(x);
      const { grads } = tf.variableGrads(() => tf.sum(f(x)) as tf.Scalar, layer.parameters as tf.Variable[]);
      return [inX, ...layer.parameters.map(p => grads[p.name]!)];
    };
    const found = gradients(z => tf.mul(train(renorm, z), weights), renorm);
    const [gamma, beta] = plain.parameters as [tf.Variable, tf.Variable];
    const expected = gradients(
      z => tf.mul(tf.add(tf.mul(tf.sub(train(plain, z), beta), r), tf.add(tf.mul(gamma, d), beta)), weights),
      plain,
    );
    found.forEach((gradient, k) =>
      allClose(t, gradient.dataSync(), expected[k]!.dataSync(), { atol: 1e-3, rtol: 1e-3 }),
    );
  });
  release(renorm);
  release(plain);
});

test.serial('batch-renorm is bounded while the running statistics are far off', t => {
  const layer = settled('batch-renorm', [100, 100, 100]);
  tf.tidy(() => {
    const y = train(layer, batch(4));
    const [gamma, beta] = layer.parameters.map(p => p.dataSync());
    const columns = tf.unstack(y, 1).map(column => tf.mean(column).dataSync()[0]!);
    columns.forEach((mean, c) => allClose(t, mean, -5 * gamma![c]! + beta![c]!, { atol: 1e-3 }));
  });
  release(layer);
});

/** Mean difference of the MMD of training codes from that of the same images' codes in evaluation, over many batches. */
function biasOf(normalization: Normalization): { readonly value: number; readonly standardError: number } {
  const size = 20;
  const architecture = { ...tinyDcgan, encoderNormalization: normalization };
  const model = makeModel(tinyModel('wae-mmd', { architecture }), Rng.fromSeed(7));
  const { encoder, config } = model;
  const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, config.prior);
  const draw = (seed: number): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from(tinyImages(size, seed).images, byte => byte / 255),
      [size, 8, 8, 1],
    );
  const pass = (seed: number, updates: StatisticsUpdate[]): tf.Tensor2D =>
    encoder.encode(draw(seed), { kind: 'training', updates }).z;
  for (let seed = 0; seed < 100; seed++) {
    tf.tidy(() => {
      const updates: StatisticsUpdate[] = [];
      pass(seed, updates);
      for (const [statistic, value] of updates) statistic.assign(value);
    });
  }
  const differences = Array.from({ length: 300 }, (_, k) =>
    tf.tidy(() => {
      const zPrior = tf.tensor2d(samplePrior(config.prior, size, Rng.fromSeed(k).split('prior')).data, [
        size,
        3,
      ]);
      const mmd = (z: tf.Tensor2D): number => mmdPenalty(z, zPrior, kernel).dataSync()[0]!;
      return mmd(pass(1000 + k, [])) - mmd(encoder.encode(draw(1000 + k)).z);
    }),
  );
  disposeAll(model);
  return meanWithStandardError(differences);
}

slow.serial('the MMD of a training batch is biased by batch-norm, and unbiased with batch-renorm', t => {
  const [biased, unbiased] = [biasOf('batch'), biasOf('batch-renorm')];
  t.true(biased.value < -4 * biased.standardError, `${biased.value} ± ${biased.standardError}`);
  t.true(
    Math.abs(unbiased.value) < 1e-5 + 4 * unbiased.standardError,
    `${unbiased.value} ± ${unbiased.standardError}`,
  );
});
