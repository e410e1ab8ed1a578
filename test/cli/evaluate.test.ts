import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stoppedWae, wae } from '../support/run-wae.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig } from '../support/tiny-models.js';
import { tinyRun } from '../support/tiny-runs.js';
import { slow as test } from '../support/slow.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test.serial(
  'wae evaluate --inception says in one sentence what is wrong with the file, first of all',
  async t => {
    const run = join(root, 'results', 'mnist', 'standard', 'vae');
    for (const name of ['classes.onnx', 'none.onnx']) {
      const file = join(root, 'test', 'fixtures', 'inception', name);
      const { code, said } = await wae('evaluate', run, '--inception', file);
      t.is(code, 2);
      t.regex(said, /^wae: .+\n$/);
      t.true(said.includes(file));
    }
  },
);

test.serial('wae evaluate that is stopped repeats the flags it was given', async t => {
  const folder = await temporaryFolder(t);
  const { path } = tinyRun(folder, 'vae', tinyConfig('vae'));
  const file = join(root, 'test', 'fixtures', 'inception', 'channels-first.onnx');
  const given = ['--data', folder, '--inception', file];
  const { code, said } = await stoppedWae(() => true, 'evaluate', path, ...given);
  t.is(code, 130);
  const command = `wae evaluate ${path} ${given.join(' ')}`;
  t.true(said.endsWith(`stopped before the end; begin again with: ${command}\n`), said);
});
