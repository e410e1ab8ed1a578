import { join } from 'node:path';
import { UserError } from '../../base/index.js';
import { type Holder, type Lock, takeLock } from '../../node/index.js';

/** The name of the file that says which process writes in a run's folder. */
const lockName = '.lock';

/**
 * Takes the lock of a run's folder: one process writes there at a time.
 * @throws UserError if another process holds it
 */
export function lockRun(path: string): Lock {
  const file = join(path, lockName);
  const taken = takeLock(file);
  if ('lock' in taken) return taken.lock;
  throw new UserError(refusal(path, file, taken.holder));
}

function refusal(path: string, file: string, { owner: { host, pid }, state }: Holder): string {
  if (state === 'lives') {
    const who = pid === process.pid ? 'this process' : `process ${pid}`;
    return `${path} is written by ${who} at the moment; wait for its end, or choose another folder with --out`;
  }
  return (
    `${path} is written by process ${pid} of ${host}, which can't be looked for from here; ` +
    `wait for its end, or delete ${file} if it has ended`
  );
}

/** What is said if the folder is not there any more, or another process took it over. */
export function lostRun(path: string): UserError {
  return new UserError(
    `${path} was moved or deleted, or taken over by another process, while its run was at work; ` +
      'go on with the folder where it is now, or begin again',
  );
}
