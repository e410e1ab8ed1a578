import { join } from 'node:path';
import { stopSentence } from '../../lib/cli/reproduce.js';
import { loadBackend } from '../../lib/engine/backend.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { stoppedWae } from '../support/run-wae.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig } from '../support/tiny-models.js';
import { tinyRun } from '../support/tiny-runs.js';

test.before(async () => {
  await loadBackend();
});

test.serial('stopSentence(directory, run) says "saved" only of a run that has a checkpoint', async t => {
  const out = await temporaryFolder(t);
  const begun = RunFolder.create(join(out, 'wae-mmd'), tinyConfig('wae-mmd'));
  const saved = tinyRun(out, 'vae', tinyConfig('vae'));
  t.deepEqual(
    [undefined, begun, saved].map(run => stopSentence('there', run)),
    [
      'stopped while the images were loading, nothing to save; run the same command again',
      'stopped before the first step of WAE-MMD, nothing of it to save; the same command goes on from there',
      'stopped and saved in there; the same command goes on from there',
    ],
  );
});

test.serial('wae reproduce that is stopped in a training says where it is saved', async t => {
  const out = await temporaryFolder(t);
  const directory = join(out, 'digits', 'quick-width-2');
  const begun = (): boolean => RunFolder.exists(join(directory, 'vae'));
  const words = ['digits', '--preset', 'quick', '--width', '2', '--out', out];
  const { code, said } = await stoppedWae(begun, 'reproduce', ...words);
  t.is(code, 130);
  t.true(said.endsWith(`stopped and saved in ${directory}; the same command goes on from there\n`), said);
});
