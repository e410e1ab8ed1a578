// Trains a tiny run in the folder that is named, from its checkpoint if it has one, as often as it is started:
// `node train-process.js FOLDER MODEL EPOCHS PAUSE`, with PAUSE milliseconds after each step. Prints `step N` after each
// step, `saved N` after each save, and `finished` or `stopped`; a mistake of the user's goes to standard error with exit
// code 2. SIGINT asks for a stop.
import { writeSync } from 'node:fs';
import { UserError } from '../../lib/base/errors.js';
import { loadBackend } from '../../lib/engine/index.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../lib/experiments/run/train-run.js';
import type { ModelName } from '../../lib/models/kinds.js';
import { tinyConfig, tinyData } from './tiny-models.js';

const [, , path = '', model = 'vae', epochs = '3', pause = '0'] = process.argv;
const say = (line: string): unknown => writeSync(1, `${line}\n`);
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const still = new Int32Array(new SharedArrayBuffer(4));
await loadBackend();
say('ready');
try {
  const config = tinyConfig(model as ModelName, { epochs: Number(epochs), recordEvery: 3 });
  const folder = RunFolder.exists(path) ? RunFolder.open(path) : RunFolder.create(path, config);
  const { kind } = await trainRun(folder, tinyData(), {
    signal: stop.signal,
    onEvent: event => {
      if (event.kind === 'step') {
        Atomics.wait(still, 0, 0, Number(pause));
        say(`step ${event.step}`);
      }
      if (event.kind === 'save') say(`saved ${event.step}`);
    },
  });
  say(kind);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
