import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../base/index.js';

/** Bytes; a single write of 2 GiB or more is refused. */
const MOST_AT_ONCE = 2 ** 30;

/**
 * Writes a file that is there whole or not at all: under a temporary name beside it, flushed to disk, then renamed.
 * @param data the file's content, or its parts in order
 * @throws UserError if the disk is full or the folder can't be written; what was there before stays
 */
export function writeFileWhole(path: string, data: Uint8Array | string | readonly Uint8Array[]): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const parts = typeof data === 'string' ? [new TextEncoder().encode(data)] : [data].flat();
  try {
    mkdirSync(dirname(path), { recursive: true });
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
  } catch (error) {
    removeQuietly(temporary);
    throw explain(error, path);
  }
}

/**
 * Removes the temporary files that {@link writeFileWhole} left in a folder when its process was killed: those whose
 * process lives no longer. What can't be removed stays, without a word.
 * @param beginning how the names of the files begin
 */
export function removeLeftovers(folder: string, beginning: string): void {
  for (const name of namesIn(folder)) {
    const pid = /\.(\d+)\.tmp$/.exec(name)?.[1];
    if (pid === undefined || !name.startsWith(beginning) || lives(Number(pid))) continue;
    removeQuietly(join(folder, name));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
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

function explain(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason = reasons[code];
  if (reason === undefined) return error;
  return new UserError(`could not save ${path} (${code}): ${reason}; what was saved before is untouched`, {
    cause: error,
  });
}
