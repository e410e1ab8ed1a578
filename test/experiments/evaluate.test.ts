import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../../lib/datasets/dataset.js';
import { loadDigits } from '../../lib/datasets/digits/digits.js';
import { makeFaces } from '../../lib/datasets/faces/faces.js';
import { loadBackend } from '../../lib/engine/backend.js';
import { presetConfig } from '../../lib/experiments/config/preset-config.js';
import { evaluateRun } from '../../lib/experiments/evaluate.js';
import { Rng } from '../../lib/base/random.js';
import { countPasses, keysOf } from '../support/count-passes.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyManifest } from '../support/tiny-manifest.js';
import { tinyReference } from '../support/tiny-reference.js';
import { tinyRun } from '../support/tiny-runs.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

/** Faces, with their attributes. */
function faces(): Dataset {
  const options = { rng: Rng.fromSeed(2), size: 64 } as const;
  const [train, held] = [
    makeFaces({ count: 60, ...options }),
    makeFaces({ count: 60, first: 60, ...options }),
  ];
  return { name: 'faces', train, test: held, classes: 2, sources: {} };
}

const digits = (): Dataset => ({ ...loadDigits({ train: 70, test: 60, seed: 3 }), sources: {} });

for (const [experiment, model, load] of [
  ['digits', 'vae', digits],
  ['digits', 'wae-mmd', digits],
  ['faces', 'vae', faces], // with attributes, whose vectors come from training images
] as const) {
  test.serial(
    `evaluateRun(a ${model} of ${experiment}) passes each image through the encoder once`,
    async t => {
      const data = load();
      const config = presetConfig(experiment, 'quick', model, { width: 3 });
      const folder = tinyRun(await temporaryFolder(t), 'run', config);
      folder.writeJson('manifest.json', tinyManifest);
      folder.writeHistory([{ kind: 'test', epoch: 0, step: 7, terms: { squaredError: 1 } }]);
      const { architecture, image } = config.model;
      if (architecture.kind !== 'dcgan') throw new Error('the presets are convolutional');
      const side = architecture.kernelSize;
      const passes = countPasses(t, [side, side, image[2], architecture.encoderFilters[0]!]);
      const tensors = tf.memory().numTensors;
      await evaluateRun(folder, data, tinyReference(data));
      t.is(tf.memory().numTensors, tensors);
      for (const name of ['test', 'train'] as const) {
        const times = keysOf(data[name]).map(key => passes.get(key));
        t.deepEqual(new Set(times), new Set([1]), `${name} images`);
      }
      t.is(
        [...passes.values()].reduce((sum, times) => sum + times, 0),
        data.test.count + data.train.count,
      );
    },
  );
}
