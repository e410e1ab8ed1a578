import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/index.js';
import { repositoryRoot } from './data-folders.js';

/** A file as it lies on the disk. */
export interface FileContent {
  readonly bytes: Uint8Array;
  /** md5 of the bytes, 32 hexadecimal digits. */
  readonly md5: string;
}

/**
 * Reads a file that a user named.
 * @param noun what it should be, and `remedy` what to do if it can't be read
 * @throws UserError if there is no such file, or it can't be read
 */
export function readFileNamed(
  path: string,
  { noun, remedy }: { readonly noun: string; readonly remedy: string },
): FileContent {
  try {
    const bytes = readFileSync(path);
    return { bytes, md5: createHash('md5').update(bytes).digest('hex') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error);
    throw new UserError(`could not read the ${noun} ${path}: ${reason}; ${remedy}`, { cause: error });
  }
}

/** A file in `directory`, by default in the project's `data/features`: the weights of its own classifiers. */
export function featureFile(name: string, directory?: string): string {
  return join(directory ?? join(repositoryRoot(), 'data', 'features'), name);
}
