import { basename, dirname, join } from 'node:path';
import { UserError } from '../../base/index.js';
import { readFileNamed } from '../../node/index.js';
import { readLabelsCsv } from './labels-csv.js';
import { type NpyArray, parseNpy } from './npy.js';
import { parseNpz } from './npz.js';
import { labelParts, type PartName, partOf, type UnlabelledPart } from './parts.js';
import type { FoundImages } from './spec.js';

/** An array with what its name tells. */
interface NamedArray extends NpyArray {
  /** For messages: `x_train in mnist.npz`. */
  readonly origin: string;
  readonly part: PartName;
  readonly role: 'images' | 'labels' | 'other';
}

/** Names of arrays of labels; `y` and `y_train` are the usual ones. */
const labelName = /(^|[^a-z])(y|labels?|targets?|class(es)?)([^a-z]|$)/;

/**
 * The images in `.npy` and `.npz` files. An array of two or more dimensions holds images, one of one dimension labels; `test`,
 * `val` or `train` in its name, or its file's, tells the part. Keras' `x_train`, MedMNIST's `train_images` and KMNIST's
 * `kmnist-train-imgs.npz` are of this kind.
 * @param files their paths
 * @param csv labels of images that have no array of labels, in their order
 * @throws UserError, in one sentence, if a file is damaged, or its arrays are not images, or it is not clear which are
 */
export async function findArrays(files: readonly string[], csv?: string): Promise<FoundImages> {
  const sources: Record<string, string> = {};
  const arrays: NamedArray[] = [];
  for (const path of files) {
    const remedy = 'check the path and its permissions';
    const { bytes, md5 } = readFileNamed(path, { noun: 'file of arrays', remedy });
    sources[basename(path)] = md5;
    for (const [key, array] of await arraysOf(path, bytes)) {
      arrays.push(named(key, path, array, files.length > 1));
    }
  }
  const where = files.length === 1 ? files[0]! : dirname(files[0]!);
  const parts: Partial<Record<PartName, UnlabelledPart>> = {};
  for (const part of ['train', 'validation', 'test'] as const) {
    const images = theOne(arrays, part, 'images', where);
    if (images === undefined) continue;
    const texts = labelsOf(theOne(arrays, part, 'labels', where), images);
    parts[part] = { ...imagesOf(images), texts };
  }
  let { train } = parts;
  if (train === undefined) {
    const names = arrays.map(({ origin }) => origin).join(', ');
    throw new UserError(
      `${where} has no array of images [n, height, width] or [n, height, width, channels] to train on ` +
        `(found: ${names || 'nothing'}); save one as images or x_train`,
    );
  }
  if (csv !== undefined && train.texts === undefined && parts.test === undefined) {
    const { rows, md5 } = await readLabelsCsv(csv);
    if (rows.length !== train.count) {
      throw new UserError(
        `${csv} has ${rows.length} labels for ${train.count} images; give one line for each image`,
      );
    }
    train = { ...train, texts: rows };
    sources[basename(csv)] = md5;
  }
  return { format: 'arrays', transpose: false, sources, ...labelParts({ ...parts, train }) };
}

async function arraysOf(path: string, bytes: Uint8Array): Promise<Iterable<readonly [string, NpyArray]>> {
  return path.toLowerCase().endsWith('.npz')
    ? await parseNpz(bytes, path)
    : [['arr_0', parseNpy(bytes, path)] as const];
}

function named(key: string, path: string, array: NpyArray, several: boolean): NamedArray {
  const stem = basename(path).replace(/\.np[yz]$/i, '');
  // Where an array has no name of its own, or files differ by theirs, the file's name counts.
  const nameless = /^arr_\d+$/.test(key);
  const name = (nameless ? stem : key).toLowerCase();
  const [n = 0, ...sides] = array.shape;
  const flat = sides.length === 0 || (sides.length === 1 && sides[0] === 1);
  const role = flat ? (labelName.test(name) ? 'labels' : 'other') : n > 0 ? 'images' : 'other';
  const origin = nameless ? path : `${key} in ${path}`;
  return { ...array, origin, part: partOf(name) ?? (several ? partOf(stem) : undefined) ?? 'train', role };
}

/** The array of a part and role; of several arrays of images those that have three dimensions or more. */
function theOne(
  arrays: readonly NamedArray[],
  part: PartName,
  role: NamedArray['role'],
  where: string,
): NamedArray | undefined {
  const all = arrays.filter(array => array.part === part && array.role === role);
  const solid = all.filter(({ shape }) => role === 'labels' || shape.length >= 3);
  const found = solid.length > 0 ? solid : all;
  if (found.length > 1) {
    throw new UserError(
      `${where} has ${found.length} arrays of ${role} that could be meant (${found.map(({ origin }) => origin).join(', ')}); ` +
        'leave one for each of train and test, called images and labels',
    );
  }
  return found[0];
}

function labelsOf(
  labels: NamedArray | undefined,
  { shape: [count], origin }: NamedArray,
): string[] | undefined {
  if (labels === undefined) return undefined;
  if (labels.data.length !== count) {
    throw new UserError(
      `${labels.origin} has ${labels.data.length} labels for the ${count} images of ${origin}; save one label for each image`,
    );
  }
  return Array.from(labels.data, String);
}

/** The layouts of an array of images: [n, h, w], with channels last or second, or one square after another. */
function layoutOf(
  shape: readonly number[],
): { height: number; width: number; channels: 1 | 3; first: boolean } | undefined {
  const [, a = 0, b = 0, c = 0] = shape;
  if (shape.length === 2 && Number.isInteger(Math.sqrt(a)) && a > 1) {
    return { height: Math.sqrt(a), width: Math.sqrt(a), channels: 1, first: false };
  }
  if (shape.length === 3) return { height: a, width: b, channels: 1, first: false };
  if (shape.length !== 4) return undefined;
  if (c === 1 || c === 3) return { height: a, width: b, channels: c, first: false };
  return a === 1 || a === 3 ? { height: b, width: c, channels: a, first: true } : undefined;
}

function imagesOf({ shape, data, origin }: NamedArray): Omit<UnlabelledPart, 'texts'> {
  const layout = layoutOf(shape);
  if (layout === undefined || data.length === 0) {
    throw new UserError(
      `${origin} is of ${shape.join(' × ')}, and images are [n, height, width] or [n, height, width, 1 or 3]; save them so`,
    );
  }
  const { height, width, channels, first } = layout;
  const size = height * width * channels;
  const byte = byteOf(data, origin);
  return {
    count: shape[0]!,
    nameOf: i => `image ${i} of ${origin}`,
    at: i => {
      const pixels = new Uint8Array(size);
      const from = i * size;
      if (first) {
        // [channels, height, width] -> [height, width, channels]
        const area = height * width;
        for (let k = 0; k < size; k++) {
          pixels[k] = byte(data[from + (k % channels) * area + Math.floor(k / channels)]!);
        }
      } else for (let k = 0; k < size; k++) pixels[k] = byte(data[from + k]!);
      return { pixels, height, width, channels };
    },
  };
}

/** How a number becomes a byte: from 0 … 255 as it is, from 0 … 1 times 255. */
function byteOf(data: NpyArray['data'], origin: string): (value: number) => number {
  let [least, most] = [Infinity, -Infinity];
  for (const value of data) {
    if (!(value >= least)) least = value;
    if (!(value <= most)) most = value;
  }
  if (!(least >= 0 && most <= 255)) {
    throw new UserError(
      `${origin} has numbers from ${least} to ${most}, and pixels are 0 … 255 or 0 … 1; save them so`,
    );
  }
  const factor = most <= 1 ? 255 : 1;
  return factor === 1 && data instanceof Uint8Array ? value => value : value => Math.round(value * factor);
}

/** The `.npy` and `.npz` files of some names in a folder. */
export function arrayFiles(folder: string, names: readonly string[]): string[] {
  return names.filter(name => /^[^.].*\.np[yz]$/i.test(name)).map(name => join(folder, name));
}
