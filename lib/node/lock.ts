import { createHash, randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { type Owner, type OwnerState, ownerToken, stateOf, thisProcess } from './owner.js';
import { explainWriting, removeLeftovers } from './whole-files.js';

const ownerSchema: z.ZodType<Owner> = z.object({
  host: z.string(),
  boot: z.string(),
  space: z.string(),
  pid: z.number().int(),
  start: z.string(),
});

/** A lock that this process holds. */
export interface Lock {
  /** Whether the file is still there and still this lock's: not if its folder was moved or deleted. */
  readonly isHeld: () => boolean;
  readonly release: () => void;
}

/** Who holds a lock that could not be had. */
export interface Holder {
  readonly owner: Owner;
  /** `unknown` if it is on another machine or in another container, where this process can't look. */
  readonly state: Exclude<OwnerState, 'dead'>;
}

/** The files of the locks that this process holds, and their contents. */
const held = new Map<string, string>();
let listening = false;

/** Has the process release its locks when it exits. */
function releaseAtExit(): void {
  if (listening) return;
  listening = true;
  process.on('exit', () => held.forEach((text, path) => release(path, text)));
}

/**
 * Takes a lock: a file that names the process which holds it, made whole by a hard link. The lock of a process that has
 * ended is taken over.
 * @returns the lock, or who holds it
 * @throws UserError if the file can't be written
 */
export function takeLock(path: string): { readonly lock: Lock } | { readonly holder: Holder } {
  // A number of its own, so that no two locks are alike.
  const text = `${JSON.stringify({ ...thisProcess, number: randomBytes(8).toString('hex') })}\n`;
  while (!makeWhole(path, text)) {
    const found = read(path);
    if (found === undefined) continue;
    const owner = parseOwner(found);
    if (owner !== undefined) {
      const state = stateOf(owner);
      if (state !== 'dead') return { holder: { owner, state } };
    }
    const holder = removeStale(path, found);
    if (holder !== undefined) return { holder };
  }
  releaseAtExit();
  held.set(path, text);
  clearClaims(path);
  return {
    lock: {
      isHeld: () => read(path) === text,
      release: () => {
        held.delete(path);
        release(path, text);
      },
    },
  };
}

/**
 * Removes the lock of a dead process. Of several processes that find it one may: the one that has a lock named after its
 * content. So none removes what another has put in its place meanwhile.
 * @returns who is removing it, if it is not this process
 */
function removeStale(path: string, found: string): Holder | undefined {
  const name = createHash('sha256').update(found).digest('hex').slice(0, 8);
  const claim = takeLock(`${path}.${name}`);
  if ('holder' in claim) return claim.holder;
  if (read(path) === found) rmSync(path, { force: true });
  claim.lock.release();
  return undefined;
}

/** Removes what was left by processes that were killed while they took the lock. */
function clearClaims(path: string): void {
  const beginning = `${basename(path)}.`;
  removeLeftovers(dirname(path), beginning, { alone: true });
  for (const name of readdirSync(dirname(path)).filter(each => each.startsWith(beginning))) {
    const owner = parseOwner(read(join(dirname(path), name)) ?? '');
    if (owner !== undefined && stateOf(owner) === 'dead') rmSync(join(dirname(path), name), { force: true });
  }
}

/** Makes a file that is there whole or not at all; false if there is one. */
function makeWhole(path: string, text: string): boolean {
  const temporary = `${path}.${ownerToken}.tmp`;
  try {
    writeFileSync(temporary, text, { flush: true });
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw explainWriting(error, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  // A file system without hard links.
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw explainWriting(error, path);
  }
}

function release(path: string, text: string): void {
  try {
    if (read(path) === text) rmSync(path, { force: true });
  } catch {
    // It is a dead process's lock soon.
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
