/**
 * Runs `body` with a signal that Ctrl-C (or a request to terminate) aborts: the step or the part at hand is
 * finished, a step also saved. A second Ctrl-C ends the process at once.
 */
export async function stoppable<T>(body: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(stoppedCode);
    process.stderr.write('\nstopping soon; press Ctrl-C again to stop at once without saving\n');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await body(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** What a command says that was stopped before it had its images. */
export const stoppedLoading =
  'stopped while the images were loading, nothing to save; run the same command again';

/** Exit code of a command that Ctrl-C stopped. */
export const stoppedCode = 130;
