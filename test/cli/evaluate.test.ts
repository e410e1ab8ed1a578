import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { main } from '../../lib/cli/main.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The exit code of `wae …` and what it wrote to standard error. */
async function wae(...words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const write = process.stderr.write.bind(process.stderr);
  let said = '';
  process.stderr.write = (text: string | Uint8Array): boolean => {
    said += String(text);
    return true;
  };
  try {
    return { code: await main(words), said };
  } finally {
    process.stderr.write = write;
  }
}

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
