import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stoppedWae } from '../support/run-wae.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig } from '../support/tiny-models.js';
import { tinyRun } from '../support/tiny-runs.js';
import { slow as test } from '../support/slow.js';

const atOnce = (): boolean => true;

test.serial(
  'wae train and reproduce obey Ctrl-C while images load: code 130, and no run is begun',
  async t => {
    const out = await temporaryFolder(t);
    for (const words of [
      ['train', 'faces', '--model', 'vae', '--preset', 'quick', '--out', join(out, 'run')],
      ['reproduce', 'faces', '--preset', 'quick', '--out', out],
    ]) {
      const { code, said } = await stoppedWae(atOnce, ...words);
      t.is(code, 130, words[0]);
      t.true(
        said.endsWith('stopped while the images were loading, nothing to save; run the same command again\n'),
      );
      t.deepEqual(readdirSync(out), []);
    }
  },
);

test.serial(
  'wae evaluate and explore obey Ctrl-C while images load: code 130, and nothing is written',
  async t => {
    const parent = await temporaryFolder(t);
    const data = { name: 'faces', train: 300, test: 50, seed: 1 } as const;
    const { path } = tinyRun(parent, 'vae', { ...tinyConfig('vae'), data });
    const before = readdirSync(path);
    for (const command of ['evaluate', 'explore']) {
      const { code, said } = await stoppedWae(atOnce, command, path);
      t.is(code, 130, command);
      t.true(said.includes('stopped before the end'), said);
      t.false(said.includes('pictures prepared'), 'the loading is what stopped');
      t.deepEqual(readdirSync(path), before);
    }
  },
);
