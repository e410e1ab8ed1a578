import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { main } from '../../lib/cli/main.js';
import { repositoryRoot } from '../../lib/node/data-folders.js';

/** The exit code of `wae …` and what it wrote to standard error. */
export async function wae(
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly said: string }> {
  const write = process.stderr.write.bind(process.stderr);
  let said = '';
  process.stderr.write = (text: string | Uint8Array): boolean => {
    said += String(text);
    return true;
  };
  try {
    return { code: await main(words), said };
  } finally {
    process.stderr.write = write;
  }
}

/** The same, with Ctrl-C pressed as soon as the command listens to it and `when` holds. */
export async function stoppedWae(
  when: () => boolean,
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly said: string }> {
  const listeners = process.listenerCount('SIGINT');
  const timer = setInterval(() => {
    if (process.listenerCount('SIGINT') === listeners || !when()) return;
    clearInterval(timer);
    process.emit('SIGINT');
  }, 1);
  return wae(...words).finally(() => clearInterval(timer));
}

/** The same in a process of its own, which knows nothing of what was loaded here. */
export function waeAlone(...words: readonly string[]): {
  readonly code: number | null;
  readonly said: string;
} {
  const script = join(repositoryRoot(), 'scripts', 'wae.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, ...words], { encoding: 'utf8' });
  return { code: status, said: stderr };
}
