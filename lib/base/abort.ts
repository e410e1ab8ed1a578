/** How a long job tells how far it is. */
export type OnProgress = (done: number, total: number) => void;

/**
 * A turn of the event loop: signals, interrupts and progress get their chance between two pieces of long work.
 * @throws the signal's reason if it is aborted by then
 */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** What the work gives, or undefined if the signal's abort ended it. */
export async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) return undefined;
    throw error;
  }
}

const never: AbortSignal = new AbortController().signal;

/**
 * The signal that the interrupt of the running notebook cell aborts; give it to work that can stop after a step. One
 * that is never aborted if there is no notebook.
 */
export function interruptSignal(): AbortSignal {
  const cell = (globalThis as { readonly [name: symbol]: unknown })[Symbol.for('wae.interrupt')];
  return cell instanceof AbortSignal ? cell : never;
}
