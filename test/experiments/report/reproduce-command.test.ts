import test from 'ava';
import type { ExperimentConfig } from '../../../lib/experiments/config/config.js';
import { type ModelName, paperModelNames } from '../../../lib/models/kinds.js';
import { type Overrides, presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { ownImages } from '../../support/own-images.js';
import { reproduceCommand } from '../../../lib/experiments/report/reproduce-command.js';

const celeba = (overrides: Overrides, models: readonly ModelName[] = paperModelNames): ExperimentConfig[] =>
  models.map(model => presetConfig('celeba', 'standard', model, overrides));

test('reproduceCommand(preset’s own runs) names the preset, the data of real images, and how many seeds', t => {
  t.is(
    reproduceCommand('celeba', 'standard', celeba({})),
    '`npm run reproduce -- celeba --preset standard --data data/celeba`',
  );
  t.is(
    reproduceCommand(
      'faces',
      'quick',
      [3, 5].map(seed => presetConfig('faces', 'quick', 'vae', { seed })),
    ),
    '`npm run reproduce -- faces --preset quick --seed 3 --seeds 3`',
  );
  t.is(
    reproduceCommand('celeba', 'standard', celeba({}), 'results'),
    '`npm run reproduce -- celeba --preset standard --data data/celeba --out results`',
  );
});

test('reproduceCommand(images of one’s own) asks for their folder', t => {
  const images = { ...ownImages, title: 'shells' };
  t.is(
    reproduceCommand('images', 'quick', [presetConfig('images', 'quick', 'vae', { images, epochs: 2 })]),
    '`npm run reproduce -- images --preset quick --data DIR --epochs 2`',
  );
});

test('reproduceCommand(runs with overrides) gives the options that `wae reproduce` takes', t => {
  const overrides = { split: 'released', epochs: 2, width: 4, precision: 'bfloat16' } as const;
  t.is(
    reproduceCommand(
      'mnist',
      'quick',
      paperModelNames.map(model => presetConfig('mnist', 'quick', model, overrides)),
    ),
    '`npm run reproduce -- mnist --preset quick --epochs 2 --width 4 --split released --precision bfloat16`',
  );
});

test('reproduceCommand(runs with what it can’t be given) says what was changed, of each model once', t => {
  t.is(
    reproduceCommand('celeba', 'standard', [
      ...celeba({ epochs: 3 }, ['vae']),
      ...celeba({ epochs: 3, lambda: 7, batch: 20 }, ['wae-mmd', 'wae-gan']),
      ...celeba({ epochs: 3, lambda: 7, batch: 20, seed: 2 }, ['wae-mmd', 'wae-gan']),
    ]),
    '`npm run reproduce -- celeba --preset standard --data data/celeba --epochs 3 --seeds 2` (changed: WAE-MMD: training.batchSize = 20 instead of 50, training.lambda = 7 instead of 10; WAE-GAN: training.batchSize = 20 instead of 50, training.lambda = 7 instead of 1)',
  );
  const [vae] = celeba({ latent: 5 }, ['vae']) as [ExperimentConfig];
  const { initialStd: _, ...rest } = vae.model;
  t.is(
    reproduceCommand('celeba', 'standard', [{ ...vae, model: rest as ExperimentConfig['model'] }]),
    '`npm run reproduce -- celeba --preset standard --data data/celeba --latent 5` (changed: VAE: model.initialStd = none instead of 0.0099999)',
  );
});

test('reproduceCommand(models of different epochs) goes by the first, and says how the others differ', t => {
  t.is(
    reproduceCommand('celeba', 'standard', [
      ...celeba({ epochs: 3 }, ['vae']),
      ...celeba({ epochs: 4 }, ['wae-mmd']),
    ]),
    '`npm run reproduce -- celeba --preset standard --data data/celeba --epochs 3` (changed: WAE-MMD: training.epochs = 4 instead of 3)',
  );
  t.throws(() => reproduceCommand('celeba', 'standard', []), { instanceOf: RangeError });
});
