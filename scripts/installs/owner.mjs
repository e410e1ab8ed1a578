// Which process owns a lock or a temporary file, and whether it lives: lib/node/owner.ts says how, and this is the same
// for the scripts that run before the library is compiled.
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

function told(read) {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

const here = {
  host: hostname(),
  boot: told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
  space: told(() => readlinkSync('/proc/self/ns/pid')),
};

function startOf(pid) {
  const stat = told(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const [state = 'X', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 'ZX'.includes(state) ? '' : (rest[18] ?? '');
}

/** This process: host, boot, space, pid and start. */
export const thisProcess = { ...here, pid: process.pid, start: startOf(process.pid) };

/** Whether an owner `lives`, is `dead`, or is `unknown`, on another machine or in another container. */
export function stateOf({ host, boot, space, pid, start }) {
  if (host !== here.host) return 'unknown';
  if (boot !== here.boot) return 'dead';
  if (space !== here.space) return 'unknown';
  if (thisProcess.start === '') return exists(pid) ? 'lives' : 'dead';
  return startOf(pid) === start ? 'lives' : 'dead';
}

function exists(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

const place = createHash('sha256')
  .update(JSON.stringify([here.host, here.boot, here.space]))
  .digest('hex')
  .slice(0, 8);

/** This process in the name of a file. */
export const ownerToken = `${process.pid}-${thisProcess.start || 0}-${place}`;

/** Whether the process lives that a name ends with, as `PID-START-PLACE.tmp` or `PID.tmp`; undefined for other names. */
export function stateOfToken(name) {
  const found = /[.-](\d+)(?:-(\d+)-([0-9a-f]{8}))?\.tmp$/.exec(name);
  if (found === null) return undefined;
  const [, pid, start, where] = found;
  if (start === undefined) return exists(Number(pid)) ? 'lives' : 'dead';
  if (where !== place) return 'unknown';
  return stateOf({ ...here, pid: Number(pid), start: start === '0' ? '' : start });
}
