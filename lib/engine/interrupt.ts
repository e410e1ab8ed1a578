const never: AbortSignal = new AbortController().signal;

/**
 * The signal that the interrupt of the running notebook cell aborts; give it to work that can stop after a step. One
 * that is never aborted where there is no notebook.
 */
export function interruptSignal(): AbortSignal {
  const cell = (globalThis as { readonly [name: symbol]: unknown })[Symbol.for('wae.interrupt')];
  return cell instanceof AbortSignal ? cell : never;
}
