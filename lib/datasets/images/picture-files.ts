import { readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { UserError } from '../../base/index.js';
import { byName } from '../folders/jpeg-source.js';
import { readLabelsCsv } from './labels-csv.js';
import { labelParts, type PartName, partOf, type UnlabelledPart } from './parts.js';
import type { FoundImages } from './spec.js';

/**
 * The pictures in a folder and in the folders inside it, by their paths from there with `/`, in ascending order. Hidden ones
 * and what file managers leave are passed over.
 * @throws UserError if the folder can't be read
 */
export async function pictureFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${folder} cannot be read (${reason}); check the path and its permissions`, {
      cause: error,
    });
  });
  return entries
    .filter(entry => !entry.isDirectory() && /\.(png|jpe?g|webp)$/i.test(entry.name))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(path => !/(^|\/)(__MACOSX\/|\.)/.test(path))
    .sort(byName);
}

/**
 * The pictures of a folder as training and test images with classes. If all lie in folders called `train` and `test` (or
 * `val`), these are the parts; what is below, the folder that a picture lies in, is its class. A CSV file of labels goes
 * before folders.
 * @param files by {@link pictureFiles}, at least one
 * @throws UserError if the CSV file is damaged or has no label for a picture
 */
export async function findPictures(
  folder: string,
  files: readonly string[],
  csv?: string,
): Promise<FoundImages> {
  const firsts = files.map(path => (path.includes('/') ? partOf(path.split('/', 1)[0]!) : undefined));
  const split =
    firsts.includes('train') && firsts.every(part => part !== undefined) && new Set(firsts).size > 1;
  const labels = csv === undefined ? undefined : await readLabelsCsv(csv);
  const labelOf = (path: string): string => {
    if (labels === undefined) return classFolder(path, split);
    const found =
      labels.byFile?.get(path) ??
      labels.byFile?.get(basename(path)) ??
      labels.byFile?.get(basename(path).replace(/\.\w+$/, ''));
    if (found === undefined) {
      const what = labels.byFile === undefined ? 'has no column of file names' : `has no line for ${path}`;
      throw new UserError(`${csv} ${what}; give each picture a line such as ${path},LABEL below file,label`);
    }
    return found;
  };
  const part = (name: PartName | undefined): UnlabelledPart | undefined => {
    const own = files.filter((_, i) => name === undefined || firsts[i] === name);
    if (own.length === 0) return undefined;
    return {
      count: own.length,
      texts: own.map(labelOf),
      nameOf: i => own[i]!,
      at: i => ({ file: join(folder, own[i]!) }),
    };
  };
  const [train, validation, test] = split
    ? [part('train')!, part('validation'), part('test')]
    : [part(undefined)!, undefined, undefined];
  return {
    format: 'pictures',
    transpose: false,
    sources: labels === undefined ? {} : { [basename(csv!)]: labels.md5 },
    ...labelParts({ train, ...(validation && { validation }), ...(test && { test }) }),
  };
}

/** The folder that a picture lies in, below the part's if there is one; `.` at the top. */
function classFolder(path: string, split: boolean): string {
  return (
    path
      .split('/')
      .slice(split ? 1 : 0, -1)
      .join('/') || '.'
  );
}
