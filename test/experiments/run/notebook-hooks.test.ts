import { loadBackend } from '../../../lib/engine/index.js';
import { notebookHooks } from '../../../lib/experiments/run/notebook-hooks.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { interruptSignal } from '../../../lib/base/abort.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

const cell = Symbol.for('wae.interrupt');

test('interruptSignal is never aborted outside a notebook', t => {
  t.false(interruptSignal().aborted);
  t.is(interruptSignal(), interruptSignal());
});

test.serial('notebookHooks shows how far a training is, and where it was saved', async t => {
  const folder = RunFolder.create(await temporaryFolder(t), tinyConfig('vae'));
  const texts: string[] = [];
  const hooks = notebookHooks(folder, { write: text => texts.push(text), everyMs: 0 });
  const { kind, steps } = await trainRun(folder, tinyData(), hooks);
  t.is(kind, 'finished');
  t.regex(texts[0] ?? '', /^VAE      [█░]{24} epoch 1\/\d+, step 1\/\d+, loss [\d.]+, /);
  t.is(texts.at(-1), `VAE      ${'█'.repeat(24)} ${steps} steps, saved in ${folder.checkpointPath}`);
  hooks.onModel('wae-gan', 'finished', folder);
  hooks.onMeasure('vae');
  const [first, second] = (texts.at(-1) ?? '').split('\n');
  t.regex(first ?? '', /^VAE .* is measured …$/);
  t.regex(second ?? '', /^WAE-GAN .* trained already: /);
});

test.serial(
  'an interrupted training stops after its step, and notebookHooks says where its checkpoint is',
  async t => {
    const stop = new AbortController();
    Object.defineProperty(globalThis, cell, { value: stop.signal, configurable: true });
    try {
      const folder = RunFolder.create(await temporaryFolder(t), tinyConfig('vae'));
      const texts: string[] = [];
      const hooks = notebookHooks(folder, { write: text => texts.push(text) });
      const { kind, steps } = await trainRun(folder, tinyData(), {
        ...hooks,
        onEvent: (event, trainer) => {
          hooks.onEvent(event, trainer);
          if (event.kind === 'step' && event.step === 1) stop.abort();
        },
      });
      t.deepEqual([kind, steps], ['stopped', 1]);
      t.true(folder.hasCheckpoint);
      t.regex(
        texts.at(-1) ?? '',
        /^VAE      stopped after step 1 of \d+, saved in .*; run the cell again to go on$/,
      );
      t.true(texts.at(-1)?.includes(folder.checkpointPath));
    } finally {
      Reflect.deleteProperty(globalThis, cell);
    }
  },
);
