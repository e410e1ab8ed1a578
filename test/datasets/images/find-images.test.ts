import { join } from 'node:path';
import { UserError } from '../../../lib/base/errors.js';
import { classesOf, readLabelsCsv } from '../../../lib/datasets/images/labels-csv.js';
import { describeImages } from '../../../lib/datasets/images/describe-images.js';
import { findImages } from '../../../lib/datasets/images/find-images.js';
import { loadImages } from '../../../lib/datasets/images/images.js';
import { labelParts, partOf } from '../../../lib/datasets/images/parts.js';
import { idxBytes } from '../../support/idx-file.js';
import { plainPicture, writeTree } from '../../support/image-files.js';
import { npyBytes } from '../../support/npy-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { zipBytes } from '../../support/zip-file.js';
import { slow as test } from '../../support/slow.js';

/** Bytes of `count` grey images of `side` pixels, image i of the grey i. */
const greys = (count: number, side = 20): Uint8Array =>
  Uint8Array.from({ length: count * side * side }, (_, k) => Math.floor(k / side ** 2));

const countTo = (count: number, modulus: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => i % modulus);

test('partOf tells the part by words of a name, and not by parts of words', t => {
  t.deepEqual(
    ['t10k-images', 'x_test', 'emnist-letters-train', 'val_images', 'contest', 'x', 'training'].map(partOf),
    ['test', 'test', 'train', 'validation', undefined, undefined, 'train'],
  );
});

test('labelParts numbers classes of all parts alike, and has none of one class, of too many, or of a part without', t => {
  const part = (...texts: string[]) => ({
    count: texts.length,
    texts,
    nameOf: String,
    at: () => ({ file: '' }),
  });
  const found = labelParts({ train: part('b', 'a', 'b'), test: part('c', 'a') });
  t.deepEqual(found.classes, ['a', 'b', 'c']);
  t.deepEqual(
    [[...found.train.labels], [...found.test!.labels]],
    [
      [1, 0, 1],
      [2, 0],
    ],
  );
  const one = labelParts({ train: part('a', 'a'), validation: part('a') });
  t.deepEqual([one.classes, [...one.train.labels], one.test?.count], [[], [0, 0], 1]);
  const many = labelParts({ train: part(...Array.from({ length: 257 }, (_, i) => `${i}`)) });
  t.deepEqual(many.classes, []);
  t.regex(many.notes[0]!, /257 classes, and a label is one of 256: labels are left out/);
  const half = labelParts({ train: part('a', 'b'), test: { ...part('a'), texts: undefined } });
  t.deepEqual([half.classes, half.notes.length], [[], 1]);
});

test('the folders below train/ and test/ are classes, and an array may have its three channels first', async t => {
  const directory = await temporaryFolder(t);
  const picture = await plainPicture();
  const names = ['train/a/1.png', 'train/b/2.png', 'val/b/3.png', 'test/a/4.png'];
  const planes = Uint8Array.from({ length: 3 * 256 }, (_, k) => 10 * Math.floor(k / 256) + ((k % 256) % 7));
  writeTree(directory, {
    ...Object.fromEntries(names.map(name => [`pictures/${name}`, picture])),
    'x.npy': npyBytes('|u1', [1, 3, 16, 16], planes),
  });
  const { classes, train, validation, test: held } = await findImages(join(directory, 'pictures'));
  t.deepEqual(classes, ['a', 'b']);
  t.deepEqual([train.count, validation?.count, held?.count, validation?.labels[0]], [2, 1, 1, 1]);
  const image = (await findImages(join(directory, 'x.npy'))).train.at(0);
  t.deepEqual('pixels' in image && [...image.pixels.subarray(0, 6)], [0, 10, 20, 1, 11, 21]);
});

test('classesOf numbers labels by value, and texts by their order', t => {
  t.deepEqual(classesOf(['10', '9', '10', '-1']).classes, ['-1', '9', '10']);
  t.deepEqual([...classesOf(['10', '9', '10', '-1']).numbers], [2, 1, 2, 0]);
  t.deepEqual(classesOf(['dog', 'cat', 'Ant']).classes, ['Ant', 'cat', 'dog']);
});

test('loadImages(pictures) fits, resizes and keeps classes, splits, and skips what is no picture', async t => {
  const folder = await temporaryFolder(t);
  const [cache, directory] = [join(folder, 'cache'), join(folder, 'my flowers!')];
  const colours = { rose: [200, 10, 20], tulip: [10, 200, 30] } as const;
  const files: Record<string, Uint8Array | string> = { '.hidden/x.png': 'x', '__MACOSX/rose/._1.png': 'x' };
  for (const [name, colour] of Object.entries(colours)) {
    for (let i = 0; i < 35; i++) {
      const format = (['png', 'jpeg', 'webp'] as const)[i % 3]!;
      const suffix = { png: 'PNG', jpeg: 'jpg', webp: 'webp' }[format];
      files[`${name}/${i}.${suffix}`] = await plainPicture({ width: 50 + i, height: 60, colour, format });
    }
  }
  files['rose/broken.png'] = 'no picture';
  writeTree(directory, files);
  const spec = await describeImages(directory, { size: 32 });
  t.deepEqual(spec, {
    title: 'my-flowers-',
    format: 'pictures',
    size: 32,
    channels: 3,
    fit: 'cover',
    filter: 'lanczos3',
    split: { kind: 'drawn', test: 60, seed: 0 },
    classes: ['rose', 'tulip'],
  });
  let prepared = 0;
  const onProgress = (done: number): void => {
    prepared = done;
  };
  const data = await loadImages(spec, { directory, cache, onProgress });
  t.is(prepared, 71);
  t.deepEqual([data.train.count, data.test.count, data.classes], [10, 60, 2]);
  t.deepEqual(data.classNames, ['rose', 'tulip']);
  t.deepEqual(
    data.skipped?.map(({ name }) => name),
    ['rose/broken.png'],
  );
  for (const { images, labels, count } of [data.train, data.test]) {
    for (let i = 0; i < count; i++) {
      const wanted = Object.values(colours)[labels[i]!]!;
      const middle = 3 * (i * 32 * 32 + 16 * 32 + 16);
      wanted.forEach((value, c) => t.true(Math.abs(images[middle + c]! - value) <= 4));
    }
  }
  // From the cache, and to the same bytes.
  prepared = 0;
  t.deepEqual(await loadImages(spec, { directory, cache, onProgress }), data);
  t.is(prepared, 0);
});

test('fit: cover takes the square in the middle, contain puts the whole on black, fill stretches it', async t => {
  const directory = await temporaryFolder(t);
  // Twice as wide as high; a dark quarter on the left, which the square in the middle leaves out.
  const [dark, bright] = [64, 192];
  const rows = Uint8Array.from({ length: 100 * 16 * 32 }, (_, k) => (k % 32 < 8 ? dark : bright));
  writeTree(directory, { 'images.npy': npyBytes('|u1', [100, 16, 32], rows) });
  const pixels = async (fit: 'cover' | 'contain' | 'fill'): Promise<number[]> => {
    const spec = await describeImages(directory, { size: 32, fit });
    t.deepEqual([spec.fit, spec.channels], [fit, 1]);
    const { train } = await loadImages(spec, { directory });
    // Top left, middle left, middle right.
    // Lanczos' filter overshoots a little at an edge.
    const nearest = (value: number): number => [0, dark, bright].find(tone => Math.abs(tone - value) < 16)!;
    return [2, 16 * 32 + 2, 16 * 32 + 29].map(place => nearest(train.images[place]!));
  };
  t.deepEqual(await pixels('cover'), [bright, bright, bright]);
  t.deepEqual(await pixels('contain'), [0, dark, bright]);
  t.deepEqual(await pixels('fill'), [dark, dark, bright]);
});

test('pictures in train/ and test/ are split as they lie, and labelled by labels.csv before folders', async t => {
  const directory = await temporaryFolder(t);
  const picture = await plainPicture({ width: 24, height: 24, grey: true });
  const lines: string[] = [];
  const files: Record<string, Uint8Array | string> = {};
  for (let i = 0; i < 12; i++) {
    files[`${i < 8 ? 'train' : 'test'}/${i}.png`] = picture;
    lines.push(`${i}.png,${i % 2 === 0 ? 'even' : 'odd, or not'}`.replace(/,(odd.*)$/, ',"$1"'));
  }
  writeTree(directory, { ...files, 'labels.csv': `\ufeff"file",label\r\n${lines.join('\r\n')}\r\n` });
  const spec = await describeImages(directory);
  t.deepEqual(spec.split, { kind: 'given' });
  t.deepEqual(spec.classes, ['even', 'odd, or not']);
  t.is(spec.size, 24);
  t.is(spec.channels, 1);
  const {
    train,
    test: held,
    sources,
  } = await loadImages(spec, { directory, cache: join(directory, 'cache') });
  t.deepEqual([...train.labels], [0, 1, 0, 1, 0, 1, 0, 1]);
  t.is(held.count, 4);
  t.deepEqual(Object.keys(sources).sort(), ['labels.csv', 'pictures']);
  await t.throwsAsync(readLabelsCsv(join(directory, 'train', '0.png')), { instanceOf: UserError });
});

test('idx files of any content: their split, labels of any numbers, EMNIST turned upright', async t => {
  const directory = await temporaryFolder(t);
  const tall = Uint8Array.from({ length: 70 * 8 * 16 }, (_, k) => (k % 16) * 10);
  writeTree(directory, {
    'emnist-letters-train-images-idx3-ubyte': idxBytes([70, 8, 16], tall),
    'emnist-letters-train-labels-idx1-ubyte': idxBytes(
      [70],
      countTo(70, 2).map(label => 5 + 4 * label),
    ),
    'emnist-letters-test-images-idx3-ubyte': idxBytes([60, 8, 16], tall.subarray(0, 60 * 128)),
    'emnist-letters-test-labels-idx1-ubyte': idxBytes(
      [60],
      countTo(60, 2).map(label => 5 + 4 * label),
    ),
  });
  const spec = await describeImages(directory, { size: 32, fit: 'fill' });
  t.true(spec.transpose);
  t.deepEqual(spec.classes, ['5', '9']);
  const { train, test: held } = await loadImages(spec, { directory });
  t.deepEqual([train.count, held.count], [70, 60]);
  t.deepEqual([...train.labels.subarray(0, 3)], [0, 1, 0]);
  // In the file values grow to the right; turned, downwards.
  const [first, middle, last] = [0, 16 * 32, 31 * 32].map(at => train.images[at]!);
  t.true(first! < middle! && middle! < last!);
  t.is(train.images[16 * 32], train.images[16 * 32 + 31]);
});

test('arrays: Keras’, channels first, floats of [0, 1], labels in a CSV; a tenth is drawn for testing', async t => {
  const directory = await temporaryFolder(t);
  const floats = new Uint8Array(Float32Array.from(greys(100), value => value / 255).buffer);
  writeTree(directory, {
    'a.npz': zipBytes([
      { name: 'x_train.npy', bytes: npyBytes('|u1', [100, 20, 20], greys(100)) },
      {
        name: 'y_train.npy',
        bytes: npyBytes(
          '<i8',
          [100],
          new Uint8Array(BigInt64Array.from({ length: 100 }, (_, i) => BigInt(i % 3)).buffer),
        ),
      },
      { name: 'x_test.npy', bytes: npyBytes('|u1', [60, 20, 20], greys(60)) },
      { name: 'y_test.npy', bytes: npyBytes('|u1', [60], countTo(60, 3)) },
    ]),
    'floats/pixels.npy': npyBytes('<f4', [100, 1, 20, 20], floats),
    'floats/labels.csv': ['label', ...Array.from({ length: 100 }, (_, i) => (i < 50 ? 'low' : 'high'))].join(
      '\n',
    ),
  });
  const keras = await describeImages(join(directory, 'a.npz'));
  t.deepEqual([keras.title, keras.size, keras.format, keras.split.kind], ['a', 20, 'arrays', 'given']);
  t.deepEqual(keras.classes, ['0', '1', '2']);
  const spec = await describeImages(join(directory, 'floats'), { most: { train: 30, test: 10 } });
  t.deepEqual([spec.train, spec.test, spec.split], [30, 10, { kind: 'drawn', test: 60, seed: 0 }]);
  const { train, test: held } = await loadImages(spec, { directory: join(directory, 'floats') });
  t.deepEqual([train.count, held.count], [30, 10]);
  // Every image is known by its grey: none twice, labels with them, and not the first ones.
  const tones = [train, held].flatMap(({ images, labels, count }) =>
    Array.from({ length: count }, (_, i) => {
      t.is(spec.classes[labels[i]!], images[i * 400]! < 50 ? 'low' : 'high');
      return images[i * 400]!;
    }),
  );
  t.is(new Set(tones).size, 40);
  t.notDeepEqual(
    tones,
    tones.toSorted((a, b) => a - b),
  );
});

test('a run refuses images of another kind than it is of', async t => {
  const directory = await temporaryFolder(t);
  writeTree(directory, { 'x.npy': npyBytes('|u1', [100, 20, 20], greys(100)) });
  const spec = await describeImages(directory);
  const refused = (change: Partial<typeof spec>, message: RegExp): Promise<unknown> =>
    t.throwsAsync(loadImages({ ...spec, ...change }, { directory }), { instanceOf: UserError, message });
  await refused({ format: 'idx' }, /holds other images than the run is of: arrays, not idx/);
  await refused({ classes: ['a', 'b'] }, /classes none, not a, b/);
  await refused({ split: { kind: 'given' } }, /no test images are told apart/);
  await refused({ split: { kind: 'drawn', test: 100, seed: 0 } }, /100 images, and 100 are held out/);
  await refused({ train: 41 }, /has 40 training images, and 41 were asked for/);
});

test('findImages says what is there in place of images, and what to do about it', async t => {
  const directory = await temporaryFolder(t);
  writeTree(directory, {
    'zip/flowers.zip': '',
    'gif/a.gif': '',
    'table/train.parquet': '',
    'empty/.keep': '',
    'two/a-images-idx3-ubyte': idxBytes([1, 2, 2], new Uint8Array(4)),
    'two/b-images-idx3-ubyte': idxBytes([1, 2, 2], new Uint8Array(4)),
    'odd/x.npy': npyBytes('|u1', [2, 4, 4, 7], new Uint8Array(224)),
    'range/x.npy': npyBytes('<f4', [1, 2, 2], new Uint8Array(Float32Array.of(-1, 0, 0, 1).buffer)),
    'many/a.npy': npyBytes('|u1', [1, 2, 2], new Uint8Array(4)),
    'many/b.npy': npyBytes('|u1', [1, 2, 2], new Uint8Array(4)),
    'labels/x.npy': npyBytes('|u1', [2, 2, 2], new Uint8Array(8)),
    'labels/y.npy': npyBytes('|u1', [3], new Uint8Array(3)),
  });
  const refused = (name: string, message: RegExp): Promise<unknown> =>
    t.throwsAsync(findImages(join(directory, name)), { instanceOf: UserError, message }, name);
  await refused('nowhere', /does not exist; name a folder of pictures/);
  await refused('zip', /has no pictures .*it has flowers\.zip.*; unpack flowers\.zip/);
  await refused('gif', /convert such as a\.gif to PNG/);
  await refused('table', /save what is in train\.parquet as pictures or by numpy\.savez/);
  await refused('empty', /name a folder of pictures/);
  await refused('two', /idx files of 2 sets \(a, b\); put those of one set/);
  await refused('odd', /is of 2 × 4 × 4 × 7, and images are/);
  await refused('range', /numbers from -1 to 1, and pixels are 0 … 255 or 0 … 1/);
  await refused('many', /2 arrays of images that could be meant/);
  await refused('labels', /3 labels for the 2 images/);
  await refused('zip/flowers.zip', /is not a folder, nor a file of arrays; unpack flowers\.zip/);
});
