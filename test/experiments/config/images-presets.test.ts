import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { runPath } from '../../../lib/experiments/config/run-path.js';
import { makeModel, modelNames } from '../../../lib/models/kinds.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import { decodeCodes } from '../../../lib/models/inference.js';
import { disposeModel } from '../../../lib/experiments/run/model-of-run.js';
import { samplePrior } from '../../../lib/latent/prior.js';
import { UserError } from '../../../lib/base/errors.js';
import { Rng } from '../../../lib/base/random.js';
import { classNamesOf } from '../../../lib/experiments/draw/latent.js';
import { loadData } from '../../../lib/experiments/config/load-data.js';
import { ownImages } from '../../support/own-images.js';
import { slow as test } from '../../support/slow.js';

test.before(loadBackend);

test("presetConfig('images') of CelebA's size is CelebA's, of MNIST's MNIST's, but for the images", t => {
  for (const model of modelNames) {
    for (const [experiment, size, channels] of [
      ['celeba', 64, 3],
      ['mnist', 28, 1],
    ] as const) {
      const images = { ...ownImages, size, channels };
      const own = presetConfig('images', 'quick', model, { images });
      t.deepEqual({ ...own, data: null }, { ...presetConfig(experiment, 'quick', model), data: null });
      t.deepEqual(own.data, images);
    }
  }
});

test('λ of images of one’s own goes with the number of values of an image, and the VAE’s stays 1', t => {
  const lambda = (model: 'vae' | 'wae-mmd', size: number): number =>
    presetConfig('images', 'standard', model, { images: { ...ownImages, size } }).training.lambda;
  t.is(lambda('wae-mmd', 128), 4 * lambda('wae-mmd', 64));
  t.is(lambda('wae-mmd', 32), lambda('wae-mmd', 64) / 4);
  t.is(lambda('vae', 128), 1);
});

test('every size of images of one’s own has a network that draws such images', t => {
  for (const [size, channels, encoder] of [
    [16, 1, 3],
    [32, 3, 3],
    [64, 1, 4],
    [128, 3, 5],
  ] as const) {
    const images = { ...ownImages, size, channels };
    const { model: config } = presetConfig('images', 'quick', 'wae-mmd', { images, width: 2, latent: 3 });
    t.is(config.architecture.kind === 'dcgan' && config.architecture.encoderFilters.length, encoder);
    const model = makeModel(config, Rng.fromSeed(1));
    const pixels = decodeCodes(model, samplePrior(config.prior, 2, Rng.fromSeed(2)));
    t.is(pixels.length, 2 * size * size * channels);
    disposeModel(model);
  }
});

test('runs of images of one’s own lie by their title, and need a folder', async t => {
  t.is(
    runPath('images', 'quick', 'vae', { images: ownImages, epochs: 3 }),
    'images/flowers/quick-epochs-3/vae',
  );
  const images = { ...ownImages, title: 'shells' };
  t.is(runPath('images', 'quick', 'vae', { images }), 'images/shells/quick/vae');
  t.throws(() => presetConfig('images', 'quick', 'vae'), { instanceOf: UserError, message: /--data/ });
  await t.throwsAsync(loadData(ownImages), {
    instanceOf: UserError,
    message: 'the images of flowers are your own; name their folder with --data',
  });
});

test('classNamesOf tells the classes of images of one’s own, and nothing of images without', t => {
  t.deepEqual(classNamesOf(ownImages), ['rose', 'tulip']);
  t.is(classNamesOf({ ...ownImages, classes: [] }), undefined);
  t.deepEqual(classNamesOf({ name: 'celeba' }), ['not smiling', 'smiling']);
  t.is(classNamesOf('mnist'), undefined);
});
