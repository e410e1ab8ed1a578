import { HEADER, type Machine, newMachine, reserve } from './machine.js';
import { endThreads, runJob } from './threads.js';

/** A memory that has grown beyond this is given back when the solver returns; 64 MiB. */
const KEPT = 2 ** 26;

/** Undefined before the first use, null if there is none here. */
let machine: Machine | undefined | null;
let [depth, top] = [0, HEADER];
/** What {@link once} has made, in each workspace that is open. */
const made: Map<object, unknown>[][] = [];

/**
 * Runs `body`, in which {@link place} finds room in the memory of the compiled kernels. All room that was found is free
 * again when the body returns, so that nothing which lies there may be returned; a body within a body keeps to the same.
 */
export function inWorkspace<T>(body: () => T): T {
  const before = top;
  depth++;
  made.push([]);
  try {
    return body();
  } finally {
    depth--;
    top = before;
    made.pop();
    if (depth === 0 && machine && machine.memory.buffer.byteLength > KEPT) {
      machine = undefined;
      endThreads();
    }
  }
}

/**
 * Room for so many doubles; what they are is not known.
 * @returns the place in bytes; undefined outside of {@link inWorkspace}, if there are no compiled kernels here, or no room
 */
export function place(length: number): number | undefined {
  if (depth === 0) return undefined;
  if (machine === undefined) machine = newMachine() ?? null;
  if (machine === null) return undefined;
  const at = top;
  const end = at + Math.ceil(length / 8) * 64;
  if (!reserve(machine, end)) return undefined;
  top = end;
  return at;
}

/** What `make` puts in place, once for each key and variant, until the workspace ends. */
export function once<T>(key: object, variant: number, make: () => T | undefined): T | undefined {
  for (const maps of made) {
    const found = maps[variant]?.get(key);
    if (found !== undefined) return found as T;
  }
  const fresh = make();
  const maps = made.at(-1);
  if (maps !== undefined && fresh !== undefined) {
    (maps[variant] ??= new Map<object, unknown>()).set(key, fresh);
  }
  return fresh;
}

/** The doubles at a place. */
export function doublesAt(at: number, length: number): Float64Array {
  return new Float64Array(machine!.memory.buffer, at, length);
}

/**
 * Does a job of the compiled kernels, see `assembly/index.ts`.
 * @param values the arguments 0 … 13
 */
export function run({ kind, count, block, entries }: WorkspaceJob, values: readonly number[]): void {
  const padding = Array.from({ length: 14 - values.length }, () => 0);
  runJob(machine!, { kind, blocks: Math.ceil(count / block), entries }, [
    ...values,
    ...padding,
    count,
    block,
  ]);
}

/** What is done, of how many rows or columns, how many of them are a block, and how many entries of the cost they have. */
interface WorkspaceJob {
  readonly kind: number;
  readonly count: number;
  /** Results do not depend on it. */
  readonly block: number;
  readonly entries: number;
}
