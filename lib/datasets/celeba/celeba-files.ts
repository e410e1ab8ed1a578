import { opendir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/index.js';
import { type DataFolder, dataFolders } from '../../node/index.js';
import { isJpegName } from '../folders/jpeg-source.js';
import { zipFault } from '../folders/zip-fault.js';

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
  /** Path of `list_attr_celeba.txt`, or of the same as CSV. */
  readonly attributes: string | undefined;
  /** Path of `list_eval_partition.txt`, or of the same as CSV; the official split is optional. */
  readonly partition: string | undefined;
  /** Publisher's names of the files that are needed and not there. */
  readonly missing: readonly string[];
  /** What was passed over, in sentences: a broken zip beside a folder that is good. */
  readonly notes: readonly string[];
}

/** Where files of a kind lie in a folder of CelebA: at its top, or as its publisher's drive has them. */
const places = { images: ['.', 'Img'], attributes: ['.', 'Anno'], partition: ['.', 'Eval', 'Anno'] } as const;

/** The folders where CelebA is looked for: {@link dataFolders}, and one called `CelebA` in each. */
function celebaFolders(directory?: string): readonly DataFolder<'celeba'>[] {
  return dataFolders('celeba', directory).flatMap(folder => [
    folder,
    { ...folder, directory: join(folder.directory, 'CelebA') },
  ]);
}

/**
 * The first folder that holds all that is needed of CelebA, else the first that holds some of it, or undefined when none does.
 *
 * Images are those of `img_align_celeba.zip`, or of the folder `img_align_celeba` (also one inside it of the same name, as
 * Kaggle's archive unpacks) if there is no zip or it is broken. They may lie in `Img`, the lists in `Anno` and `Eval`, as on
 * the publisher's drive, and the lists may be `.csv`, as Kaggle has them.
 */
export async function locateCelebA(directory?: string): Promise<CelebaLocation | undefined> {
  let first: CelebaLocation | undefined;
  for (const folder of celebaFolders(directory)) {
    const found = await lookIn(folder);
    if (found?.missing.length === 0) return found;
    first ??= found;
  }
  return first;
}

async function lookIn(folder: DataFolder<'celeba'>): Promise<CelebaLocation | undefined> {
  const within = (where: readonly string[], ...names: readonly string[]): string[] =>
    where.flatMap(place => names.map(name => join(folder.directory, place, name)));
  const list = (place: readonly string[], name: string): Promise<string | undefined> =>
    firstOf(within(place, name, name.replace(/txt$/, 'csv')), 'file');
  const attributes = await list(places.attributes, celebaNames.attributes);
  const partition = await list(places.partition, celebaNames.partition);
  const zip = await firstOf(within(places.images, celebaNames.zip), 'file');
  const jpegs = await folderWithJpegs(
    within(places.images, celebaNames.folder, join(celebaNames.folder, celebaNames.folder)),
  );
  if (zip === undefined && jpegs === undefined && attributes === undefined) return undefined;
  const fault = zip === undefined || jpegs === undefined ? undefined : await zipFault(zip);
  const images =
    zip !== undefined && fault === undefined
      ? { kind: 'zip' as const, path: zip }
      : jpegs !== undefined
        ? { kind: 'folder' as const, path: jpegs }
        : undefined;
  const missing = [
    ...(images === undefined ? [celebaNames.zip] : []),
    ...(attributes === undefined ? [celebaNames.attributes] : []),
  ];
  const notes =
    fault === undefined ? [] : [`${zip} ${fault} and is passed over; the pictures are those of ${jpegs}`];
  return { ...folder, images, attributes, partition, missing, notes };
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
  const looked = dataFolders('celeba', directory).map(folder => folder.directory);
  const wanted = `${celebaNames.zip} or a folder ${celebaNames.folder} of JPEGs, and ${celebaNames.attributes} or .csv`;
  if (location === undefined) {
    throw new UserError(
      `CelebA was not found in ${looked.join(', ')}, nor in CelebA there (looked for ${wanted}); ${await remedyFor(looked)}`,
    );
  }
  const { images, attributes, missing } = location;
  if (images === undefined || attributes === undefined) {
    throw new UserError(
      `${location.directory} lacks ${missing.join(', ')} (looked for ${wanted}, there and in Img and Anno); ${await remedyFor([location.directory])}`,
    );
  }
  return { ...location, images, attributes };
}

/** What to do, by what lies there in place of what is needed. */
async function remedyFor(folders: readonly string[]): Promise<string> {
  const names = (
    await Promise.all(
      folders.flatMap(folder => [folder, join(folder, 'Img')]).map(path => readdir(path).catch(() => [])),
    )
  ).flat();
  const parts = names.find(name => /\.7z(\.\d+)?$/i.test(name));
  if (parts !== undefined) {
    return `${parts} holds another version of the pictures: fetch ${celebaNames.zip} from "Align&Cropped Images", see data/README.md`;
  }
  const archive = names.find(name => /\.(zip|tar|tgz|gz)$/i.test(name) && name !== celebaNames.zip);
  if (archive !== undefined) return `if ${archive} holds them, unpack it there`;
  return 'see data/README.md for where to get it, and give its folder with --data';
}

async function firstOf(paths: readonly string[], kind: 'file' | 'folder'): Promise<string | undefined> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if ((kind === 'file' ? found?.isFile() : found?.isDirectory()) === true) return path;
  }
  return undefined;
}

/** The first of some folders with a JPEG in it. */
async function folderWithJpegs(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const folder = await opendir(path).catch(() => undefined);
    // Leaving the loop closes it.
    for await (const entry of folder ?? []) if (isJpegName(entry.name)) return path;
  }
  // One that is empty is still where the pictures should be.
  return firstOf(paths, 'folder');
}
