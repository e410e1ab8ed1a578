import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wae } from '../support/run-wae.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { slow as test } from '../support/slow.js';

// Before the backend is loaded: the one that every machine has, and that writes no event files.
process.env['WAE_BACKEND'] = 'cpu';

test.serial('wae train refuses codes of one coordinate', async t => {
  const { code, said } = await wae('train', 'digits', '--model', 'vae', '--latent', '1');
  t.is(code, 2);
  t.regex(said, /--latent.*Expected an integer of at least 2/);
});

test.serial('wae train --set refuses what is no field, or not valid, in one sentence', async t => {
  const rows: readonly [string, RegExp][] = [
    ['training.epochs', /^wae: --set training\.epochs: expected path\.to\.field=value, .*\n$/],
    ['training.epochs=0', /^wae: --set: training\.epochs is not valid \(.*>=1.*\); .*\n$/],
    ['training.colour=1', /^wae: --set: training is not valid \(.*colour.*\); .*\n$/],
    ['training.epochs.first=1', /^wae: --set: there is no field training\.epochs\.first; .*\n$/],
    ['model.encoder.kind=gauss', /^wae: --set: model\.encoder\.kind is not valid \(.*\); .*\n$/],
  ];
  for (const [set, expected] of rows) {
    const { code, said } = await wae('train', 'digits', '--model', 'vae', '--out', 'out', '--set', set);
    t.is(code, 2, set);
    t.regex(said, expected);
  }
  const { code, said } = await wae('train', 'digits', '--model', 'vae', '--set', 'training.epochs=2');
  t.is(code, 2);
  t.regex(said, /^wae: wae train --set needs --out: .*\n$/);
});

test.serial('wae train refuses a model that no memory holds, and begins no run', async t => {
  const out = join(await temporaryFolder(t), 'out');
  const words = ['train', 'digits', '--model', 'vae', '--width', '10000000', '--out', out];
  const { code, said } = await wae(...words);
  t.is(code, 2);
  t.regex(said, /^wae: the model would have \S+ parameters, .*; choose a smaller --width or --latent\n$/);
  t.deepEqual(readdirSync(join(out, '..')), []);
});

test.serial('wae train refuses an occupied folder before it looks for the images', async t => {
  const folder = await temporaryFolder(t);
  const out = join(folder, 'out');
  mkdirSync(out);
  writeFileSync(join(out, 'thesis.tex'), 'mine');
  const words = ['train', 'celeba', '--model', 'vae', '--data', folder, '--out', out];
  const { code, said } = await wae(...words);
  t.is(code, 2);
  t.regex(said, /^wae: \S+out is not empty \(thesis\.tex is there\); .*\n$/);
});

test.serial(
  'wae train and wae reproduce refuse a title that can name no folder, before anything is read',
  async t => {
    for (const title of ['my photos', '../../x', '']) {
      for (const command of [
        ['train', 'images', '--model', 'vae'],
        ['reproduce', 'images'],
      ]) {
        const { code, said } = await wae(...command, '--data', '/nowhere', '--title', title);
        t.is(code, 2, said);
        t.regex(said, /option '--title <name>' argument .* is invalid\. Expected letters, digits/);
      }
    }
  },
);

test.serial('wae train begins no run where there are fewer images than a batch', async t => {
  const out = join(await temporaryFolder(t), 'out');
  const words = ['train', 'digits', '--model', 'vae', '--batch', '10001', '--out', out];
  const { code, said } = await wae(...words);
  t.is(code, 2);
  t.regex(said, /wae: digits has 10000 training images, and a batch is 10001; .*\n$/);
  t.deepEqual(readdirSync(join(out, '..')), []);
});

test.serial('wae train --tensorboard begins no run on the JavaScript backend', async t => {
  const out = join(await temporaryFolder(t), 'out');
  const { code, said } = await wae('train', 'digits', '--model', 'vae', '--tensorboard', '--out', out);
  t.is(code, 1);
  t.regex(said, /wae: --tensorboard needs the native TensorFlow backend; .*\n$/);
  t.deepEqual(readdirSync(join(out, '..')), []);
});
