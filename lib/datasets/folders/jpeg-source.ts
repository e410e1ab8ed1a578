import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/index.js';

/** JPEGs by name, in a zip or a folder. */
export interface JpegSource {
  /** File names without folders, in ascending order. */
  readonly names: readonly string[];
  /** Whether what `read` gives has been compared with a checksum. */
  readonly checked: boolean;
  /**
   * The bytes of the i-th file.
   * @throws UserError if nothing more can be read
   * @throws Error if this one file is damaged
   */
  read(i: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Whether a path inside a zip or a folder is that of a picture, and not of what file managers leave. */
export function isJpegName(path: string): boolean {
  return /(^|\/)[^/.][^/]*\.jpe?g$/i.test(path) && !/(^|\/)(__MACOSX|\.[^/]*)\//.test(path);
}

/** Ascending order of names by their code units, whatever the language. */
export function byName(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * The JPEGs that lie in a folder.
 * @throws UserError if the folder can't be read
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
 * @throws UserError if the folder can't be read
 */
export async function listFolder(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort(byName);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} cannot be read (${reason}); check its permissions`, { cause: error });
  }
}
