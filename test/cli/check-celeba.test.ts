import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { checkCelebA } from '../../lib/cli/check-celeba.js';
import { celebaFolder } from '../support/celeba-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('checkCelebA(folder) counts the pictures of the zip', async t => {
  const { directory } = await celebaFolder(t, { count: 4 });
  const { state, says, fix } = await checkCelebA(directory);
  t.is(state, 'ok');
  t.regex(says, /celeba \(argument\), 4 JPEGs, no official split, sharp \d/);
  t.is(fix, undefined);
});

test('checkCelebA(folder) is a warning where nothing is, and broken where the zip or the attributes are', async t => {
  const empty = await temporaryFolder(t);
  t.is((await checkCelebA(empty)).state, 'warning');
  const { directory } = await celebaFolder(t, { count: 2 });
  const files = join(directory, 'celeba');
  await writeFile(join(files, 'img_align_celeba.zip'), 'cut short');
  const cut = await checkCelebA(directory);
  t.is(cut.state, 'broken');
  t.regex(cut.says, /is cut short or not a zip/);
  await rm(join(files, 'list_attr_celeba.txt'));
  const lacking = await checkCelebA(directory);
  t.is(lacking.state, 'broken');
  t.regex(lacking.says, /lacks list_attr_celeba\.txt/);
  t.regex(lacking.fix ?? '', /data\/README\.md/);
});
