import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openJpegZip } from '../../../lib/datasets/folders/jpeg-zip.js';
import { UserError } from '../../../lib/base/errors.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { zipBytes, type ZipEntry } from '../../support/zip-file.js';

async function written(t: ExecutionContext, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(t), 'faces.zip');
  await writeFile(path, bytes);
  return path;
}

const text = (letters: string): Buffer => Buffer.from(letters);

test('openJpegZip(path) lists JPEGs in the order of their names and reads each, stored or deflated', async t => {
  const large = Buffer.alloc(3 * 2 ** 20, 'face ');
  const path = await written(
    t,
    zipBytes([
      { name: 'a/', bytes: text('') },
      { name: 'a/b/000002.jpg', bytes: text('two') },
      { name: '__MACOSX/a/._000002.jpg', bytes: text('nothing') },
      { name: 'a/000001.JPEG', bytes: text('one'), deflated: true },
      { name: 'a/readme.txt', bytes: text('text') },
      { name: '000003.jpg', bytes: large },
      { name: 'a/000004.jpg', bytes: large, deflated: true },
    ]),
  );
  const zip = await openJpegZip(path);
  t.deepEqual(zip.names, ['000001.JPEG', '000002.jpg', '000003.jpg', '000004.jpg']);
  const files = await Promise.all([3, 1, 0, 2].map(i => zip.read(i)));
  [large, text('two'), text('one'), large].forEach((bytes, i) => t.true(bytes.equals(files[i]!)));
  await zip.close();
});

test('openJpegZip(path) throws one sentence for an entry outside its folder', async t => {
  for (const name of [
    '../000001.jpg',
    'a/../../000001.jpg',
    '/etc/000001.jpg',
    'C:\\faces\\1.jpg',
    '..\\1.jpg',
  ]) {
    const path = await written(t, zipBytes([{ name, bytes: text('x') }]));
    await t.throwsAsync(openJpegZip(path), {
      instanceOf: UserError,
      message: /faces\.zip has an entry outside its folder \(.*\); fetch it from its publisher$/,
    });
  }
});

test('openJpegZip(path) throws one sentence wherever the zip is cut', async t => {
  const entries = ['1.jpg', '2.jpg'].map((name): ZipEntry => ({ name, bytes: Buffer.alloc(100, name) }));
  const whole = zipBytes(entries);
  for (const length of [0, 1, 21, 22, 100, whole.length - 60, whole.length - 1]) {
    const path = await written(t, whole.subarray(0, length));
    await t.throwsAsync(openJpegZip(path), {
      instanceOf: UserError,
      message: /faces\.zip is cut short or not a zip \(.*\); fetch it again$/,
    });
  }
});

test('openJpegZip(path) throws when a name comes twice, and when there is no file', async t => {
  const path = await written(t, zipBytes(['a/1.jpg', 'b/1.jpg'].map(name => ({ name, bytes: text('x') }))));
  await t.throwsAsync(openJpegZip(path), { instanceOf: UserError, message: /faces\.zip holds 1\.jpg twice/ });
  await t.throwsAsync(openJpegZip(`${path}.not`), { instanceOf: UserError, message: /cannot be opened/ });
});

test('read(i) throws for a damaged file, and goes on with the next', async t => {
  const bytes = zipBytes([
    { name: '1.jpg', bytes: text('one'), crc: 1 },
    { name: '2.jpg', bytes: text('two two two two'), deflated: true },
    { name: '3.jpg', bytes: text('three') },
    { name: '4.jpg', bytes: text('four') },
  ]);
  // The second's packed bytes, behind the first's 30 + 5 + 3 bytes and its own 30 + 5, and the fourth's signature.
  bytes.fill(0xff, 38 + 35, 38 + 35 + 4);
  bytes[bytes.indexOf('4.jpg') - 30] = 0;
  const zip = await openJpegZip(await written(t, bytes));
  t.is((await t.throwsAsync(zip.read(0)))?.message, 'its checksum in the zip is another');
  for (const i of [1, 3]) t.false((await t.throwsAsync(zip.read(i))) instanceof UserError);
  t.deepEqual(Buffer.from(await zip.read(2)), text('three'));
  await zip.close();
});

test('read(i) throws a UserError where the file ends before its entry does', async t => {
  const bytes = zipBytes([{ name: '1.jpg', bytes: text('one') }]);
  // The sizes of the only entry in the directory, which is followed by its end: more than the file has.
  const directory = bytes.indexOf('PK\x01\x02');
  bytes.writeUInt32LE(1000, directory + 20);
  bytes.writeUInt32LE(1000, directory + 24);
  const zip = await openJpegZip(await written(t, bytes));
  await t.throwsAsync(zip.read(0), { instanceOf: UserError, message: /is cut short/ });
  await zip.close();
});
