import { stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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
export interface MnistLocation {
  readonly directory: string;
  /** What pointed there: the caller's argument, the environment's `WAE_DATA`, or one of the usual places. */
  readonly origin: 'argument' | 'WAE_DATA' | 'data/mnist' | '../shared/data/mnist';
  /** Paths of the files found, by role. */
  readonly paths: Readonly<Partial<Record<MnistFile['role'], string>>>;
  /** Publisher's names of the files that are not there. */
  readonly missing: readonly string[];
}

/** The folder of the package: the nearest one above this module with a package.json. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/**
 * The folders where MNIST is looked for, first the most explicit: `directory` and `directory/mnist` alone when
 * given, otherwise `$WAE_DATA` and `$WAE_DATA/mnist`, then `data/mnist` and `../shared/data/mnist` from the
 * repository's root.
 */
export function mnistFolders(directory?: string): ReadonlyArray<Pick<MnistLocation, 'directory' | 'origin'>> {
  const both = (folder: string, origin: MnistLocation['origin']) =>
    [folder, join(folder, 'mnist')].map(path => ({ directory: resolve(path), origin }));
  if (directory !== undefined) return both(directory, 'argument');
  const fromEnvironment = process.env['WAE_DATA'];
  const root = repositoryRoot();
  return [
    ...(fromEnvironment ? both(fromEnvironment, 'WAE_DATA') : []),
    { directory: join(root, 'data', 'mnist'), origin: 'data/mnist' },
    { directory: resolve(root, '..', 'shared', 'data', 'mnist'), origin: '../shared/data/mnist' },
  ];
}

/**
 * The first folder of {@link mnistFolders} that holds any file of MNIST, or undefined when none does.
 *
 * Each file may be plain or end in `.gz`, and may be called `train-images.idx3-ubyte` as well as
 * `train-images-idx3-ubyte`.
 */
export async function locateMnist(directory?: string): Promise<MnistLocation | undefined> {
  for (const folder of mnistFolders(directory)) {
    const paths: Partial<Record<MnistFile['role'], string>> = {};
    for (const { role, name } of mnistFiles) {
      const path = await firstFile(spellings(name).map(spelling => join(folder.directory, spelling)));
      if (path !== undefined) paths[role] = path;
    }
    const missing = mnistFiles.filter(file => paths[file.role] === undefined).map(file => file.name);
    if (missing.length < mnistFiles.length) return { ...folder, paths, missing };
  }
  return undefined;
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
