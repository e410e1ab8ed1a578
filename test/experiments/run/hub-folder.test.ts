import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { UserError } from '../../../lib/base/errors.js';
import { loadBackend, readCheckpoint } from '../../../lib/engine/index.js';
import { saveHubFolder } from '../../../lib/experiments/run/hub-folder.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { measuredRun } from '../../support/measured-runs.js';
import { slow } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

slow.serial('saveHubFolder(run) has weights, ONNX, and a card that begins with the hub’s fields', async t => {
  const parent = await temporaryFolder(t);
  const folder = RunFolder.create(join(parent, 'run'), tinyConfig('wae-mmd', { epochs: 1 }));
  await trainRun(folder, tinyData());
  const measured = measuredRun(join(parent, 'measured'), folder.config);
  copyFileSync(measured.file('metrics.json'), folder.file('metrics.json'));
  const out = saveHubFolder(folder, join(parent, 'hub'));
  t.deepEqual(readdirSync(out).sort(), [
    'README.md',
    'config.json',
    'decoder.onnx',
    'encoder.onnx',
    'figures',
    'manifest.json',
    'metrics.json',
    'weights.safetensors',
  ]);
  const card = readFileSync(join(out, 'README.md'), 'utf8');
  const [, front] = /^---\n(.*?)---\n\n# WAE-MMD of digits/s.exec(card) ?? [];
  const fields = front!
    .trim()
    .split('\n')
    .map(line => /^([\w-]+): (.*)$/.exec(line)!)
    .map(([, key, value]) => [key, JSON.parse(value!) as unknown] as const);
  t.deepEqual(Object.fromEntries(fields), {
    license: 'mit',
    library_name: 'onnx',
    pipeline_tag: 'unconditional-image-generation',
    tags: ['wasserstein-autoencoder', 'optimal-transport', 'wae-mmd'],
    'model-index': [
      {
        name: 'WAE-MMD of digits',
        results: [
          {
            task: { type: 'unconditional-image-generation' },
            dataset: { type: 'digits', name: 'digits' },
            metrics: [
              { type: 'squared-error', name: 'squared error of test images', value: 1 },
              { type: 'frechet-distance', name: 'p', value: 1 },
            ],
          },
        ],
      },
    ],
  });
  const weights = join(out, 'weights.safetensors');
  t.true(card.includes(createHash('sha256').update(readFileSync(weights)).digest('hex')));
  t.true(readCheckpoint(weights).tensors.has('decoder/image/kernel'));
});

test.serial('saveHubFolder(run that is not finished) asks to go on with it, and writes nothing', async t => {
  const parent = await temporaryFolder(t);
  const folder = RunFolder.create(join(parent, 'run'), tinyConfig('vae'));
  const out = join(parent, 'hub');
  t.throws(() => saveHubFolder(folder, out), { instanceOf: UserError, message: /is not trained to its end/ });
  t.false(existsSync(out));
});
