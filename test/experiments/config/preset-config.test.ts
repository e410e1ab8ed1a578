import test from 'ava';
import { facesOf } from '../../../lib/experiments/config/celeba-presets.js';
import { presetNames } from '../../../lib/experiments/config/config.js';
import { modelKinds, modelNames } from '../../../lib/models/kinds.js';
import { digitsOf } from '../../../lib/experiments/config/mnist-presets.js';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { learningRateFactor } from '../../../lib/training/schedules.js';

/** The paper's 1 and 10, and ours: see the test of their sizes beside the models. */
const lambdas = {
  vae: 1,
  'wae-mmd': 10,
  'wae-gan': 10,
  'wae-energy': 5,
  'wae-sliced': 10,
  'wae-max-sliced': 1,
  'wae-sinkhorn': 1,
  'wae-cramer-wold': 100,
  'wae-sigreg': 20,
  rae: 0.01,
};

test('presetConfig(…, "paper") has the numbers of the released MNIST configuration', t => {
  for (const name of modelNames) {
    const { model, training, data } = presetConfig('mnist', 'paper', name);
    t.deepEqual(data, { name: 'mnist', split: 'canonical' });
    t.deepEqual(model.image, [28, 28, 1]);
    t.deepEqual(model.prior, { kind: 'normal', dimension: 8, sigma: 1 });
    t.deepEqual(model.architecture, {
      kind: 'dcgan',
      encoderFilters: [128, 256, 512, 1024],
      decoderFilters: [1024, 512, 256],
      kernelSize: 4,
    });
    t.is(model.initialStd, 0.0099999);
    t.is(training.epochs, 100);
    t.is(training.batchSize, 100);
    t.is(training.learningRate, 1e-3);
    t.is(training.discriminatorLearningRate, 5e-4);
    t.deepEqual([training.beta1, training.beta2], [0.5, 0.999]);
    t.deepEqual(training.learningRateSchedule, {
      kind: 'manual',
      at: [
        [30, 0.5],
        [50, 0.2],
        [100, 0.1],
      ],
    });
    t.deepEqual(training.lambdaSchedule, { kind: 'constant' });
    t.is(training.lambda, lambdas[name]);
    t.deepEqual(
      training.pretraining,
      modelKinds[name].pretrained ? { batchSize: 1000, maxSteps: 200, tolerance: 0.1 } : null,
    );
    t.is(training.precision, 'float32');
  }
});

test("presetConfig('mnist', 'standard', 'wae-gan') slows the encoder down once more than the discriminator", t => {
  const { training: gan } = presetConfig('mnist', 'standard', 'wae-gan');
  const { training: mmd } = presetConfig('mnist', 'standard', 'wae-mmd');
  t.deepEqual(gan.discriminatorLearningRateSchedule, mmd.learningRateSchedule);
  t.is(mmd.discriminatorLearningRateSchedule, undefined);
  const factor = (epoch: number): number => learningRateFactor(gan.learningRateSchedule, epoch, 20);
  t.deepEqual(
    [0, 10, 16, 18].map(factor).map(f => Number(f.toPrecision(6))),
    [1, 0.5, 0.1, 0.01],
  );
});

test('presetConfig(…) gives each model its own encoder, cost and penalty', t => {
  const [vae, mmd, gan] = modelNames.map(name => presetConfig('mnist', 'paper', name).model);
  t.deepEqual(vae?.encoder, { kind: 'gaussian' });
  t.deepEqual(vae?.cost, { kind: 'cross-entropy' });
  for (const wae of [mmd, gan]) {
    t.deepEqual(wae?.encoder, { kind: 'additive-noise', std: 0.01 });
    t.deepEqual(wae?.cost, { kind: 'squared-l2', scale: 0.05 });
  }
  t.deepEqual(mmd?.kind === 'wae-mmd' ? mmd.kernel : undefined, {
    kind: 'imq',
    scales: [0.1, 0.2, 0.5, 1, 2, 5, 10],
  });
  t.deepEqual(gan?.kind === 'wae-gan' ? gan.discriminator : undefined, {
    units: [512, 512, 512, 512],
    logPrior: false,
  });
});

test('presetConfig(…, "wae-sinkhorn") takes for ε the mean cost of two prior draws, 2dσ²', t => {
  for (const latent of [8, 3]) {
    const { model } = presetConfig('digits', 'quick', 'wae-sinkhorn', { latent });
    t.deepEqual(model.kind === 'wae-sinkhorn' ? model.penalty : undefined, {
      epsilon: 2 * latent,
      iterations: 10,
    });
  }
});

test('presetConfig(…, overrides) changes what was asked for and nothing else', t => {
  const plain = presetConfig('digits', 'quick', 'wae-gan');
  t.deepEqual(presetConfig('digits', 'quick', 'wae-gan', {}), plain);
  const { model, training, ...rest } = presetConfig('digits', 'quick', 'wae-gan', {
    epochs: 3,
    width: 4,
    latent: 2,
    lambda: 0,
    batch: 50,
    seed: 0,
    precision: 'bfloat16',
  });
  t.deepEqual(training, { ...plain.training, epochs: 3, lambda: 0, batchSize: 50, precision: 'bfloat16' });
  t.deepEqual(model, {
    ...plain.model,
    prior: { ...plain.model.prior, dimension: 2 },
    architecture: { kind: 'dcgan', encoderFilters: [4, 8, 16], decoderFilters: [16, 8, 4], kernelSize: 4 },
  });
  t.deepEqual(rest, { preset: 'quick', seed: 0, data: plain.data });
  t.deepEqual(presetConfig('mnist', 'standard', 'vae', { split: 'released' }).data, {
    name: 'mnist',
    split: 'released',
  });
});

test('presetConfig(…) keeps the image’s sides divisible by the decoder’s strides at every size', t => {
  for (const preset of presetNames) {
    const { model } = presetConfig('digits', preset, 'vae');
    if (model.architecture.kind !== 'dcgan') throw new Error('unreachable');
    t.is(model.image[0] % 2 ** (model.architecture.decoderFilters.length - 1), 0);
  }
});

test('presetConfig("celeba", …) of the paper and of the released code have the numbers of each', t => {
  for (const preset of ['paper', 'released'] as const) {
    for (const name of modelNames) {
      const { model, training, data } = presetConfig('celeba', preset, name);
      t.deepEqual(data, { name: 'celeba' });
      t.deepEqual(model.image, [64, 64, 3]);
      t.deepEqual(model.prior, {
        kind: 'normal',
        dimension: 64,
        sigma: preset === 'paper' ? Math.SQRT2 : 1,
      });
      t.deepEqual(model.architecture, {
        kind: 'dcgan',
        encoderFilters: [128, 256, 512, 1024],
        decoderFilters: [1024, 512, 256, 128],
        kernelSize: 5,
      });
      t.is(training.epochs, preset === 'released' ? 50 : name === 'vae' ? 68 : 55);
      t.is(training.batchSize, 100);
      t.is(training.discriminatorLearningRate, 1e-3);
      t.is(training.learningRateSchedule.kind, preset === 'paper' ? 'manual' : 'manual-smooth');
    }
    const three = (['vae', 'wae-mmd', 'wae-gan'] as const).map(name => presetConfig('celeba', preset, name));
    t.deepEqual(
      three.map(({ training }) => training.learningRate),
      [1e-4, 1e-3, 3e-4],
    );
    t.deepEqual(
      three.map(({ training }) => training.lambda),
      [1, 100, preset === 'paper' ? 1 : 10],
    );
    const gan = three[2]!.model;
    const units = preset === 'paper' ? 512 : 1024;
    t.deepEqual(gan.kind === 'wae-gan' && gan.discriminator, {
      units: [units, units, units, units],
      logPrior: true,
    });
  }
});

test("presetConfig('mnist', 'released', …) is the paper's, on the released code's split", t => {
  for (const name of modelNames) {
    const { preset, data, ...rest } = presetConfig('mnist', 'released', name);
    t.deepEqual([preset, data], ['released', { name: 'mnist', split: 'released' }]);
    const { preset: _, data: __, ...paper } = presetConfig('mnist', 'paper', name);
    t.deepEqual(rest, paper);
  }
});

test("presetConfig('celeba', 'standard', 'wae-gan') starts the discriminator from He's weights and settles at the end", t => {
  const { model, training } = presetConfig('celeba', 'standard', 'wae-gan');
  t.deepEqual(model.kind === 'wae-gan' && model.discriminator, {
    units: [512, 512, 512, 512],
    logPrior: false,
    initialStd: 0.0625,
  });
  const rates = [training.learningRateSchedule, training.discriminatorLearningRateSchedule].map(schedule =>
    [20, 21].map(epoch => schedule && Number(learningRateFactor(schedule, epoch, 24).toPrecision(6))),
  );
  t.deepEqual(rates, [
    [0.1, 0.01],
    [0.1, 0.1],
  ]);
});

test('at the standard size of CelebA the VAE has the smaller learning rate', t => {
  t.deepEqual(
    modelNames.map(name => presetConfig('celeba', 'standard', name).training.learningRate),
    modelNames.map(name => (name === 'vae' ? 3e-4 : 1e-3)),
  );
});

test('two epochs of the size `quick` are recorded in four places or more, so that curves are lines', t => {
  for (const [experiment, images] of [
    ['faces', facesOf.quick.train],
    ['digits', digitsOf.quick.train],
  ] as const) {
    for (const name of modelNames) {
      const { batchSize, recordEvery } = presetConfig(experiment, 'quick', name).training;
      const records = Math.floor((2 * Math.floor(images / batchSize)) / recordEvery);
      t.true(records >= 4, `${experiment}, ${name}: ${records}`);
    }
  }
});

test('the reduced sizes of CelebA have a tenth of the released code’s λ', t => {
  for (const size of ['quick', 'standard'] as const) {
    for (const name of modelNames) {
      const [ours, released] = [size, 'released' as const].map(
        preset => presetConfig('celeba', preset, name).training.lambda,
      );
      t.is(ours, name === 'vae' ? 1 : Number(released) / 10);
    }
  }
});

test('the costs of the CelebA presets are those of pixels in [−1, 1]', t => {
  const [vae, mmd] = (['vae', 'wae-mmd'] as const).map(
    name => presetConfig('celeba', 'standard', name).model,
  );
  // ‖2x − 2y‖² = 4 ‖x − y‖²: 0.05 of it for WAE, and over 2 · 0.3 for the VAE's Gaussian decoder.
  t.deepEqual(mmd?.cost, { kind: 'squared-l2', scale: 0.2 });
  t.is(vae?.cost.kind === 'squared-l2' && vae.cost.scale, 4 / 0.6);
  t.is(mmd?.encoder.kind === 'additive-noise' && mmd.encoder.std, 0.005);
});
