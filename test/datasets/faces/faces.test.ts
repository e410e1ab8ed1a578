import type { ImageSet } from '../../../lib/datasets/dataset.js';
import { loadFaces, makeFaces } from '../../../lib/datasets/faces/faces.js';
import { Rng } from '../../../lib/base/random.js';
import { slow as test } from '../../support/slow.js';

const bytes = 64 * 64 * 3;
const faces = makeFaces({ count: 400, rng: Rng.fromSeed(5) });

interface Box {
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

const cheek: Box = { rows: [40, 45], columns: [22, 42] };
const crown: Box = { rows: [3, 10], columns: [24, 40] };
const eyes: Box = { rows: [28, 38], columns: [18, 46] };

/** Mean over a box and the three colours, 0 … 255. */
function brightness({ images }: ImageSet, i: number, { rows, columns }: Box): number {
  let [sum, count] = [0, 0];
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let k = 3 * columns[0]; k < 3 * columns[1]; k++) {
      sum += images[i * bytes + row * 64 * 3 + k]!;
      count += 1;
    }
  }
  return sum / count;
}

/** Indices of the faces that have an attribute, or that lack it. */
function having({ attributes, count }: ImageSet, name: string, value = 1): number[] {
  const at = attributes?.names.indexOf(name) ?? -1;
  const width = attributes?.names.length ?? 0;
  return Array.from({ length: count }, (_, i) => i).filter(i => attributes?.values[i * width + at] === value);
}

function meanOf(indices: readonly number[], f: (i: number) => number): number {
  return indices.reduce((sum, i) => sum + f(i), 0) / indices.length;
}

/** Variance of the Laplacian of the green channel. */
function sharpness({ images }: ImageSet, i: number): number {
  const green = (row: number, column: number): number => images[i * bytes + 3 * (64 * row + column) + 1]!;
  let [sum, squares, count] = [0, 0, 0];
  for (let row = 1; row < 63; row++) {
    for (let column = 1; column < 63; column++) {
      const around = green(row - 1, column) + green(row + 1, column) + green(row, column - 1);
      const value = around + green(row, column + 1) - 4 * green(row, column);
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  return squares / count - (sum / count) ** 2;
}

/** Mean squared difference of two faces' pixels, which are in [0, 1]. */
function squaredDistance({ images }: ImageSet, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < bytes; k++) {
    sum += (images[i * bytes + k]! - images[j * bytes + k]!) ** 2;
  }
  return sum / bytes / 255 ** 2;
}

test('makeFaces gives the same bytes for the same seed and other bytes for another', t => {
  const again = makeFaces({ count: 20, rng: Rng.fromSeed(5) });
  t.deepEqual(again.images, faces.images.slice(0, 20 * bytes));
  t.notDeepEqual(makeFaces({ count: 20, rng: Rng.fromSeed(6) }).images, again.images);
});

test('makeFaces(more) begins with makeFaces(fewer), first skips, and earlier draws do not matter', t => {
  const rng = Rng.fromSeed(5);
  rng.normal();
  const part = makeFaces({ count: 7, first: 11, rng });
  t.deepEqual(part.images, faces.images.slice(11 * bytes, 18 * bytes));
  t.deepEqual(part.labels, faces.labels.slice(11, 18));
});

test('makeFaces({ size: 32 }) is the mean over 2 × 2 pixels of size 64', t => {
  const small = makeFaces({ count: 2, rng: Rng.fromSeed(5), size: 32 });
  t.deepEqual(small.shape, [32, 32, 3]);
  for (const [row, column, channel] of [
    [0, 0, 0],
    [17, 9, 1],
    [31, 31, 2],
  ] as const) {
    let sum = 0;
    for (const [r, c] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      sum += faces.images[bytes + 3 * (64 * (2 * row + r) + 2 * column + c) + channel]!;
    }
    t.is(small.images[bytes / 4 + 3 * (32 * row + column) + channel], Math.round(sum / 4));
  }
});

test('makeFaces says of a face what is to be seen: skin, hair, glasses, focus', t => {
  const seen = (box: Box) => (i: number) => brightness(faces, i, box);
  const bare = new Set(having(faces, 'Wearing_Hat', 0));
  const hair = (name: string): number[] => having(faces, name).filter(i => bare.has(i));
  t.true(
    meanOf(having(faces, 'Pale_Skin'), seen(cheek)) > meanOf(having(faces, 'Pale_Skin', 0), seen(cheek)) + 20,
  );
  t.true(meanOf(hair('Blond_Hair'), seen(crown)) > meanOf(hair('Brown_Hair'), seen(crown)) + 25);
  t.true(meanOf(hair('Brown_Hair'), seen(crown)) > meanOf(hair('Black_Hair'), seen(crown)) + 10);
  t.true(
    meanOf(having(faces, 'Eyeglasses'), seen(eyes)) < meanOf(having(faces, 'Eyeglasses', 0), seen(eyes)) - 20,
  );
  const sharp = (i: number): number => sharpness(faces, i);
  t.true(meanOf(having(faces, 'Blurry'), sharp) < 0.35 * meanOf(having(faces, 'Blurry', 0), sharp));
});

test('makeFaces has every attribute now and then and none always; the label is Smiling', t => {
  const { names, values } = faces.attributes ?? { names: [], values: new Uint8Array() };
  t.is(values.length, 400 * names.length);
  for (const name of names) {
    const share = having(faces, name).length / 400;
    t.true(share > 0.008 && share < 0.9, `${name}: ${share}`);
  }
  t.deepEqual(
    having(faces, 'Smiling'),
    Array.from({ length: 400 }, (_, i) => i).filter(i => faces.labels[i] === 1),
  );
});

test('makeFaces is varied: pixel variances add up to more than 500, and no two faces are near each other', t => {
  let variance = 0;
  for (let k = 0; k < bytes; k++) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < 400; i++) {
      const value = faces.images[i * bytes + k]! / 255;
      sum += value;
      squares += value * value;
    }
    variance += squares / 400 - (sum / 400) ** 2;
  }
  t.true(variance > 500 && variance < 900, `${variance}`);
  let nearest = Infinity;
  for (let i = 0; i < 100; i++) {
    for (let j = 0; j < i; j++) nearest = Math.min(nearest, squaredDistance(faces, i, j));
  }
  t.true(nearest > 0.008, `${nearest}`);
});

test('makeFaces(0) is empty; a bad count, first or size throws', t => {
  t.is(makeFaces({ count: 0, rng: Rng.fromSeed(1) }).images.length, 0);
  for (const count of [-1, 1.5, NaN, Infinity]) {
    t.throws(() => makeFaces({ count, rng: Rng.fromSeed(1) }), {
      instanceOf: RangeError,
      message: /^makeFaces: expected `count` to be an integer ≥ 0, got /,
    });
  }
  t.throws(() => makeFaces({ count: 1, first: -1, rng: Rng.fromSeed(1) }), { message: /`first`/ });
  t.throws(() => makeFaces({ count: 1, size: 48 as 64, rng: Rng.fromSeed(1) }), {
    message: 'makeFaces: expected `size` to be 64 or 32, got 48',
  });
});

test('loadFaces extends each split without touching the other, and the splits differ', async t => {
  const small = await loadFaces({ train: 3, test: 4, seed: 3, size: 32 });
  const large = await loadFaces({ train: 5, test: 4, seed: 3, size: 32 });
  t.deepEqual(large.train.images.slice(0, 3 * 3072), small.train.images);
  t.deepEqual(large.test, small.test);
  t.notDeepEqual(small.train.images, small.test.images.slice(0, 3 * 3072));
  t.deepEqual([small.name, small.classes, small.train.shape], ['faces', 2, [32, 32, 3]]);
  t.is(small.sources['faces'], 'procedural seed=3 train=3 test=4 size=32');
});

test('loadFaces gives the event loop a turn every 100 faces, and stops there when its signal does', async t => {
  const stop = new AbortController();
  const reason = new Error('enough');
  let painted = 0;
  const onProgress = (): void => {
    if (++painted === 1) setImmediate(() => stop.abort(reason));
  };
  const loading = loadFaces({ train: 150, test: 50, size: 32, signal: stop.signal, onProgress });
  t.is(await t.throwsAsync(loading), reason);
  t.is(painted, 100);
});
