// A file system that ends the process at its n-th call, for `node --import`: counts the calls below the folder WAE_FAULT_ROOT
// that change something there. Before call WAE_FAULT_AT the process kills itself; a write is half done then. With
// WAE_FAULT_POWER the power is cut, too: renames are undone unless the folder was synced since, and files that were not
// synced lose their second half. At the end of a process that lived the number of calls goes to the file WAE_FAULT_COUNT.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, resolve } from 'node:path';

const root = resolve(process.env['WAE_FAULT_ROOT'] ?? '/nowhere');
const last = Number(process.env['WAE_FAULT_AT'] ?? Infinity);
const cutsPower = process.env['WAE_FAULT_POWER'] !== undefined;
const countFile = process.env['WAE_FAULT_COUNT'];

// As they were, since those of `fs` are replaced below.
const real = { ...fs };
let calls = 0;
/** While the process ends, functions of Node's that call one another are not counted. */
let ends = false;
/** Open files below the root, and those of them with bytes that were not synced. */
const open = new Map<number, string>();
const unsynced = new Set<string>();
/** Renames that no sync of the folder followed, and what was in their place. */
const renames: { from: string; to: string; before: Buffer | undefined }[] = [];

const isInside = (path: unknown): path is string =>
  typeof path === 'string' && `${resolve(path)}/`.startsWith(`${root}/`);

/** Counts a call, and ends the process if it is the last one. */
function count(beforeEnd: () => void = () => {}): void {
  if (ends) return;
  calls++;
  if (calls < last) return;
  ends = true;
  beforeEnd();
  if (cutsPower) cutPower();
  process.kill(process.pid, 'SIGKILL');
}

function cutPower(): void {
  for (const path of unsynced) {
    if (real.existsSync(path)) real.truncateSync(path, Math.floor(real.statSync(path).size / 2));
  }
  for (const { from, to, before } of renames.toReversed()) {
    if (!real.existsSync(to)) continue;
    real.renameSync(to, from);
    if (before !== undefined) real.writeFileSync(to, before);
  }
}

const read = (path: string): Buffer | undefined =>
  real.existsSync(path) ? real.readFileSync(path) : undefined;

const faulty = {
  openSync(...args: Parameters<typeof fs.openSync>): number {
    const [path, flags] = args;
    if (isInside(path) && flags !== 'r') count();
    const file = real.openSync(...args);
    if (isInside(path)) open.set(file, resolve(path));
    return file;
  },
  closeSync(file: number): void {
    open.delete(file);
    real.closeSync(file);
  },
  writeSync(file: number, bytes: Uint8Array, offset: number, length: number): number {
    const path = open.get(file);
    if (path !== undefined) {
      unsynced.add(path);
      count(() => real.writeSync(file, bytes, offset, Math.floor(length / 2)));
    }
    return real.writeSync(file, bytes, offset, length);
  },
  fsyncSync(file: number): void {
    const path = open.get(file);
    if (path !== undefined) count();
    real.fsyncSync(file);
    if (path === undefined) return;
    unsynced.delete(path);
    for (let k = renames.length - 1; k >= 0; k--) {
      if (dirname(renames[k]!.to) === path) renames.splice(k, 1);
    }
  },
  renameSync(from: string, to: string): void {
    if (isInside(to)) {
      count();
      renames.push({ from: resolve(from), to: resolve(to), before: read(to) });
      if (unsynced.delete(resolve(from))) unsynced.add(resolve(to));
    }
    real.renameSync(from, to);
  },
  linkSync(from: string, to: string): void {
    if (isInside(to)) count();
    real.linkSync(from, to);
  },
  writeFileSync(...args: Parameters<typeof fs.writeFileSync>): void {
    if (isInside(args[0])) count();
    real.writeFileSync(...args);
  },
  mkdirSync(...args: Parameters<typeof fs.mkdirSync>): string | undefined {
    if (isInside(args[0])) count();
    return real.mkdirSync(...args);
  },
  rmSync(...args: Parameters<typeof fs.rmSync>): void {
    if (isInside(args[0])) count();
    real.rmSync(...args);
  },
};

Object.assign(fs, faulty);
syncBuiltinESMExports();
if (countFile !== undefined) process.on('exit', () => real.writeFileSync(countFile, String(calls)));
