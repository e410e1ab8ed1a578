import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../base/index.js';
import { makeFolder, syncFolder } from './folders.js';
import { ownerToken, stateOfToken } from './owner.js';

/** Bytes; a single write of 2 GiB or more is refused. */
const MOST_AT_ONCE = 2 ** 30;

/** Files whose killed writers were cleared away already. */
const cleared = new Set<string>();

/**
 * Writes a file that is there whole or not at all: under a temporary name beside it, flushed to disk, then renamed. What
 * a killed process left of the same file is removed.
 * @param data the file's content, or its parts in order
 * @throws UserError if the disk is full or the folder can't be written; what was there before stays
 */
export function writeFileWhole(path: string, data: Uint8Array | string | readonly Uint8Array[]): void {
  const temporary = `${path}.${ownerToken}.tmp`;
  const parts = typeof data === 'string' ? [new TextEncoder().encode(data)] : [data].flat();
  try {
    if (path === '') throw Object.assign(new Error('no name'), { code: 'ENOENT' });
    makeFolder(dirname(path));
    if (!cleared.has(path)) removeLeftovers(dirname(path), `${basename(path)}.`);
    cleared.add(path);
    const file = openSync(temporary, 'w');
    try {
      for (const bytes of parts) {
        for (let done = 0; done < bytes.length;) {
          done += writeSync(file, bytes, done, Math.min(bytes.length - done, MOST_AT_ONCE));
        }
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    removeQuietly(temporary);
    throw explainWriting(error, path);
  }
}

/** Whether a name is that of a temporary file of {@link writeFileWhole}. */
export function isTemporary(name: string): boolean {
  return stateOfToken(name) !== undefined;
}

/**
 * Removes the temporary files that {@link writeFileWhole} left in a folder when its process was killed: those whose
 * process lives no longer. What can't be removed stays, without a word.
 * @param beginning how the names of the files begin
 * @param alone whether no other process writes there: then those of processes that can't be looked for go, too; false
 */
export function removeLeftovers(
  folder: string,
  beginning: string,
  { alone = false }: { readonly alone?: boolean } = {},
): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(beginning)) continue;
    const state = stateOfToken(name);
    if (state === 'dead' || (state === 'unknown' && alone)) removeQuietly(join(folder, name));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What went wrong first is what matters. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space',
  EDQUOT: 'the disk quota is used up: free some space',
  EFBIG: 'the file is larger than the system allows',
  EACCES: 'permission is denied: choose another folder with --out',
  EPERM: 'it is not permitted: choose another folder with --out',
  EROFS: 'the file system is read-only: choose another folder with --out',
  ENOTDIR: 'a file stands where its folder should be: choose another folder with --out',
  EEXIST: 'a file stands where its folder should be: choose another folder with --out',
  // What Node's recursive mkdir says of a read-only file system.
  ENOENT: 'its folder can not be made: choose another folder with --out',
  EISDIR: 'a folder stands in its place: choose another folder with --out',
};

/** An error of the system that came of writing a file, as a sentence if there is one for it. */
export function explainWriting(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason = reasons[code];
  if (reason === undefined) return error;
  return new UserError(`could not save ${path} (${code}): ${reason}; what was saved before is untouched`, {
    cause: error,
  });
}
