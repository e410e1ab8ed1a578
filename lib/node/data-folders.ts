import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder where a data set is looked for, and what pointed there. */
export interface DataFolder<Name extends string> {
  readonly directory: string;
  /** The caller's argument, the environment's `WAE_DATA`, one of the usual places, or a package that holds the files. */
  readonly origin: 'argument' | 'WAE_DATA' | `data/${Name}` | `../shared/data/${Name}` | `npm's ${string}`;
}

/** The folder of the package: the nearest one above this module with a package.json. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Whether the library runs in a clone of its repository, and not from a folder of packages: a package has no sources. */
export function isClone(): boolean {
  return existsSync(join(repositoryRoot(), 'lib'));
}

/** Where data sets lie and results go: the clone, or the working folder of a program that has the library installed. */
export function workFolder(): string {
  return isClone() ? repositoryRoot() : process.cwd();
}

/**
 * The folders where the data set `name` is looked for, first the most explicit: `directory` and `directory/name`
 * alone when given, otherwise `$WAE_DATA` and `$WAE_DATA/name`, then `data/name` and `../shared/data/name` from
 * {@link workFolder}.
 */
export function dataFolders<Name extends string>(
  name: Name,
  directory?: string,
): readonly DataFolder<Name>[] {
  const both = (folder: string, origin: DataFolder<Name>['origin']): DataFolder<Name>[] =>
    [folder, join(folder, name)].map(path => ({ directory: resolve(path), origin }));
  if (directory !== undefined) return both(directory, 'argument');
  const fromEnvironment = process.env['WAE_DATA'];
  const root = workFolder();
  return [
    ...(fromEnvironment ? both(fromEnvironment, 'WAE_DATA') : []),
    { directory: join(root, 'data', name), origin: `data/${name}` },
    { directory: resolve(root, '..', 'shared', 'data', name), origin: `../shared/data/${name}` },
  ];
}
