import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { loadDigits } from '../../../lib/datasets/digits/digits.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import { measureInception } from '../../../lib/experiments/measure/measure-samples.js';
import { disposeModel } from '../../../lib/experiments/run/model-of-run.js';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { frechetDistance, frechetFloor } from '../../../lib/metrics/samples/frechet.js';
import { type Inception, loadInception } from '../../../lib/metrics/networks/inception.js';
import { makeModel } from '../../../lib/models/kinds.js';
import { Rng } from '../../../lib/base/random.js';
import { priorSampler } from '../../../lib/samplers/sampler.js';
import { decodeCodes, toBytes } from '../../../lib/models/inference.js';
import { slow as test } from '../../support/slow.js';

const networks = fileURLToPath(new URL('../../../../test/fixtures/inception/', import.meta.url));
const { test: digits } = loadDigits({ train: 10, test: 12, seed: 4 });
let inception: Inception;

test.before(async () => {
  await loadBackend();
  inception = await loadInception(join(networks, 'channels-first.onnx'));
});

test.after(() => inception.dispose());

test.serial(
  'measureInception(model, prior) is the Fréchet distance of the draws named "draws", with its floor',
  async t => {
    const { model: config } = presetConfig('digits', 'quick', 'vae', { width: 2 });
    const model = makeModel(config, Rng.fromSeed(1));
    t.teardown(() => disposeModel(model));
    const sampler = priorSampler(config.prior);
    const before = tf.memory().numTensors;
    const told: (readonly [number, number])[] = [];
    const { frechet, floor } = await measureInception(model, sampler, digits, inception, {
      rng: Rng.fromSeed(3),
      onProgress: (done, total) => told.push([done, total]),
    });
    t.is(tf.memory().numTensors, before);
    t.deepEqual(told, [
      [12, 24],
      [24, 24],
    ]);

    const draws = sampler.sample(12, Rng.fromSeed(3).split('draws'));
    const samples = toBytes(decodeCodes(model, draws));
    const [real, generated] = await Promise.all(
      [digits.images, samples].map(data => inception.features({ data, shape: [12, 28, 28, 1] })),
    );
    t.truthy(real && generated && frechet.value === frechetDistance(real, generated));
    const expected = frechetFloor(real!, { rng: Rng.fromSeed(3).split('inception floor') });
    t.is(floor.value, expected.value);
    t.true(frechet.value > 10 * floor.value);
    for (const { value, low, high, protocol } of [frechet, floor]) {
      t.true(low <= value && value <= high);
      t.true(protocol.includes(`weights md5 ${inception.md5}`));
    }
    t.is(frechet.n, 12);
    t.true(floor.protocol.includes('real against real'));
  },
);

test.serial(
  'measureInception(…, { signal }) stops between two batches where the signal asks for it',
  async t => {
    const { model: config } = presetConfig('digits', 'quick', 'vae', { width: 2 });
    const model = makeModel(config, Rng.fromSeed(1));
    t.teardown(() => disposeModel(model));
    const reason = new Error('enough');
    const controller = new AbortController();
    const passed: number[] = [];
    const stopped = measureInception(model, priorSampler(config.prior), digits, inception, {
      rng: Rng.fromSeed(3),
      signal: controller.signal,
      onProgress: done => {
        passed.push(done);
        controller.abort(reason);
      },
    });
    t.is(await t.throwsAsync(stopped), reason);
    t.deepEqual(passed, [12]);
  },
);
