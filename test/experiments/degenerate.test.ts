import { join } from 'node:path';
import type { Dataset, ImageSet } from '../../lib/datasets/dataset.js';
import { loadBackend } from '../../lib/engine/index.js';
import { evaluateRun } from '../../lib/experiments/evaluate.js';
import { type Metrics, readMetrics } from '../../lib/experiments/measure/metrics-file.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../lib/experiments/run/train-run.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyImages } from '../support/tiny-models.js';
import { tinyReference } from '../support/tiny-reference.js';

const grey = (count: number): ImageSet => ({
  images: new Uint8Array(count * 144).fill(90),
  labels: new Uint8Array(count),
  count,
  shape: [12, 12, 1],
});

const same = { value: null, reason: 'the test images do not differ in these features' };
const onTraining = { value: null, reason: 'the test images lie on training images in these features' };

const cases: readonly (readonly [
  string,
  Pick<Dataset, 'train' | 'test'>,
  number,
  (metrics: Metrics) => readonly unknown[],
  readonly unknown[],
])[] = [
  [
    'images that are all alike',
    { train: grey(64), test: grey(60) },
    3,
    ({ diversity, memorisation }) => [diversity, memorisation],
    [same, onTraining],
  ],
  [
    'test images that are the training images',
    { train: tinyImages(64, 1, 12), test: tinyImages(64, 1, 12) },
    3,
    ({ memorisation }) => [memorisation],
    [onTraining],
  ],
  [
    'fewer images than coordinates, and than components of a mixture',
    { train: tinyImages(8, 1, 12), test: tinyImages(60, 2, 12) },
    72,
    ({ latent }) => [latent.mardia],
    [null],
  ],
];

test.before(async () => {
  await loadBackend();
});

for (const [what, images, dimension, pick, expected] of cases) {
  test.serial(
    `evaluateRun(run of ${what}) measures and draws to its end, and says what has no value`,
    async t => {
      const data: Dataset = { name: 'discs', classes: 10, sources: { discs: 'none' }, ...images };
      const { model, ...config } = tinyConfig('vae', { epochs: 1 });
      const folder = RunFolder.create(join(await temporaryFolder(t), 'run'), {
        ...config,
        model: { ...model, image: [12, 12, 1], prior: { kind: 'normal', dimension, sigma: 1 } },
      });
      await trainRun(folder, data);
      const { metrics } = await evaluateRun(folder, data, tinyReference(data));
      t.deepEqual(pick(metrics), expected);
      // Nothing in the file is a number that JSON has none for.
      t.deepEqual(readMetrics(folder), metrics);
    },
  );
}
