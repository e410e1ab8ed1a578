import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { wae } from '../support/run-wae.js';

test.serial('wae features refuses an unknown network, a seed that is none and a missing name', async t => {
  for (const words of [['faces'], ['mnist', '--seed', '-1'], ['mnist', '--seed', 'x'], []]) {
    const { code, said } = await wae('features', ...words);
    t.is(code, 2, words.join(' '));
    t.regex(said, /^error: /);
  }
});

test.serial('wae features says in one sentence where the images are missing, and writes nothing', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'features-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['mnist', 'celeba']) {
    const { code, said } = await wae('features', name, '--data', folder, '--out', folder);
    t.is(code, 2);
    t.regex(said, /^wae: .+\n$/);
    t.true(said.includes(folder));
  }
  t.deepEqual(readdirSync(folder), []);
});
