import { bytes } from './bytes.js';

/** Bytes at the beginning of the memory in which a job is described; see `assembly/job.ts`. */
export const HEADER = 1024;
const PAGE = 65_536;
/** 1 GiB at most. */
const MOST_PAGES = 2 ** 14;

/** The compiled kernels with a memory of their own. */
export interface Machine {
  readonly memory: Memory;
  /** Does blocks of the job that the memory describes until none is left. */
  readonly work: (thread: number) => void;
}

/** What is used of WebAssembly; the project's types are those of Node and of a browser, and only one of them has it. */
interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

interface Assembly {
  readonly Module: new (code: Uint8Array) => object;
  readonly Memory: new (size: { initial: number; maximum: number; shared: boolean }) => Memory;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly work: (thread: number) => void } };
}

let compiled: object | undefined;

/** The compiled module, which all memories and all threads share. */
export function kernelModule(): object {
  compiled ??= new (assembly().Module)(Uint8Array.from(atob(bytes), digit => digit.codePointAt(0)!));
  return compiled;
}

function assembly(): Assembly {
  return (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly;
}

/** A new machine; undefined if there is no WebAssembly, no SIMD in it, or no room. */
export function newMachine(): Machine | undefined {
  try {
    const { Memory, Instance } = assembly();
    const memory = new Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    const { work } = new Instance(kernelModule(), { env: { memory } }).exports;
    return { memory, work };
  } catch {
    return undefined;
  }
}

/** Whether the memory has, or can be given, so many bytes. */
export function reserve({ memory }: Machine, size: number): boolean {
  const lacking = Math.ceil((size - memory.buffer.byteLength) / PAGE);
  if (lacking <= 0) return true;
  try {
    memory.grow(lacking);
    return true;
  } catch {
    return false;
  }
}
