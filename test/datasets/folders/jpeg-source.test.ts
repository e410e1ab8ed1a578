import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { listFolder, openJpegFolder } from '../../../lib/datasets/folders/jpeg-source.js';
import { UserError } from '../../../lib/base/errors.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

test('openJpegFolder(path) gives the JPEGs by name, listFolder(path) all files', async t => {
  const folder = await temporaryFolder(t);
  for (const name of ['b.jpg', 'list.txt', 'a.JPEG']) await writeFile(join(folder, name), name);
  t.deepEqual(await listFolder(folder), ['a.JPEG', 'b.jpg', 'list.txt']);
  const { names, read } = await openJpegFolder(folder);
  t.deepEqual(names, ['a.JPEG', 'b.jpg']);
  t.is(String(await read(1)), 'b.jpg');
});

test('openJpegFolder(path) and listFolder(path) say in one sentence that a folder cannot be read', async t => {
  const folder = join(await temporaryFolder(t), 'gone');
  const refused = {
    instanceOf: UserError,
    message: /gone cannot be read \(ENOENT.*\); check its permissions$/,
  };
  await t.throwsAsync(openJpegFolder(folder), refused);
  await t.throwsAsync(listFolder(folder), refused);
});
