import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { Rng } from '../../lib/base/random.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { everything } from '../support/whole-faults.js';

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** From a signal to the end of the process, at most, ms. The part runs beside other tests on a busy machine. */
const limit = everything ? 2000 : 10_000;

/** A training of seconds, or one of minutes, and the moments of signals, s after the command began. */
const [size, moments, until] = everything
  ? ([['--preset', 'standard', '--epochs', '3'], 60, 120] as const)
  : ([['--preset', 'quick', '--width', '2', '--epochs', '3'], 3, 8] as const);

/**
 * Sends signals to a command, begun anew for each, at random moments; one that comes to its end before is not begun again.
 * @returns how long the process lived on after each, ms
 */
async function stops(
  t: ExecutionContext,
  name: string,
  wordsOf: () => readonly string[],
): Promise<readonly number[]> {
  const rng = Rng.fromSeed(21).split(name);
  const times: number[] = [];
  for (let k = 0; k < moments; k++) {
    const words = [join(repositoryRoot(), 'scripts', 'wae.mjs'), ...wordsOf()];
    const child: ChildProcess = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr!.on('data', (text: Buffer) => {
      said += text.toString();
    });
    const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const ended = await Promise.race([exit, setTimeout(1000 * rng.uniform() * until)]);
    if (ended !== undefined) {
      t.is(ended[0], 0, said);
      break;
    }
    const start = performance.now();
    const signal = names[k % names.length]!;
    child.kill(signal);
    const [code, by] = await exit;
    times.push(performance.now() - start);
    t.true(code === 130 || by === signal, `${code} ${by}: ${said}`);
  }
  t.log(`${name}: ${times.length} signals, the longest wait ${Math.max(...times).toFixed(0)} ms`);
  return times;
}

test.serial('a signal ends training and measuring within 2 s at any moment, and the run goes on', async t => {
  t.timeout(everything ? 6 * 3_600_000 : 300_000);
  const path = join(await temporaryFolder(t), 'run');
  const train = ['train', 'digits', '--model', 'wae-gan', ...size, '--out', path];
  const training = await stops(t, 'train', () => (RunFolder.exists(path) ? [...train, '--resume'] : train));
  // How measuring ends is tested beside the commands, too; here it takes a training to its end.
  const measuring: number[] = [];
  if (everything) {
    const command = [join(repositoryRoot(), 'scripts', 'wae.mjs'), ...train];
    const whole = spawn(process.execPath, RunFolder.exists(path) ? [...command, '--resume'] : command, {
      stdio: 'ignore',
    });
    t.deepEqual(await once(whole, 'exit'), [0, null]);
    measuring.push(...(await stops(t, 'evaluate', () => ['evaluate', path])));
  }
  t.true(Math.max(...training, ...measuring) < limit);
  if (!RunFolder.exists(path)) return;
  RunFolder.open(path).lock()();
  t.deepEqual(
    readdirSync(path).filter(name => name.startsWith('.') || name.endsWith('.tmp')),
    [],
  );
});
