import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBackend } from '../../lib/engine/index.js';
import { loadOwnModel } from '../../lib/experiments/run/load-own-model.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../lib/experiments/run/train-run.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../support/tiny-models.js';
import { waeAlone } from '../support/run-wae.js';

test.before(async () => {
  await loadBackend();
});

const encoder = (last: string): string => `
export const encoder = ([h, w, c], outputs, { layers, options }) =>
  layers.sequence([layers.dense(h * w * c, outputs, options('encoder/code')), ${last}]);
`;

test.serial('wae export, card and weights take the file of a run’s own network, and ask for it', async t => {
  const parent = await temporaryFolder(t);
  const file = join(parent, 'my-encoder.mjs');
  writeFileSync(file, encoder('layers.rectifier'));
  const config = tinyConfig('wae-mmd', { epochs: 1 });
  const own = await loadOwnModel(file);
  const path = join(parent, 'run');
  const folder = RunFolder.create(path, { ...config, model: { ...config.model, own } });
  await trainRun(folder, tinyData());
  for (const [command, made] of [
    ['export', 'onnx/encoder.onnx'],
    ['card', 'hub/README.md'],
    ['weights', 'weights.safetensors'],
  ] as const) {
    const without = waeAlone(command, path);
    t.is(without.code, 2, without.said);
    t.regex(without.said, /my-encoder\.mjs .* name that file with --model\n$/);
    t.false(existsSync(join(path, made)));
    const given = waeAlone(command, path, '--model', file);
    t.is(given.code, 0, given.said);
    t.true(existsSync(join(path, made)), made);
  }
});

test.serial(
  'wae export refuses a network with a layer that is said in code alone, in one sentence',
  async t => {
    const parent = await temporaryFolder(t);
    const file = join(parent, 'my-encoder.mjs');
    writeFileSync(file, encoder('layers.activation(x => x.abs())'));
    const config = tinyConfig('wae-mmd', { epochs: 1 });
    const own = await loadOwnModel(file);
    const path = join(parent, 'run');
    await trainRun(RunFolder.create(path, { ...config, model: { ...config.model, own } }), tinyData());
    const { code, said } = waeAlone('export', path, '--model', file);
    t.is(code, 2, said);
    t.regex(said, /^wae: .* said in code alone, which can't be exported; .*\n$/);
    t.false(existsSync(join(path, 'onnx')));
  },
);
