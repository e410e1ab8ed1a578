import { basename } from 'node:path';
import { Rng, UserError } from '../../base/index.js';
import type { Dataset, ImageSet, Splits } from '../dataset.js';
import { readIdx, type IdxArray } from './idx.js';
import {
  insideNames,
  locateMnist,
  mnistFiles,
  mnistFolders,
  type MnistFile,
  type MnistLocation,
} from './mnist-files.js';
import { numpyShuffle } from './numpy-shuffle.js';

/**
 * Which digits are held out: the publisher's 60,000/10,000, or the released WAE code's, which merges the two,
 * shuffles with seed 123 and holds out the last 10,000.
 */
export type MnistSplit = 'canonical' | 'released';

export interface LoadMnistOptions {
  /** Folder with the four files, or the folder above it called `mnist`; by default the usual places are searched. */
  readonly directory?: string;
  readonly split?: MnistSplit;
  /** How many training and test digits are taken, drawn from all by a seed of their own; by default all. */
  readonly train?: number;
  readonly test?: number;
  /** The files' names and md5 sums. */
  readonly files?: readonly MnistFile[];
}

/**
 * MNIST from its four idx files, checked by the md5 of their unpacked bytes.
 *
 * @returns images [n, 28, 28, 1] as bytes, digit white on black, and their classes 0 … 9
 * @throws UserError, in one sentence, when no folder has the files, one is missing, damaged or not MNIST's, or
 *   labels and images differ in number
 */
export async function loadMnist({
  directory,
  split = 'canonical',
  train: trainCount,
  test: testCount,
  files = mnistFiles,
}: LoadMnistOptions = {}): Promise<Dataset> {
  const location = await locateMnist(directory);
  if (location === undefined || location.missing.length > 0)
    throw new UserError(absence(location, directory));
  const arrays = new Map<MnistFile['role'], IdxArray>();
  for (const { role } of files) arrays.set(role, await readIdx(location.paths[role]!));
  const train = imageSet(location, arrays, 'trainImages', 'trainLabels');
  const test = imageSet(location, arrays, 'testImages', 'testLabels');
  for (const { role, md5 } of files) {
    const got = arrays.get(role)!.md5;
    if (got !== md5) {
      throw new UserError(
        `${location.paths[role]} is not MNIST's (md5 of the unpacked bytes: expected ${md5}, got ${got}); ` +
          `if it is of another data set, such as Fashion-MNIST, use \`wae train images --data ${location.directory}\`, ` +
          'else fetch MNIST into another folder with `wae data mnist --out DIR`',
      );
    }
  }
  const sources = Object.fromEntries(files.map(({ name, md5 }) => [name, md5]));
  const sets = splitBy(split, train, test);
  return {
    name: 'mnist',
    train: drawn(sets.train, 'train', trainCount),
    test: drawn(sets.test, 'test', testCount),
    classes: 10,
    sources,
  };
}

function splitBy(split: MnistSplit, train: ImageSet, test: ImageSet): Splits {
  switch (split) {
    case 'canonical':
      return { train, test };
    case 'released':
      return releasedSplit(train, test);
    default:
      throw new RangeError(
        `loadMnist: expected \`split\` to be 'canonical' or 'released', got ${String(split satisfies never)}`,
      );
  }
}

/**
 * So many images of a set, drawn without replacement: its two halves are by different writers, so that the first ones
 * would not do. The same count draws the same images every time.
 */
function drawn(set: ImageSet, name: 'train' | 'test', wanted: number = set.count): ImageSet {
  if (wanted === set.count) return set;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > set.count) {
    throw new UserError(
      `MNIST has ${set.count} ${name === 'train' ? 'training' : 'test'} digits, and ${wanted} were asked for; take fewer of them`,
    );
  }
  const places = Rng.fromSeed(0).split(`mnist ${name}`).permutation(set.count).subarray(0, wanted);
  return pick(places, k => [set, k]);
}

function absence(location: MnistLocation | undefined, directory: string | undefined): string {
  const remedy = 'fetch the files with `wae data mnist` or give their folder with --data';
  if (location !== undefined) return `${location.directory} lacks ${location.missing.join(', ')}; ${remedy}`;
  const looked = mnistFolders(directory).map(folder => folder.directory);
  return (
    `MNIST was not found in ${looked.join(', ')}, nor in ${insideNames.join(', ')} there ` +
    `(looked for ${mnistFiles[0]!.name} and the other three, plain or .gz); ${remedy}`
  );
}

function imageSet(
  { paths }: MnistLocation,
  arrays: ReadonlyMap<MnistFile['role'], IdxArray>,
  imageRole: MnistFile['role'],
  labelRole: MnistFile['role'],
): ImageSet {
  const images = arrays.get(imageRole)!;
  const labels = arrays.get(labelRole)!;
  const [count = 0, height, width] = images.shape;
  if (images.shape.length !== 3 || height !== 28 || width !== 28) {
    throw new UserError(
      `${paths[imageRole]} holds an array of ${images.shape.join(' × ')}, expected n × 28 × 28 images; ` +
        'fetch it again with `wae data mnist`',
    );
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new UserError(
      `${paths[labelRole]} has ${labels.shape.join(' × ')} labels for the ${count} images of ` +
        `${basename(paths[imageRole]!)}; fetch both again with \`wae data mnist\``,
    );
  }
  return { images: images.data, labels: labels.data, count, shape: [28, 28, 1] };
}

/** tolstikhin/wae, datahandler.py, `_load_mnist`: train and test joined, `np.random.seed(123)`, shuffled. */
function releasedSplit(train: ImageSet, test: ImageSet): Splits {
  const order = numpyShuffle(train.count + test.count, 123);
  const find = (place: number): [ImageSet, number] =>
    place < train.count ? [train, place] : [test, place - train.count];
  return { train: pick(order.subarray(0, train.count), find), test: pick(order.subarray(train.count), find) };
}

/** The images and labels at some places, in their order. */
function pick(places: Uint32Array, find: (place: number) => readonly [from: ImageSet, k: number]): ImageSet {
  const pixels = 28 * 28;
  const images = new Uint8Array(places.length * pixels);
  const labels = new Uint8Array(places.length);
  places.forEach((place, i) => {
    const [from, k] = find(place);
    images.set(from.images.subarray(k * pixels, (k + 1) * pixels), i * pixels);
    labels[i] = from.labels[k]!;
  });
  return { images, labels, count: places.length, shape: [28, 28, 1] };
}
