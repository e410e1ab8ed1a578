import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../base/index.js';
import { byName, listFolder } from '../folders/jpeg-source.js';
import { arrayFiles, findArrays } from './array-files.js';
import { findIdx, idxFiles } from './idx-files.js';
import { findPictures, pictureFiles } from './picture-files.js';
import type { FoundImages } from './spec.js';

/** What `--data` may name, for messages. */
const kinds = 'pictures (PNG, JPEG or WebP), idx files, .npy and .npz arrays';

/**
 * Finds the images in a folder, or in one file of arrays: idx files or arrays at its top, in `raw` inside it or inside its
 * only folder (as torchvision keeps them), else all pictures in it. Labels are those of the files, of the folders that
 * pictures lie in, or of `labels.csv` (or the only `.csv` file) beside them.
 * @throws UserError, in one sentence, if there are none, they are damaged, or it is not clear which are meant
 */
export async function findImages(path: string): Promise<FoundImages> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new UserError(`${path} does not exist; name a folder of ${kinds} with --data`);
  }
  if (found.isFile()) return findInFile(path);
  for (const folder of [path, ...(await rawFolders(path))]) {
    const names = await listFolder(folder);
    const idx = idxFiles(folder, names);
    if (idx.length > 0) return findIdx(folder, idx);
    const arrays = arrayFiles(folder, names);
    if (arrays.length > 0) return findArrays(arrays, csvOf(folder, names));
  }
  const pictures = await pictureFiles(path);
  if (pictures.length > 0) return findPictures(path, pictures, csvOf(path, await listFolder(path)));
  throw await nothingIn(path);
}

async function findInFile(path: string): Promise<FoundImages> {
  const [folder, name] = [dirname(path), basename(path)];
  if (arrayFiles(folder, [name]).length > 0) return findArrays([path]);
  const idx = idxFiles(folder, [name]);
  if (idx.length > 0) return findIdx(folder, idx);
  throw new UserError(`${path} is not a folder, nor a file of arrays; ${remedyFor([name])}`);
}

/** Where torchvision keeps what it unpacked: `raw`, or `FashionMNIST/raw` if that is the only folder. */
async function rawFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const folders = entries.filter(entry => entry.isDirectory() && !entry.name.startsWith('.'));
  const [only] = folders.length === 1 ? folders : [];
  const candidates = [join(path, 'raw'), ...(only === undefined ? [] : [join(path, only.name, 'raw')])];
  const states = await Promise.all(candidates.map(each => stat(each).catch(() => undefined)));
  return candidates.filter((_, i) => states[i]?.isDirectory() === true);
}

/** `labels.csv`, or the only CSV file. */
function csvOf(folder: string, names: readonly string[]): string | undefined {
  const all = names.filter(name => /^[^.].*\.csv$/i.test(name));
  const named =
    all.find(name => name.toLowerCase() === 'labels.csv') ?? (all.length === 1 ? all[0] : undefined);
  return named === undefined ? undefined : join(folder, named);
}

/** What to do about what is there in place of images. */
function remedyFor(names: readonly string[]): string {
  const first = (pattern: RegExp): string | undefined => names.find(name => pattern.test(name));
  const packed = first(/\.(zip|tar|tgz|tar\.gz|tar\.bz2|7z|rar|gz)(\.\d+)?$/i);
  if (packed !== undefined) return `unpack ${packed} and name the folder that comes out`;
  const other = first(/\.(gif|bmp|tiff?|heic|avif|svg)$/i);
  if (other !== undefined) return `convert such as ${other} to PNG`;
  const table = first(/\.(parquet|arrow|mat|pt|pth|pkl|h5|hdf5|tfrecord)$/i);
  if (table !== undefined) return `save what is in ${table} as pictures or by numpy.savez`;
  return `name a folder of ${kinds} with --data`;
}

async function nothingIn(path: string): Promise<UserError> {
  const names = (await readdir(path, { recursive: true })).sort(byName);
  const shown = names.slice(0, 3).join(', ');
  const has = names.length === 0 ? 'it is empty' : `it has ${shown}${names.length > 3 ? ', …' : ''}`;
  return new UserError(`${path} has no ${kinds} (${has}); ${remedyFor(names)}`);
}
