import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../lib/base/errors.js';
import { presetConfig } from '../../lib/experiments/config/preset-config.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { wae } from '../support/run-wae.js';
import { slow as test } from '../support/slow.js';

const commands: readonly (readonly string[])[] = [
  ['train', 'digits', '--model', 'vae', '--out', ''],
  ['train', 'mnist', '--model', 'vae', '--data', ''],
  ['reproduce', 'digits', '--out', ''],
  ['evaluate', ''],
  ['evaluate', 'run', '--inception', ''],
  ['explore', ''],
  ['explore', 'run', ' '],
  ['explore', 'run', '--out', ''],
  ['features', 'mnist', '--out', ''],
  ['tune', 'digits', 'quick', '--out', ''],
  ['weights', ''],
  ['data', 'mnist', '--out', ''],
  ['doctor', '--data', ''],
];

test.serial('wae refuses an empty path, whatever the command, and writes nothing', async t => {
  const before = readdirSync('.');
  for (const words of commands) {
    const { code, said } = await wae(...words);
    t.is(code, 2, words.join(' '));
    t.regex(said, /Expected a path, got an empty text\.\n$/, words.join(' '));
  }
  t.deepEqual(readdirSync('.'), before);
});

test('RunFolder refuses a folder without a name, and one below /proc', t => {
  const config = presetConfig('digits', 'quick', 'vae');
  for (const refused of [
    () => RunFolder.create('', config),
    () => RunFolder.checkFree(''),
    () => RunFolder.open(''),
  ]) {
    t.throws(refused, { instanceOf: UserError, message: /without a name|has no name/ });
  }
  t.false(RunFolder.exists(''));
  t.throws(() => RunFolder.create(join('/proc', 'wae', 'run'), config), {
    instanceOf: UserError,
    message: /^could not save \/proc\/wae\/run\/config\.json \(ENOENT\): its folder can not be made/,
  });
});
