import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { holdOut } from '../../../lib/datasets/hold-out.js';
import { makeDigits } from '../../../lib/datasets/digits/digits.js';
import type { Dataset } from '../../../lib/datasets/dataset.js';
import { loadBackend } from '../../../lib/engine/index.js';
import { parseConfig } from '../../../lib/experiments/config/config.js';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { triesTable } from '../../../lib/experiments/report/tries-table.js';
import { readTries } from '../../../lib/experiments/tune/tries-file.js';
import { tryConfig, tune, tunedConfig, type TuneOptions } from '../../../lib/experiments/tune/tune.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { slow } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const digits: Dataset = holdOut(
  {
    name: 'digits',
    train: makeDigits({ count: 130, rng: Rng.fromSeed(1) }),
    test: makeDigits({ count: 60, rng: Rng.fromSeed(2) }),
    classes: 10,
    sources: {},
  },
  30,
);

const options = (folder: string): TuneOptions => ({
  experiment: 'digits',
  preset: 'quick',
  models: ['vae'],
  out: join(folder, 'out'),
  runs: join(folder, 'runs'),
  load: () => Promise.resolve(digits),
});

test('tryConfig(…) is a quarter of the epochs with a schedule to scale, and what all tries share', t => {
  const { training, data, model, ...rest } = tryConfig('celeba', 'standard', {
    model: 'wae-gan',
    changes: { 'training.lambda': 3 },
  });
  const usual = presetConfig('celeba', 'standard', 'wae-gan');
  const { discriminatorLearningRateSchedule: _, ...without } = usual.training;
  t.deepEqual(training, {
    ...without,
    epochs: 6,
    learningRate: 1e-3,
    learningRateSchedule: {
      kind: 'manual',
      at: [
        [3, 1 / 2],
        [5, 1 / 5],
      ],
    },
    lambda: 3,
    augmentation: { shift: 2, mirror: true },
    weightAverage: { decay: 0.999 },
  });
  t.deepEqual(data, { name: 'celeba', validation: 900 });
  t.deepEqual([model, rest], [usual.model, { preset: 'standard', seed: 1 }]);
  t.notThrows(() => parseConfig({ training, data, model, ...rest }, 'x'));
});

slow.serial('tune(…) makes the tries that can be made, logs them, and makes none twice', async t => {
  const folder = await temporaryFolder(t);
  const before = tf.memory().numTensors;
  const told: string[] = [];
  const { kind, waiting, path } = await tune({
    ...options(folder),
    onTry: (plan, _, had, gets) => told.push(`${plan.stage} ${had + 1} of ${gets}`),
  });
  t.is(kind, 'finished');
  t.deepEqual(told, ['common 1 of 10', 'common 2 of 10', 'common 3 of 10']);
  t.deepEqual([...waiting], [['vae', ['wae-mmd', 'wae-gan']]]);
  const tries = readTries(path);
  t.deepEqual(
    tries.map(({ changes }) => Object.keys(changes)),
    [[], ['model.initialStd'], ['model.architecture.encoderNormalization']],
  );
  for (const { squaredError, trainSquaredError, frechet, epochs } of tries) {
    t.true(squaredError > 0 && trainSquaredError > 0 && frechet.value > 0);
    t.deepEqual([epochs, frechet.n], [1, 30]);
  }
  t.true(existsSync(join(folder, 'runs', 'tries', 'digits', 'quick', 'vae', 'common-3', 'history.jsonl')));
  await tune({ ...options(folder), onTry: () => t.fail() });
  t.deepEqual(readTries(path), tries);
  t.regex(triesTable('digits', tries), /\| VAE \| usual settings \| 1 \|/);
  t.is(tf.memory().numTensors, before);
});

test('tunedConfig(…) while tries are missing is undefined', t => {
  t.is(tunedConfig('celeba', 'standard', 'vae', []), undefined);
});

slow.serial('tune(…) that is stopped goes on to the numbers of one that never was', async t => {
  const [stopped, whole] = [await temporaryFolder(t), await temporaryFolder(t)];
  const stop = new AbortController();
  const first = await tune({
    ...options(stopped),
    signal: stop.signal,
    onEvent: event => {
      if (event.kind === 'step') stop.abort();
    },
  });
  t.is(first.kind, 'stopped');
  t.deepEqual(readTries(first.path), []);
  await tune(options(stopped));
  await tune(options(whole));
  const numbers = (folder: string): unknown =>
    readTries(join(folder, 'out', 'digits', 'quick', 'tries.json')).map(
      ({ squaredError, trainSquaredError, frechet, meanNorm }) => [
        squaredError,
        trainSquaredError,
        frechet,
        meanNorm,
      ],
    );
  t.deepEqual(numbers(stopped), numbers(whole));
});
