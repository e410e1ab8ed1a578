import { basename, join } from 'node:path';
import { UserError } from '../../base/index.js';
import { type IdxArray, readIdx } from '../mnist/idx.js';
import { labelParts, type PartName, partOf, type UnlabelledPart } from './parts.js';
import type { FoundImages } from './spec.js';

/** Bytes of an array at the most: EMNIST's largest has 547 million. */
const MOST_BYTES = 2 ** 32;

/** An idx file by what its name tells. */
interface IdxFile {
  readonly path: string;
  /** The name without what tells part and role: `emnist-letters`, or nothing. */
  readonly set: string;
  readonly part: PartName;
  readonly role: 'images' | 'labels';
}

/** `train-images-idx3-ubyte`, `emnist-letters-test-labels-idx1-ubyte.gz`, `t10k-images.idx3-ubyte`, `shapes.idx3-ubyte`. */
const idxName = /^([^.].*?)?[-.]?idx([1-4])-ubyte(\.gz)?$/i;

/** The idx files of some names in a folder; `NAME` beside `NAME.gz` is taken once. */
export function idxFiles(folder: string, names: readonly string[]): IdxFile[] {
  const chosen = names.filter(name => !(name.endsWith('.gz') && names.includes(name.slice(0, -3))));
  return chosen.flatMap(name => {
    const [, stem = '', dimensions] = idxName.exec(name) ?? [];
    if (dimensions === undefined) return [];
    const part = partOf(stem) ?? 'train';
    const set = stem
      .split(/[-_.]/)
      .filter(word => partOf(word) === undefined && !/^(images?|labels?|imgs?|patterns?)$/i.test(word))
      .join('-');
    return [{ path: join(folder, name), set, part, role: dimensions === '1' ? 'labels' : 'images' }];
  });
}

/**
 * The images in idx files of any content: MNIST's own, Fashion-MNIST, KMNIST, EMNIST. `train`, `t10k` or `test` in a file's
 * name tells the part. EMNIST's files hold each image with height and width changed for each other; `transpose` tells so.
 * @throws UserError, in one sentence, if a file is damaged, files of several sets are there, or labels and images differ in number
 */
export async function findIdx(folder: string, files: readonly IdxFile[]): Promise<FoundImages> {
  const sets = [...new Set(files.map(({ set }) => set))];
  if (sets.length > 1) {
    throw new UserError(
      `${folder} has idx files of ${sets.length} sets (${sets.map(set => set || 'one without a name').join(', ')}); ` +
        'put those of one set in a folder of their own',
    );
  }
  const sources: Record<string, string> = {};
  const read = async (part: PartName, role: IdxFile['role']): Promise<IdxArray | undefined> => {
    const file = files.find(each => each.part === part && each.role === role);
    if (file === undefined) return undefined;
    const array = await readIdx(file.path, { maxBytes: MOST_BYTES, remedy: 'fetch it again' });
    sources[basename(file.path).replace(/\.gz$/, '')] = array.md5;
    return array;
  };
  const parts: Partial<Record<PartName, UnlabelledPart>> = {};
  for (const part of ['train', 'validation', 'test'] as const) {
    const images = await read(part, 'images');
    if (images === undefined) continue;
    const labels = await read(part, 'labels');
    parts[part] = partFrom(images, labels, `${part} images of ${folder}`);
  }
  const { train } = parts;
  if (train === undefined) {
    throw new UserError(
      `${folder} has idx files and none of images to train on; put one such as train-images-idx3-ubyte there`,
    );
  }
  const transpose = sets[0]!.toLowerCase().startsWith('emnist');
  return { format: 'idx', transpose, sources, ...labelParts({ ...parts, train }) };
}

function partFrom(images: IdxArray, labels: IdxArray | undefined, where: string): UnlabelledPart {
  const [count = 0, height = 0, width = 0, channels = 1] = images.shape;
  if (images.shape.length < 3 || (channels !== 1 && channels !== 3) || images.data.length === 0) {
    throw new UserError(
      `the ${where} are an array of ${images.shape.join(' × ')}, and n × height × width is needed; name another folder`,
    );
  }
  if (labels !== undefined && labels.data.length !== count) {
    throw new UserError(
      `there are ${labels.data.length} labels for the ${count} ${where}; fetch both files again`,
    );
  }
  const size = height * width * channels;
  return {
    count,
    texts: labels && Array.from(labels.data, String),
    nameOf: i => `image ${i} of the ${where}`,
    at: i => ({ pixels: images.data.subarray(i * size, (i + 1) * size), height, width, channels }),
  };
}
