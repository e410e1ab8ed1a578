/** A thread that was started. */
export interface Thread {
  send(message: object): void;
  end(): void;
}

interface Worker {
  postMessage(message: object): void;
  terminate(): unknown;
}

/** What is used of Node and of a browser; neither is imported, so a bundle for either holds nothing of the other. */
interface Surroundings {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly crossOriginIsolated?: boolean;
  readonly Worker?: new (url: string) => Worker;
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly URL?: { createObjectURL(blob: object): string };
}

interface NodeThreads {
  readonly Worker: new (
    program: string,
    options: { eval: true; execArgv: string[]; env: object },
  ) => Worker & { unref(): void };
}

const surroundings: Surroundings = globalThis as unknown as Surroundings;

/** How many processor cores this program may use. */
export function availableCores(): number {
  const os = builtIn('os') as { availableParallelism(): number } | undefined;
  return os?.availableParallelism() ?? surroundings.navigator?.hardwareConcurrency ?? 1;
}

/** A module of Node; undefined in a browser. */
function builtIn(name: string): unknown {
  return surroundings.process?.getBuiltinModule?.(name);
}

/**
 * Starts a thread that runs a program; it does not keep this one alive. Undefined if threads cannot share memory here:
 * in a browser, unless the page is cross-origin isolated.
 * @param program JavaScript that defines `serve`, which messages are handed to
 */
export function startThread(program: string): Thread | undefined {
  const node = builtIn('worker_threads') as NodeThreads | undefined;
  if (node !== undefined) {
    const text = `${program}\nprocess.getBuiltinModule('worker_threads').parentPort.on('message', serve);`;
    const worker = new node.Worker(text, { eval: true, execArgv: [], env: {} });
    worker.unref();
    return threadOf(worker);
  }
  const { crossOriginIsolated, Worker, Blob, URL } = surroundings;
  if (crossOriginIsolated !== true || !Worker || !Blob || !URL) return undefined;
  const text = `${program}\nonmessage = ({ data }) => serve(data);`;
  return threadOf(new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))));
}

function threadOf(worker: Worker): Thread {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  return { send: message => worker.postMessage(message), end: () => void worker.terminate() };
}

/** Whether this thread may sleep until another wakes it; that of a page may not. */
export function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
