import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that owns a lock or a temporary file. */
export interface Owner {
  readonly host: string;
  /** Of the machine's start: another one after every reboot; empty where the system does not tell. */
  readonly boot: string;
  /** Of the processes that the owner sees: another one in another container; empty where the system does not tell. */
  readonly space: string;
  readonly pid: number;
  /** When the process started, in the system's own ticks: a process that got the same pid later has another. Empty where the system does not tell. */
  readonly start: string;
}

/** Whether an owner lives; `unknown` if it is on another machine or in another container, where this process can't look. */
export type OwnerState = 'lives' | 'dead' | 'unknown';

/** Reads a file of the system; empty where there is none. */
function told(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

const here: Omit<Owner, 'pid' | 'start'> = {
  host: hostname(),
  boot: told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
  space: told(() => readlinkSync('/proc/self/ns/pid')),
};

/** When a process started, in ticks; empty if there is no such process, it has ended and waits to be collected, or the system does not tell. */
function startOf(pid: number): string {
  const stat = told(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name of the program, in brackets, may hold spaces and brackets.
  const [state = 'X', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 'ZX'.includes(state) ? '' : (rest[18] ?? '');
}

/** This process. */
export const thisProcess: Owner = { ...here, pid: process.pid, start: startOf(process.pid) };

/** Whether an owner lives: a process with its pid, which started when the owner did. */
export function stateOf({ host, boot, space, pid, start }: Owner): OwnerState {
  if (host !== here.host) return 'unknown';
  // The machine was started again since.
  if (boot !== here.boot) return 'dead';
  if (space !== here.space) return 'unknown';
  if (thisProcess.start === '') return exists(pid) ? 'lives' : 'dead';
  return startOf(pid) === start ? 'lives' : 'dead';
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Host, boot and space in eight digits. */
const place: string = createHash('sha256')
  .update(JSON.stringify([here.host, here.boot, here.space]))
  .digest('hex')
  .slice(0, 8);

/** This process in the name of a file: `PID-START-PLACE`. */
export const ownerToken: string = `${process.pid}-${thisProcess.start || 0}-${place}`;

/** Whether the process lives that a name ends with, as `….PID-START-PLACE.tmp`, or `….PID.tmp` as earlier versions wrote; undefined for other names. */
export function stateOfToken(name: string): OwnerState | undefined {
  const found = /\.(\d+)(?:-(\d+)-([0-9a-f]{8}))?\.tmp$/.exec(name);
  if (found === null) return undefined;
  const [, pid, start, where] = found;
  if (start === undefined) return exists(Number(pid)) ? 'lives' : 'dead';
  if (where !== place) return 'unknown';
  return stateOf({ ...here, pid: Number(pid), start: start === '0' ? '' : start });
}
