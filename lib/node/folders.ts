import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Node's own recursive `mkdir` never returns below /proc.
 * @throws the system's error: EEXIST or ENOTDIR if a file stands in the way
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(error as NodeJS.ErrnoException).code?.includes('EEXIST')) throw error;
    if (!statSync(path).isDirectory()) throw error;
  }
}

/** Flushes a folder's list of names to the disk, where the system can: a rename is lasting then. */
export function syncFolder(path: string): void {
  let folder: number | undefined;
  try {
    folder = openSync(path, 'r');
    fsyncSync(folder);
  } catch {
    // Some file systems can't, and none loses what was written for that.
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}
