import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { repositoryRoot } from '../../lib/node/data-folders.js';
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
  'wae train names the command that measures the run, and a signal ends the measuring at once',
  async t => {
    const folder = await temporaryFolder(t);
    const out = join(folder, 'run');
    // Two steps.
    const size = ['--preset', 'quick', '--width', '2', '--epochs', '1', '--batch', '5000'];
    const words = ['train', 'digits', '--model', 'vae', ...size, '--out', out, '--data', folder];
    const child = spawn(process.execPath, [join(repositoryRoot(), 'scripts', 'wae.mjs'), ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exit = once(child, 'exit');
    let said = '';
    for await (const text of child.stderr) {
      said += String(text);
      if (!said.includes('it is measured now')) continue;
      // The test images are with the feature network by then, or in the longest of the metrics.
      await setTimeout(1500);
      break;
    }
    const start = performance.now();
    child.kill('SIGTERM');
    t.deepEqual(await exit, [null, 'SIGTERM']);
    t.true(performance.now() - start < 2000);
    const command = `wae evaluate ${out} --data ${folder}`;
    t.true(said.includes(`trained and saved in ${out}; it is measured now. `), said);
    t.true(said.endsWith(`then measure it with: ${command}\n`), said);
    // The lock that the process left is nobody's.
    RunFolder.open(out).lock()();
    t.deepEqual(
      readdirSync(out).filter(name => name.startsWith('.') || name.endsWith('.tmp')),
      [],
    );
  },
);
