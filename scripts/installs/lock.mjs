// The lock of the set-up: one process of a checkout sets up at a time. lib/node/lock.ts is the same for runs; this one
// works before the library is compiled, and waits.
import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ownerToken, stateOf, thisProcess } from './owner.mjs';

/** A lock of another machine or container, where nobody can look, is a dead process's after this time, ms: no set-up takes longer. */
const forgottenMs = 3_600_000;

/**
 * Runs `work` while no other process holds the lock. That of a process that has ended is taken over, also if another
 * program has its pid now.
 *
 * @param path - of the lock's file.
 * @param onWait - called with the holder, once, if there is one to wait for.
 */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true });
  const text = JSON.stringify({ ...thisProcess, number: randomBytes(8).toString('hex') });
  let told = false;
  for (let holder = take(path, text); holder !== undefined; holder = take(path, text)) {
    if (!told) onWait(holder);
    told = true;
    await setTimeout(500);
  }
  const leave = () => release(path, text);
  process.on('exit', leave);
  try {
    return await work();
  } finally {
    process.off('exit', leave);
    leave();
  }
}

/** Takes the lock, or returns who holds it. */
function take(path, text) {
  while (!makeWhole(path, text)) {
    const found = read(path);
    if (found === undefined) continue;
    const owner = parseOwner(found);
    const state = owner === undefined ? 'dead' : stateOf(owner);
    if (state === 'lives' || (state === 'unknown' && !isForgotten(path))) return owner;
    // Of several processes that find a stale lock the one removes it that holds a lock named after its content.
    const claim = `${path}.${createHash('sha256').update(found).digest('hex').slice(0, 8)}`;
    const other = take(claim, text);
    if (other !== undefined) return other;
    if (read(path) === found) rmSync(path, { force: true });
    release(claim, text);
  }
  return undefined;
}

/** Makes a file that is there whole or not at all; false if there is one. */
function makeWhole(path, text) {
  const temporary = `${path}.${ownerToken}.tmp`;
  try {
    writeFileSync(temporary, text);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code) || read(temporary) !== text)
      throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  // A file system without hard links.
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    rmSync(path, { force: true });
    throw error;
  }
}

function release(path, text) {
  if (read(path) === text) rmSync(path, { force: true });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined for what an earlier version or a full disk left: an empty file, or a pid alone. */
function parseOwner(text) {
  try {
    const owner = JSON.parse(text);
    return typeof owner?.pid === 'number' && typeof owner.host === 'string' ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isForgotten(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > forgottenMs;
}
