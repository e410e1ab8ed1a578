import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../lib/base/errors.js';
import { loadBackend } from '../../../lib/engine/index.js';
import { readCheckpoint } from '../../../lib/engine/checkpoint.js';
import { checkExtension, copyRun, extendRun } from '../../../lib/experiments/run/extend-run.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { isFinished } from '../../../lib/experiments/run/train-runs.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

const data = tinyData();
const schedule = {
  recordEvery: 3,
  learningRateSchedule: { kind: 'manual', at: [[3, 0.5]] },
} as const;
const config = (epochs: number) => tinyConfig('wae-gan', { ...schedule, epochs });
const weights = (folder: RunFolder): [string, number[]][] =>
  [...readCheckpoint(folder.checkpointPath).tensors].map(([name, { values }]) => [name, [...values]]);

test.serial(
  'a finished run with more epochs ends at the weights of one that was begun with as many',
  async t => {
    const parent = await temporaryFolder(t);
    const short = RunFolder.create(join(parent, 'short'), config(2));
    await trainRun(short, data);
    const copy = copyRun(short, join(parent, 'copy'));
    t.deepEqual(weights(copy), weights(short));
    const longer = extendRun(copy, 4);
    t.is(longer.config.training.epochs, 4);
    t.false(isFinished(longer));
    t.is((await trainRun(longer, data)).kind, 'finished');
    const whole = RunFolder.create(join(parent, 'whole'), config(4));
    await trainRun(whole, data);
    t.deepEqual(weights(longer), weights(whole));
    t.deepEqual(RunFolder.open(longer.path).config, whole.config);
    // The former end has a record of its own.
    const steps = (run: RunFolder): number[] =>
      run.readHistory().flatMap(({ kind, step }) => (kind === 'train' ? [step] : []));
    const end = readCheckpoint(short.checkpointPath).metadata['state']!;
    const { step } = JSON.parse(end) as { step: number };
    t.deepEqual(
      steps(longer),
      [...new Set([...steps(whole), step])].sort((a, b) => a - b),
    );
    // The run that was copied is as it was.
    t.true(isFinished(short));
    t.is(RunFolder.open(short.path).config.training.epochs, 2);
  },
);

test('a run refuses fewer epochs, a schedule over all of them, and weights alone', async t => {
  const parent = await temporaryFolder(t);
  const run = RunFolder.create(join(parent, 'run'), config(3));
  const refused = (folder: RunFolder, epochs: number, message: RegExp): void => {
    t.throws(() => checkExtension(folder, epochs), { instanceOf: UserError, message });
  };
  refused(run, 2, /run is of 3 epochs, and --epochs can give it more, not fewer; begin a run of 2 epochs/);
  t.notThrows(() => checkExtension(run, 4));
  t.is(extendRun(run, 3), run);
  writeFileSync(run.weightsPath, '');
  refused(run, 4, /has its weights alone/);
  const smooth = { ...schedule, epochs: 3, learningRateSchedule: { kind: 'manual-smooth' } } as const;
  const other = RunFolder.create(join(parent, 'smooth'), tinyConfig('vae', smooth));
  refused(other, 4, /falls over all of its 3 epochs \(manual-smooth\)/);
  t.throws(() => copyRun(other, run.path), { instanceOf: UserError });
  t.false(existsSync(join(parent, `run.${process.pid}.tmp`)));
});
