import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../../lib/base/errors.js';
import { readCheckpoint } from '../../../lib/engine/checkpoint.js';
import { loadBackend } from '../../../lib/engine/index.js';
import type { ExperimentConfig } from '../../../lib/experiments/config/config.js';
import { parseConfig } from '../../../lib/experiments/config/config.js';
import { loadOwnModel } from '../../../lib/experiments/run/load-own-model.js';
import { disposeModel, modelOfRun } from '../../../lib/experiments/run/model-of-run.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { Rng } from '../../../lib/base/random.js';
import { makeModel, titleOf } from '../../../lib/models/kinds.js';
import { mmdOfKernel, mmdPenalty } from '../../../lib/penalties/mmd.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

/** What a user writes, at most 15 lines each. */
const files = {
  penalty: `
export const penalty = (codes, draws, { tf }) => {
  const [n, d] = codes.shape;
  const mean = codes.mean(0).square().sum();
  const second = codes.matMul(codes, true, false).div(n).sub(tf.eye(d));
  return mean.add(second.square().sum());
};
`,
  kernel: `
export const kernel = (squaredDistances, { tf, prior }) =>
  tf.exp(squaredDistances.div(-2 * prior.dimension * prior.sigma ** 2));
`,
  network: `
export const encoder = ([h, w, c], outputs, { layers, options }) =>
  layers.sequence([
    layers.activation(x => x.reshape([-1, h * w * c])),
    layers.dense(h * w * c, 12, options('encoder/hidden')), layers.rectifier,
    layers.dense(12, outputs, options('encoder/code')),
  ]);
export const decoder = (latent, [h, w, c], { layers, options }) =>
  layers.sequence([
    layers.dense(latent, 12, options('decoder/hidden')), layers.rectifier,
    layers.dense(12, h * w * c, options('decoder/image')),
    layers.activation(x => x.reshape([-1, h, w, c])),
  ]);
`,
};

const data = tinyData();
const weights = (folder: RunFolder): [string, number[]][] =>
  [...readCheckpoint(folder.checkpointPath).tensors].map(([name, { values }]) => [name, [...values]]);

/** Trains to the end, with a stop after each of some steps. */
async function trained(
  path: string,
  config: ExperimentConfig,
  ...stops: readonly number[]
): Promise<RunFolder> {
  RunFolder.create(path, config);
  for (const at of [...stops, Infinity]) {
    const stop = new AbortController();
    await trainRun(RunFolder.open(path), data, {
      signal: stop.signal,
      onEvent: event => {
        if (event.kind === 'step' && event.step === at) stop.abort();
      },
    });
  }
  return RunFolder.open(path);
}

for (const [name, text] of Object.entries(files)) {
  test.serial(`a ${name} of one's own, in 15 lines, trains, and goes on to the same bytes`, async t => {
    t.true(text.trim().split('\n').length <= 15);
    const parent = await temporaryFolder(t);
    const path = join(parent, `my-${name}.mjs`);
    writeFileSync(path, text);
    const own = await loadOwnModel(path);
    const usual = tinyConfig('wae-mmd', { epochs: 2 });
    const config = { ...usual, model: { ...usual.model, own } } as ExperimentConfig;
    t.deepEqual(parseConfig(JSON.parse(JSON.stringify(config)), 'x'), config);
    t.is(titleOf(config.model), `my-${name}`);
    const whole = await trained(join(parent, 'whole'), config);
    const stopped = await trained(join(parent, 'stopped'), config, 1, 3);
    t.deepEqual(weights(stopped), weights(whole));
    // It is not the library's own model that was trained.
    const plain = await trained(join(parent, 'plain'), usual);
    t.notDeepEqual(weights(plain), weights(whole));
    const { model } = modelOfRun(whole);
    t.is(model.encoder.network.parameters.length === 4, name === 'network');
    disposeModel(model);
  });
}

test('mmdOfKernel with the kernel of mmdPenalty is mmdPenalty', t => {
  const [z, draws] = [
    tf.randomNormal([6, 3], 0, 1, 'float32', 1),
    tf.randomNormal([6, 3], 1, 1, 'float32', 2),
  ];
  const rbf = mmdPenalty(z as tf.Tensor2D, draws as tf.Tensor2D, { kind: 'rbf', bandwidth: 1.5 });
  const own = mmdOfKernel(z as tf.Tensor2D, draws as tf.Tensor2D, squared => squared.div(-4.5).exp());
  t.true(Math.abs(rbf.dataSync()[0]! - own.dataSync()[0]!) < 1e-6);
});

test('a model file is refused in one sentence if it is none', async t => {
  const folder = await temporaryFolder(t);
  const refused = async (text: string, message: RegExp): Promise<void> => {
    const path = join(folder, 'own.mjs');
    writeFileSync(path, text);
    await t.throwsAsync(loadOwnModel(path), { instanceOf: UserError, message });
  };
  await refused('export const x = 1;', /own\.mjs exports x; it may export the functions penalty, kernel/);
  await refused('', /exports no function/);
  await refused('export const penalty = 3;', /exports penalty; it may export/);
  await refused('export const penalty = () => 1, kernel = () => 1;', /exports a penalty and a kernel/);
  await refused('export const penalty = ', /can't be loaded/);
  await t.throwsAsync(loadOwnModel(join(folder, 'none.mjs')), {
    instanceOf: UserError,
    message: /no such file/,
  });
});

test('a run whose file is not loaded names it, and a penalty is not needed for a trained model', async t => {
  const parent = await temporaryFolder(t);
  const usual = tinyConfig('wae-mmd', { epochs: 1 });
  const code = { file: 'mine.mjs', sha256: 'ab'.repeat(32) };
  const make = (...replaces: readonly ('penalty' | 'encoder')[]): RunFolder => {
    const model = { ...usual.model, own: { ...code, replaces } };
    return RunFolder.create(join(parent, replaces[0]!), { ...usual, model } as ExperimentConfig);
  };
  const message =
    /needs the code of mine\.mjs \(sha256 abababab…\), which is not loaded; name that file with --model/;
  await t.throwsAsync(trainRun(make('encoder'), data), { instanceOf: UserError, message });
  const penalised = make('penalty');
  await t.throwsAsync(trainRun(penalised, data), { instanceOf: UserError, message });
  disposeModel(makeModel(penalised.config.model, Rng.fromSeed(1)));
});
