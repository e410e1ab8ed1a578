import { existsSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import type { Dataset } from '../../../lib/datasets/dataset.js';
import { loadBackend } from '../../../lib/engine/index.js';
import { UserError } from '../../../lib/base/errors.js';
import { checkEnoughImages, checkSameImages, loadData } from '../../../lib/experiments/config/load-data.js';
import { evaluateRun } from '../../../lib/experiments/evaluate.js';
import { beginManifest } from '../../../lib/experiments/run/manifest.js';
import type { Reference } from '../../../lib/experiments/measure/reference.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { packExplorer } from '../../../lib/explorer/pack.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData, tinyImages } from '../../support/tiny-models.js';
import { tinyRun } from '../../support/tiny-runs.js';
import { slow as test } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

test('loadData(config, { signal }) ends with the reason of its signal, whatever the images', async t => {
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  for (const name of ['digits', 'faces'] as const) {
    const loading = loadData({ name, train: 2, test: 1, seed: 1 }, { signal });
    t.is(await t.throwsAsync(loading), reason, name);
  }
});

test('loadData(config) holds the last training images out for validation, and leaves the test images', async t => {
  const digits = { name: 'digits', train: 12, test: 3, seed: 1 } as const;
  const whole = await loadData(digits);
  const { train, validation, test } = await loadData({ ...digits, validation: 5 });
  t.deepEqual([train.count, validation?.count, test.count], [7, 5, 3]);
  t.deepEqual(test.images, whole.test.images);
  t.deepEqual(train.images, whole.train.images.subarray(0, 7 * 784));
  t.deepEqual(validation?.images, whole.train.images.subarray(7 * 784));
  t.deepEqual(validation?.labels, whole.train.labels.subarray(7));
  await t.throwsAsync(loadData({ ...digits, validation: 12 }), {
    instanceOf: UserError,
    message: 'digits has 12 training images, and 12 of them were to be held out; hold out fewer',
  });
});

test('loadData(faces, { signal }) paints no further once the signal is aborted', async t => {
  const reason = new Error('enough');
  const stop = new AbortController();
  let painted = 0;
  const onProgress = (): void => {
    painted++;
    stop.abort(reason);
  };
  const faces = { name: 'faces', train: 150, test: 50, seed: 1 } as const;
  t.is(await t.throwsAsync(loadData(faces, { signal: stop.signal, onProgress })), reason);
  t.is(painted, 100);
});

test('checkEnoughImages(config, data) refuses less than a batch, or than the figure shows', t => {
  const data = (train: number, test: number): Dataset => ({
    ...tinyData(),
    train: tinyImages(train, 1),
    test: tinyImages(test, 2),
  });
  const config = tinyConfig('vae', { batchSize: 8 });
  t.notThrows(() => checkEnoughImages(config, data(8, 56)));
  t.throws(() => checkEnoughImages(config, data(7, 56)), {
    instanceOf: UserError,
    message: 'discs has 7 training images, and a batch is 8; use more images, or a smaller --batch',
  });
  t.throws(() => checkEnoughImages(config, data(8, 55)), {
    instanceOf: UserError,
    message: 'discs has 55 test images, and the figure needs 56; use more images',
  });
});

const dataOf = (sources: Dataset['sources']): Dataset => ({ ...tinyData(), sources });
const own = { 'faces.zip': 'a1', 'attributes.txt': 'b2' };

/** A run that was trained on the images `own`. */
async function trainedRun(t: ExecutionContext): Promise<RunFolder> {
  const folder = tinyRun(await temporaryFolder(t), 'run', tinyConfig('vae'));
  folder.writeJson('manifest.json', await beginManifest(1, own));
  return folder;
}

test('checkSameImages(folder, data) names every file that is another, missing or new', async t => {
  const folder = await trainedRun(t);
  t.notThrows(() => checkSameImages(folder, dataOf({ 'attributes.txt': 'b2', 'faces.zip': 'a1' })));
  const rows: readonly [Dataset['sources'], string][] = [
    [{ ...own, 'faces.zip': 'c3' }, 'faces.zip is another'],
    [{ ...own, 'partition.txt': 'd4' }, 'partition.txt was not there'],
    [{ 'faces.zip': 'a1' }, 'attributes.txt is missing'],
    [{ faces: 'e5', 'attributes.txt': 'b2' }, 'faces.zip is missing, faces was not there'],
  ];
  for (const [sources, differences] of rows) {
    const error = t.throws(() => checkSameImages(folder, dataOf(sources)), { instanceOf: UserError });
    t.is(
      error?.message,
      `${folder.path} was trained on other images than these (${differences}); ` +
        'name the folder of its own images with --data, or train on these in another folder with --out',
    );
    t.is(error?.exitCode, 2);
  }
});

test('checkSameImages(folder, data) lets all pass where nothing was trained, or nothing is known', async t => {
  const parent = await temporaryFolder(t);
  const untrained = RunFolder.create(`${parent}/untrained`, tinyConfig('vae'));
  untrained.writeJson('manifest.json', await beginManifest(1, own));
  t.notThrows(() => checkSameImages(untrained, dataOf({})));
  t.notThrows(() => checkSameImages(tinyRun(parent, 'old', tinyConfig('vae')), dataOf(own)));
});

test.serial('trainRun, evaluateRun and packExplorer refuse other images, and change nothing', async t => {
  const folder = await trainedRun(t);
  const before = folder.readJson('manifest.json');
  const other = dataOf({ ...own, 'partition.txt': 'd4' });
  const refused = {
    instanceOf: UserError,
    message: /trained on other images .*partition\.txt was not there/,
  };
  await t.throwsAsync(trainRun(folder, other), refused);
  await t.throwsAsync(evaluateRun(folder, other, {} as Reference), refused);
  await t.throwsAsync(packExplorer([folder], other), refused);
  t.deepEqual(folder.readJson('manifest.json'), before);
  t.false(existsSync(folder.file('metrics.json')));
});
