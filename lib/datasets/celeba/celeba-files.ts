import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/index.js';
import { type DataFolder, dataFolders } from '../../node/index.js';

/** The publisher's names: the zip, the folder inside it (or instead of it), and the lists. */
export const celebaNames = {
  zip: 'img_align_celeba.zip',
  folder: 'img_align_celeba',
  attributes: 'list_attr_celeba.txt',
  partition: 'list_eval_partition.txt',
} as const;

/** A folder that holds files of CelebA. */
export interface CelebaLocation extends DataFolder<'celeba'> {
  /** The zip, or the folder of JPEGs; undefined if neither is there. */
  readonly images: { readonly kind: 'zip' | 'folder'; readonly path: string } | undefined;
  /** Path of `list_attr_celeba.txt`. */
  readonly attributes: string | undefined;
  /** Path of `list_eval_partition.txt`; the official split is optional. */
  readonly partition: string | undefined;
  /** Publisher's names of the files that are needed and not there. */
  readonly missing: readonly string[];
}

/**
 * The first of the {@link dataFolders} that holds images or attributes of CelebA, or undefined when none does.
 *
 * Images are those of `img_align_celeba.zip`, or if there is no zip those of the folder `img_align_celeba`.
 */
export async function locateCelebA(directory?: string): Promise<CelebaLocation | undefined> {
  for (const folder of dataFolders('celeba', directory)) {
    const path = (name: string): string => join(folder.directory, name);
    const attributes = await existing(path(celebaNames.attributes), 'file');
    const partition = await existing(path(celebaNames.partition), 'file');
    const zip = await existing(path(celebaNames.zip), 'file');
    const jpegs = await existing(path(celebaNames.folder), 'folder');
    if (zip === undefined && jpegs === undefined && attributes === undefined) continue;
    const images =
      zip !== undefined
        ? { kind: 'zip' as const, path: zip }
        : jpegs !== undefined
          ? { kind: 'folder' as const, path: jpegs }
          : undefined;
    const missing = [
      ...(images === undefined ? [celebaNames.zip] : []),
      ...(attributes === undefined ? [celebaNames.attributes] : []),
    ];
    return { ...folder, images, attributes, partition, missing };
  }
  return undefined;
}

/** A {@link CelebaLocation} that lacks nothing. */
export type WholeCelebaLocation = CelebaLocation & {
  readonly images: NonNullable<CelebaLocation['images']>;
  readonly attributes: string;
};

/**
 * Like {@link locateCelebA}, of a data set that is complete.
 * @throws UserError, in one sentence, if no folder has it or a file is missing
 */
export async function findCelebA(directory?: string): Promise<WholeCelebaLocation> {
  const location = await locateCelebA(directory);
  const remedy = 'see data/README.md for where to get it, and give its folder with --data';
  if (location === undefined) {
    const looked = dataFolders('celeba', directory).map(folder => folder.directory);
    throw new UserError(`CelebA was not found in ${looked.join(', ')}; ${remedy}`);
  }
  const { images, attributes, missing } = location;
  if (images === undefined || attributes === undefined) {
    throw new UserError(`${location.directory} lacks ${missing.join(', ')}; ${remedy}`);
  }
  return { ...location, images, attributes };
}

async function existing(path: string, kind: 'file' | 'folder'): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return (kind === 'file' ? found?.isFile() : found?.isDirectory()) ? path : undefined;
}
