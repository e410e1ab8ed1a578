import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from '../../lib/base/errors.js';
import { loadCelebA } from '../../lib/datasets/celeba/celeba.js';
import type { Dataset } from '../../lib/datasets/dataset.js';
import { describeImages } from '../../lib/datasets/images/describe-images.js';
import { loadImages } from '../../lib/datasets/images/images.js';
import { type MnistFile, mnistFiles } from '../../lib/datasets/mnist/mnist-files.js';
import { loadMnist } from '../../lib/datasets/mnist/mnist.js';
import { attributeText, fileName, plainJpeg } from '../support/celeba-folder.js';
import { idxBytes } from '../support/idx-file.js';
import { plainPicture, writeTree } from '../support/image-files.js';
import { npyBytes } from '../support/npy-file.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { zipBytes } from '../support/zip-file.js';
import { slow as test } from '../support/slow.js';

type Tree = Readonly<Record<string, Uint8Array | string>>;

/** A layout in which people have a data set, and what it gives: training and test images, or the sentence that refuses it. */
interface Layout {
  readonly name: string;
  readonly of: 'mnist' | 'celeba' | 'images';
  readonly tree: Tree;
  /** What is named from the folder of the tree on, by default that. */
  readonly data?: string;
  readonly gives: readonly [train: number, test: number] | RegExp;
  /** What is said beside. */
  readonly notes?: RegExp;
}

/** A tree inside a folder. */
const inside = (folder: string, tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).map(([path, bytes]) => [`${folder}/${path}`, bytes]));

const without = (tree: Tree, ...names: readonly string[]): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([path]) => !names.includes(path)));

// MNIST: 5 and 3 digits.
const digits: Readonly<Record<MnistFile['role'], Uint8Array>> = {
  trainImages: idxBytes([5, 28, 28], new Uint8Array(5 * 784)),
  trainLabels: idxBytes([5], new Uint8Array(5)),
  testImages: idxBytes([3, 28, 28], new Uint8Array(3 * 784)),
  testLabels: idxBytes([3], new Uint8Array(3)),
};
const files = mnistFiles.map(file => ({
  ...file,
  md5: createHash('md5').update(digits[file.role]).digest('hex'),
}));
const mnist: Tree = Object.fromEntries(mnistFiles.map(({ role, name }) => [name, digits[role]]));
const packed: Tree = Object.fromEntries(
  Object.entries(mnist).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
);
const dotted: Tree = Object.fromEntries(
  Object.entries(mnist).map(([name, bytes]) => [name.replace('-idx', '.idx'), bytes]),
);

// CelebA: 20 pictures.
const count = 20;
const jpegs: readonly Uint8Array[] = await Promise.all(
  Array.from({ length: count }, (_, i) => plainJpeg(2 * i, 2 * i, 2 * i)),
);
const pictures: Tree = Object.fromEntries(
  jpegs.map((bytes, i) => [`img_align_celeba/${fileName(i)}`, bytes]),
);
const zip = {
  'img_align_celeba.zip': zipBytes(
    Object.entries(pictures).map(([name, bytes]) => ({ name, bytes: bytes as Uint8Array })),
  ),
};
const list = { 'list_attr_celeba.txt': attributeText(count) };
const parts = Array.from({ length: count }, (_, i) => [fileName(i), i < 12 ? 0 : i < 15 ? 1 : 2] as const);
const partition = { 'list_eval_partition.txt': parts.map(row => `${row.join(' ')}\n`).join('') };
const csv = {
  'list_attr_celeba.csv': [
    'image_id,Male,Smiling,Young',
    ...Array.from({ length: count }, (_, i) => `${fileName(i)},-1,${i % 3 === 0 ? 1 : -1},1`),
  ].join('\n'),
  'list_eval_partition.csv': ['image_id,partition', ...parts.map(row => row.join(','))].join('\n'),
};
const page = '<!DOCTYPE html><html><title>Google Drive - Quota exceeded</title></html>';
const few = Object.fromEntries(Object.entries(pictures).slice(0, 10));

// Images: 100 grey ones, 60 of which are drawn for testing.
const picture = await plainPicture({ width: 20, height: 20, grey: true });
const hundred = (path: (i: number) => string): Tree =>
  Object.fromEntries(Array.from({ length: 100 }, (_, i) => [path(i), picture]));
const array = (n: number): Uint8Array => npyBytes('|u1', [n, 20, 20], new Uint8Array(n * 400));
const row = (n: number): Uint8Array =>
  npyBytes(
    '|u1',
    [n],
    Uint8Array.from({ length: n }, (_, i) => i % 2),
  );

const layouts: readonly Layout[] = [
  { name: 'the four files', of: 'mnist', tree: mnist, gives: [5, 3] },
  { name: 'gzipped', of: 'mnist', tree: packed, gives: [5, 3] },
  { name: 'with dots in their names', of: 'mnist', tree: dotted, gives: [5, 3] },
  { name: 'in mnist/', of: 'mnist', tree: inside('mnist', mnist), gives: [5, 3] },
  { name: 'in MNIST/', of: 'mnist', tree: inside('MNIST', packed), gives: [5, 3] },
  {
    name: 'torchvision’s ROOT/MNIST/raw',
    of: 'mnist',
    tree: inside('MNIST/raw', { ...mnist, ...packed }),
    gives: [5, 3],
  },
  {
    name: 'torchvision’s MNIST/raw, named by MNIST',
    of: 'mnist',
    tree: inside('MNIST/raw', mnist),
    data: 'MNIST',
    gives: [5, 3],
  },
  {
    name: 'a folder with half of them above one with all',
    of: 'mnist',
    tree: { 't10k-labels-idx1-ubyte': digits.testLabels, ...inside('raw', mnist) },
    gives: [5, 3],
  },
  {
    name: 'without test labels',
    of: 'mnist',
    tree: without(mnist, 't10k-labels-idx1-ubyte'),
    gives: /lacks t10k-labels-idx1-ubyte; fetch the files with `wae data mnist`/,
  },
  {
    name: 'Fashion-MNIST in MNIST’s place',
    of: 'mnist',
    tree: { ...mnist, 'train-labels-idx1-ubyte': idxBytes([5], Uint8Array.of(1, 2, 3, 4, 5)) },
    gives: /is not MNIST's .*wae train images --data/,
  },
  {
    name: 'nothing',
    of: 'mnist',
    tree: { 'a.txt': '' },
    gives:
      /was not found in .*, nor in raw, MNIST\/raw, MNIST there \(looked for train-images-idx3-ubyte .*wae data mnist/,
  },
  { name: 'zip and list', of: 'celeba', tree: { ...zip, ...list }, gives: [18, 2] },
  {
    name: 'folder, list and official split',
    of: 'celeba',
    tree: { ...pictures, ...list, ...partition },
    gives: [15, 5],
  },
  { name: 'in celeba/', of: 'celeba', tree: inside('celeba', { ...zip, ...list }), gives: [18, 2] },
  { name: 'in CelebA/', of: 'celeba', tree: inside('CelebA', { ...pictures, ...list }), gives: [18, 2] },
  {
    name: 'the publisher’s drive: Img, Anno, Eval',
    of: 'celeba',
    tree: { ...inside('Img', zip), ...inside('Anno', list), ...inside('Eval', partition) },
    gives: [15, 5],
  },
  {
    name: 'the same in CelebA/, unpacked',
    of: 'celeba',
    tree: inside('CelebA', {
      ...inside('Img', pictures),
      ...inside('Anno', list),
      ...inside('Eval', partition),
    }),
    gives: [15, 5],
  },
  {
    name: 'Kaggle’s nested folder and CSV lists',
    of: 'celeba',
    tree: { ...inside('img_align_celeba', pictures), ...csv },
    gives: [15, 5],
  },
  {
    name: 'Kaggle’s, named one folder above',
    of: 'celeba',
    tree: inside('celeba', { ...inside('img_align_celeba', pictures), ...csv }),
    gives: [15, 5],
  },
  {
    name: 'a part of the pictures with the whole list',
    of: 'celeba',
    tree: { ...few, ...list },
    gives: [9, 1],
    notes: /10 of the 20 pictures that .*list_attr_celeba\.txt lists are there/,
  },
  {
    name: 'a part without any of the official test set',
    of: 'celeba',
    tree: { ...few, ...list, ...partition },
    gives: [9, 1],
    notes: /puts 0 of the 10 pictures into the test set; the last 1 by name are held out/,
  },
  {
    name: 'a web page in the zip’s place beside a good folder',
    of: 'celeba',
    tree: { ...pictures, ...list, 'img_align_celeba.zip': page },
    gives: [18, 2],
    notes: /zip is a web page and no zip and is passed over; the pictures are those of/,
  },
  {
    name: 'half a zip beside a good folder',
    of: 'celeba',
    tree: { ...pictures, ...list, 'img_align_celeba.zip': zip['img_align_celeba.zip'].subarray(0, 4000) },
    gives: [18, 2],
    notes: /zip is cut short and is passed over/,
  },
  {
    name: 'an empty folder beside a good zip',
    of: 'celeba',
    tree: { ...zip, ...list, 'img_align_celeba/.keep': '' },
    gives: [18, 2],
  },
  {
    name: 'a web page alone',
    of: 'celeba',
    tree: { ...list, 'img_align_celeba.zip': page },
    gives: /is a web page and no zip: the page was saved in its place; fetch it again/,
  },
  {
    name: 'half a zip alone',
    of: 'celeba',
    tree: { ...list, 'img_align_celeba.zip': zip['img_align_celeba.zip'].subarray(0, 4000) },
    gives: /is cut short or not a zip/,
  },
  {
    name: 'pictures without a list',
    of: 'celeba',
    tree: pictures,
    gives: /lacks list_attr_celeba\.txt \(looked for .*there and in Img and Anno\)/,
  },
  {
    name: 'the PNGs in 7z parts',
    of: 'celeba',
    tree: { ...inside('Anno', list), 'Img/img_align_celeba_png.7z.001': '' },
    gives: /img_align_celeba_png\.7z\.001 holds another version of the pictures: fetch img_align_celeba\.zip/,
  },
  {
    name: 'Kaggle’s archive, packed',
    of: 'celeba',
    tree: { 'archive.zip': 'PK' },
    gives: /if archive\.zip holds them, unpack it there/,
  },
  {
    name: 'a list of other pictures',
    of: 'celeba',
    tree: { ...zip, 'list_attr_celeba.txt': attributeText(5) },
    gives: /has no line for 000006\.jpg/,
  },
  { name: 'pictures in one folder', of: 'images', tree: hundred(i => `${i}.png`), gives: [40, 60] },
  { name: 'folders as classes', of: 'images', tree: hundred(i => `${i % 2}/${i}.png`), gives: [40, 60] },
  {
    name: 'train/ and val/',
    of: 'images',
    tree: hundred(i => `${i < 70 ? 'train' : 'val'}/${i % 2}/${i}.png`),
    gives: [70, 30],
  },
  {
    name: 'Keras’ .npz',
    of: 'images',
    tree: {
      'a.npz': zipBytes([
        { name: 'x_train.npy', bytes: array(70) },
        { name: 'y_train.npy', bytes: row(70) },
        { name: 'x_test.npy', bytes: array(30) },
        { name: 'y_test.npy', bytes: row(30) },
      ]),
    },
    data: 'a.npz',
    gives: [70, 30],
  },
  {
    name: 'MedMNIST’s .npz',
    of: 'images',
    tree: {
      'a.npz': zipBytes(
        ['train', 'val', 'test'].flatMap(part => [
          { name: `${part}_images.npy`, bytes: array(30) },
          { name: `${part}_labels.npy`, bytes: row(30) },
        ]),
      ),
    },
    gives: [30, 30],
  },
  {
    name: 'KMNIST’s four .npz',
    of: 'images',
    tree: Object.fromEntries(
      ['train', 'test'].flatMap(part => [
        [`kmnist-${part}-imgs.npz`, zipBytes([{ name: 'arr_0.npy', bytes: array(40) }])],
        [`kmnist-${part}-labels.npz`, zipBytes([{ name: 'arr_0.npy', bytes: row(40) }])],
      ]),
    ),
    gives: [40, 40],
  },
  {
    name: 'torchvision’s FashionMNIST/raw',
    of: 'images',
    tree: inside('FashionMNIST/raw', { ...mnist, ...packed }),
    gives: [5, 3],
  },
  { name: 'a zip of pictures', of: 'images', tree: { 'flowers.zip': 'PK' }, gives: /unpack flowers\.zip/ },
];

async function load({ of, data = '.' }: Layout, root: string): Promise<Dataset> {
  const directory = join(root, 'data', data);
  const cache = join(root, 'cache');
  if (of === 'mnist') return loadMnist({ directory, files });
  if (of === 'celeba') return loadCelebA({ directory, cache, size: 32 });
  return loadImages(await describeImages(directory), { directory, cache });
}

for (const layout of layouts) {
  const { name, of, tree, gives, notes } = layout;
  test(`layout of ${of}: ${name}`, async t => {
    const root = await temporaryFolder(t);
    writeTree(join(root, 'data'), tree);
    if (gives instanceof RegExp) {
      await t.throwsAsync(load(layout, root), { instanceOf: UserError, message: gives });
      return;
    }
    const found = await load(layout, root);
    t.deepEqual([found.train.count, found.test.count], gives);
    const said = (found.notes ?? []).join('; ');
    if (notes === undefined) t.is(said, '');
    else t.regex(said, notes);
  });
}
