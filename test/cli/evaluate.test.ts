import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { wae } from '../support/run-wae.js';

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
