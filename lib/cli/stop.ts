import { nextTurn } from '../base/index.js';
import { say } from './say.js';

/** Ctrl-C; a request to end; a terminal that was closed, or a connection that was lost. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Within this time of the first signal another one is the same: a terminal and npm both pass Ctrl-C on, and a terminal
 * that closes sends SIGHUP more than once. Milliseconds.
 */
const SAME_MS = 500;

/**
 * Runs work of which nothing is kept before its end: while it runs, a signal ends the process at once, by the system's own
 * doing, however long a computation is at hand. What is on the disk stays whole, and the next command in the folder
 * removes the process's lock and temporary files.
 * @throws the reason of the signal, if there was one before
 */
export type AtOnce = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs `body` with a signal that Ctrl-C (or a request to terminate, or the end of the terminal) aborts: the step or the
 * part at hand is finished, a step also saved. A second Ctrl-C ends the process at once, by the system's own doing, so
 * also within a computation; so does the first one within {@link AtOnce}.
 */
export async function stoppable<T>(body: (signal: AbortSignal, atOnce: AtOnce) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  let patience: NodeJS.Timeout | undefined;
  const stop = (name: NodeJS.Signals): void => {
    if (name === 'SIGHUP') outliveTerminal();
    if (signal.aborted) return;
    controller.abort();
    say('\nstopping soon; press Ctrl-C again to stop at once without saving\n');
    patience = setTimeout(() => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    }, SAME_MS);
    patience.unref();
  };
  const listen = (): void => {
    for (const name of signals) process.on(name, stop);
  };
  const listenNoMore = (): void => {
    for (const name of signals) process.off(name, stop);
  };
  const atOnce: AtOnce = async work => {
    // A signal that came during the computation before is heard first.
    await nextTurn(signal);
    listenNoMore();
    try {
      return await work();
    } finally {
      listen();
    }
  };
  listen();
  try {
    return await body(signal, atOnce);
  } finally {
    clearTimeout(patience);
    listenNoMore();
  }
}

/** What is written to a terminal that is gone is lost, and no reason to end before the save. */
function outliveTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }
}

function ignore(): void {}

/** What a command says that was stopped before it had its images. */
export const stoppedLoading =
  'stopped while the images were loading, nothing to save; run the same command again';

/** Exit code of a command that Ctrl-C stopped. */
export const stoppedCode = 130;
