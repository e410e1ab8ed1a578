import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { stoppedWae } from '../support/run-wae.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test.serial('wae train that is stopped before its first step repeats the flags it goes on with', async t => {
  const folder = await temporaryFolder(t);
  const out = join(folder, 'run');
  const given = ['--data', folder, '--tensorboard'];
  const words = ['train', 'digits', '--model', 'wae-mmd', '--preset', 'quick', '--width', '2', '--out', out];
  const { code, said } = await stoppedWae(() => RunFolder.exists(out), ...words, ...given);
  t.is(code, 130);
  const command = `wae train digits --model wae-mmd --out ${out} --resume ${given.join(' ')}`;
  t.true(
    said.endsWith(`stopped before the first step, nothing to save; begin again with: ${command}\n`),
    said,
  );
});

test.serial(
  'wae train that is stopped while it measures names the command that measures the run',
  async t => {
    const folder = await temporaryFolder(t);
    const out = join(folder, 'run');
    const saved = (): boolean => existsSync(join(out, 'checkpoint.safetensors'));
    // Two steps.
    const size = ['--preset', 'quick', '--width', '2', '--epochs', '1', '--batch', '5000'];
    const words = ['train', 'digits', '--model', 'vae', ...size, '--out', out, '--data', folder];
    const { code, said } = await stoppedWae(saved, ...words);
    t.is(code, 130);
    const command = `wae evaluate ${out} --data ${folder}`;
    t.true(said.endsWith(`trained and saved in ${out}, not measured; measure it with: ${command}\n`), said);
  },
);
