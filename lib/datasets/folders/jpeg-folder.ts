import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/index.js';
import { byName, isJpegName, type JpegSource } from './jpeg-source.js';

/**
 * The JPEGs that lie in a folder.
 * @throws UserError where the folder can't be read
 */
export async function openJpegFolder(path: string): Promise<JpegSource> {
  const names = (await listFolder(path)).filter(isJpegName);
  return {
    names,
    checked: false,
    read: i => readFile(join(path, names[i]!)),
    close: async () => {},
  };
}

/**
 * All names in a folder, in ascending order.
 * @throws UserError where the folder can't be read
 */
export async function listFolder(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort(byName);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} cannot be read (${reason}); check its permissions`, { cause: error });
  }
}
