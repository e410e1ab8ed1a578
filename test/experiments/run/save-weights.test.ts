import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../../lib/base/errors.js';
import { loadBackend } from '../../../lib/engine/index.js';
import { disposeModel, modelOfRun } from '../../../lib/experiments/run/model-of-run.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { saveWeights } from '../../../lib/experiments/run/save-weights.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { isFinished } from '../../../lib/experiments/run/train-runs.js';
import { reconstructImages } from '../../../lib/models/inference.js';
import { variablesOf } from '../../../lib/models/networks.js';
import { allClose } from '../../support/all-close.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';
import { slow } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const data = tinyData();

async function trainedRun(t: ExecutionContext): Promise<RunFolder> {
  const config = tinyConfig('wae-gan', { epochs: 1, weightAverage: { decay: 0.9 } });
  const folder = RunFolder.create(join(await temporaryFolder(t), 'run'), config);
  await trainRun(folder, data);
  return folder;
}

const rebuilt = (folder: RunFolder): Float32Array => {
  const { model } = modelOfRun(folder);
  const images = reconstructImages(model, data.test.images, 10);
  disposeModel(model);
  return images;
};

slow.serial(
  'saveWeights(run): a folder with the weights alone is a finished run with the same model',
  async t => {
    const folder = await trainedRun(t);
    const expected = rebuilt(folder);
    const before = tf.memory().numTensors;
    saveWeights(folder, { precision: 'float32' });
    t.is(tf.memory().numTensors, before);
    t.regex(readFileSync(folder.file('README.md'), 'utf8'), /, kernels in float32; /);
    rmSync(folder.checkpointPath);
    t.true(isFinished(folder));
    t.deepEqual(rebuilt(folder), expected);
    const { model, step } = modelOfRun(folder);
    t.is(step, 4);
    t.is(model.discriminate, undefined);
    disposeModel(model);
  },
);

slow.serial('saveWeights(run) keeps kernels in half precision, and what has one axis as it is', async t => {
  const folder = await trainedRun(t);
  const { model: whole } = modelOfRun(folder);
  const expected = rebuilt(folder);
  saveWeights(folder);
  rmSync(folder.checkpointPath);
  allClose(t, rebuilt(folder), expected, { atol: 2e-3 });
  const { model: half } = modelOfRun(folder);
  const [a, b] = [whole, half].map(({ encoder, decoder }) => variablesOf([encoder.network, decoder.network]));
  a!.forEach((variable, k) => {
    const [x, y] = [variable.dataSync<'float32'>(), b![k]!.dataSync<'float32'>()];
    if (variable.rank > 1) allClose(t, y, x, { rtol: 2 ** -11, atol: 2 ** -25 });
    else t.deepEqual(y, x);
  });
  for (const model of [whole, half]) disposeModel(model);
  const card = readFileSync(folder.file('README.md'), 'utf8');
  t.regex(card, /, kernels in float16; /);
  t.regex(card, /^# WAE-GAN of digits, preset `quick`, seed 1\n/);
  t.regex(card, /SHA-256 `[0-9a-f]{64}`/);
});

test.serial('saveWeights(run that is not finished) asks to go on with it', async t => {
  const folder = RunFolder.create(join(await temporaryFolder(t), 'run'), tinyConfig('vae'));
  t.throws(() => saveWeights(folder), { instanceOf: UserError, message: /is not trained to its end/ });
});
