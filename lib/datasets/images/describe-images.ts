import { basename, resolve } from 'node:path';
import { UserError } from '../../base/index.js';
import { loadSharp } from '../../node/index.js';
import { findImages } from './find-images.js';
import type { FoundImage, FoundImages, ImageFit, ImagePart, ImagesSpec } from './spec.js';

/** What may be chosen about images of one's own. */
export interface DescribeImagesOptions {
  /** Pixels a side; by default that of small square images, else 64. */
  readonly size?: number;
  /** 1: grey, 3: colour; by default grey if all images that are looked at are. */
  readonly channels?: 1 | 3;
  /** `cover` if it is left out. */
  readonly fit?: ImageFit;
  /** Training and test images at the most; all if they are left out. */
  readonly most?: { readonly train: number; readonly test: number };
  /** By default made of the folder's or the file's name. */
  readonly title?: string;
}

/** Pictures whose headers are looked at. */
const LOOKED_AT = 256;

/** Test images at the least, if they are drawn: the paper's figure shows 56. */
const LEAST_TEST = 60;

/**
 * Looks at the images in a folder and says what a run of them is decided by. If their files do not tell test images apart, a
 * tenth of them is drawn, but at least 60.
 * @param path a folder of pictures, idx files or arrays, or one file of arrays
 * @throws UserError, in one sentence, if there are no images, or too few, or it is not clear which are meant
 */
export async function describeImages(
  path: string,
  { size, channels, fit = 'cover', title = titleOf(path), most }: DescribeImagesOptions = {},
): Promise<ImagesSpec> {
  const found = await findImages(path);
  const kinds = await lookAt(found.train);
  const total = found.train.count;
  const test = Math.max(LEAST_TEST, Math.floor(total / 10));
  if (found.test === undefined && total <= test) {
    throw new UserError(
      `${path} has ${total} images, and ${test} of them would be held out for testing; put more than that there`,
    );
  }
  const counts =
    found.test === undefined ? { train: total - test, test } : { train: total, test: found.test.count };
  return {
    title,
    format: found.format,
    size: size ?? usualSize(kinds),
    channels: channels ?? (kinds.every(kind => kind.channels === 1) ? 1 : 3),
    fit,
    filter: 'lanczos3',
    ...(found.transpose && { transpose: true }),
    split: found.test === undefined ? { kind: 'drawn', test, seed: 0 } : { kind: 'given' },
    classes: found.classes,
    ...(most && counts.train > most.train && { train: most.train }),
    ...(most && counts.test > most.test && { test: most.test }),
  };
}

/** What a run of images is called: their folder's or file's name in letters, digits and `.`, `_`, `-`. */
function titleOf(path: string): string {
  const name = basename(resolve(path)).replace(/\.np[yz]$/i, '');
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[._-]+/, '');
  return plain === '' ? 'images' : plain.slice(0, 64);
}

interface Kind {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** Sizes and colours of images evenly spaced over a part; pictures that can't be read are left to the loading. */
async function lookAt({ count, at }: ImagePart): Promise<Kind[]> {
  const n = Math.min(LOOKED_AT, count);
  const kinds: Kind[] = [];
  for (let k = 0; k < n; k++) {
    const kind = await kindOf(at(Math.floor((k * count) / n)));
    if (kind !== undefined) kinds.push(kind);
    if (kind !== undefined && 'pixels' in at(0)) break;
  }
  return kinds;
}

async function kindOf(image: FoundImage): Promise<Kind | undefined> {
  if ('pixels' in image) return image;
  const sharp = await loadSharp();
  const { autoOrient, space } = await sharp(image.file)
    .metadata()
    .catch(() => ({ autoOrient: undefined, space: undefined }));
  if (autoOrient === undefined) return undefined;
  return { ...autoOrient, channels: space === 'b-w' || space === 'grey16' ? 1 : 3 };
}

/** The side of square images of 16 to 32 pixels that the networks can halve twice, else 64. */
function usualSize(kinds: readonly Kind[]): number {
  const side = kinds[0]?.height ?? 64;
  const same = kinds.every(({ height, width }) => height === side && width === side);
  return same && side >= 16 && side <= 32 && side % 4 === 0 ? side : 64;
}

/** What was found, and what is to be done with it, must be of one kind. */
export function checkFound(path: string, found: FoundImages, spec: ImagesSpec): void {
  const refuse = (what: string): never => {
    throw new UserError(
      `${path} holds other images than the run is of: ${what}; name the folder of its own images with --data`,
    );
  };
  if (found.format !== spec.format) refuse(`${found.format}, not ${spec.format}`);
  if (found.classes.join('\n') !== spec.classes.join('\n')) {
    refuse(`classes ${listed(found.classes)}, not ${listed(spec.classes)}`);
  }
  if (spec.split.kind === 'given' && found.test === undefined) refuse('no test images are told apart');
  if (spec.split.kind === 'drawn' && found.train.count <= spec.split.test) {
    refuse(`${found.train.count} images, and ${spec.split.test} are held out`);
  }
}

function listed(classes: readonly string[]): string {
  return classes.length === 0
    ? 'none'
    : `${classes.slice(0, 5).join(', ')}${classes.length > 5 ? ', …' : ''}`;
}
