import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository, or of the package if it is installed in a folder of packages; absolute. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Whether this is a clone of the repository: an installed package has no sources. */
export const isClone = existsSync(join(root, 'lib'));

/** A step that cannot go on; its message says what is missing and what to do. */
export class SetUpError extends Error {
  /** Whether trying again by itself is cheap: a tool that is missing, and not a download that failed. */
  cheap = true;
}

/** Prints one line on stderr: standard output belongs to the command that comes after. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs one stage of the set-up, and prints its name before and its seconds after. */
export function stage(name, work) {
  const start = performance.now();
  process.stderr.write(`set-up: ${name} … `);
  try {
    const result = work();
    say(`${((performance.now() - start) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    say('failed');
    throw error;
  }
}

/** Runs a program; throws SetUpError with the end of what it printed where it fails. */
export function runProgram(command, args, { hint, ...options } = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, cwd: root, ...options });
  if (result.status === 0) return result.stdout;
  const output = `${result.stderr ?? ''}${result.stdout ?? ''}`.trim().split('\n').slice(-8).join('\n  ');
  const why =
    result.error?.message ?? (result.signal ? `killed by ${result.signal}` : `exit code ${result.status}`);
  const error = new SetUpError(`${command} ${args[0]}: ${why}${hint ? `; ${hint}` : ''}\n  ${output}`);
  error.cheap = false;
  throw error;
}

/** Whether a program can be started at all. */
export function hasProgram(command, args = ['--version']) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The object in a JSON file, or undefined where there is none or it is half-written. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether an error says that a folder is read-only or another user's. */
export function isUnwritable(error) {
  return ['EACCES', 'EROFS', 'EPERM'].includes(error?.code);
}
