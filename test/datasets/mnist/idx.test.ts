import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { readIdx } from '../../../lib/datasets/mnist/idx.js';
import { UserError } from '../../../lib/base/errors.js';
import { idxBytes } from '../../support/idx-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const values = Uint8Array.from({ length: 24 }, (_, i) => 7 * i);
const whole = idxBytes([2, 3, 4], values);

async function written(t: ExecutionContext, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(t), 'some-idx-file');
  await writeFile(path, bytes);
  return path;
}

test('readIdx gives shape, bytes and md5 of a plain and of a gzipped file, whatever the name', async t => {
  const md5 = createHash('md5').update(whole).digest('hex');
  for (const bytes of [whole, gzipSync(whole)]) {
    const array = await readIdx(await written(t, bytes));
    t.deepEqual(array, { shape: [2, 3, 4], data: values, md5 });
  }
});

test('readIdx gives the same array when the file comes in many chunks', async t => {
  const data = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >>> 3);
  for (const bytes of [idxBytes([300, 1000], data), gzipSync(idxBytes([300, 1000], data))]) {
    t.deepEqual((await readIdx(await written(t, bytes))).data, data);
  }
});

test('readIdx gives an array of no elements for a dimension of 0', async t => {
  const array = await readIdx(await written(t, idxBytes([0, 28, 28], new Uint8Array(0))));
  t.deepEqual([...array.shape, array.data.length], [0, 28, 28, 0]);
});

const refuses = test.macro({
  exec: async (t, bytes: Uint8Array, message: RegExp) => {
    for (const contents of [bytes, gzipSync(bytes)]) {
      const path = await written(t, contents);
      const error = await t.throwsAsync(readIdx(path), { instanceOf: UserError, message });
      t.true(error?.message.includes(path));
      t.false(error?.message.includes('\n'));
    }
  },
  title: what => `readIdx(${what}) throws one sentence that names the file, plain or gzipped`,
});

const wrongMagic = Uint8Array.from(whole, (byte, i) => (i === 2 ? 0x0d : byte));
test('an empty file', refuses, new Uint8Array(0), /truncated: it ends after 0 bytes in its header/);
test(
  'a file cut in its header',
  refuses,
  whole.subarray(0, 9),
  /truncated: it ends after 9 bytes in its header/,
);
test('a file cut in its data', refuses, whole.subarray(0, 30), /truncated: it ends after 30 bytes of the 40/);
test('a byte too many', refuses, Uint8Array.of(...whole, 0), /goes on after the 40 bytes/);
test('floats', refuses, wrongMagic, /starts with 0x00000d03/);
test('no dimension', refuses, Uint8Array.of(0, 0, 8, 0), /starts with 0x00000800/);
test(
  'a bomb-sized header',
  refuses,
  idxBytes([2 ** 32 - 1, 28, 28], values),
  /promises 4294967295 × 28 × 28 bytes/,
);
test(
  'a header that promises more than is there',
  refuses,
  idxBytes([60_000, 28, 28], values),
  /truncated: it ends after 40 bytes of the 47040016/,
);

test('readIdx(a gzip bomb) stops one chunk after the promised end', async t => {
  const bomb = idxBytes([1, 2], new Uint8Array(2 ** 26));
  const path = await written(t, gzipSync(bomb));
  const before = process.memoryUsage().arrayBuffers;
  await t.throwsAsync(readIdx(path), { instanceOf: UserError, message: /goes on after the 14 bytes/ });
  t.true(process.memoryUsage().arrayBuffers - before < 2 ** 24);
});

test('readIdx(a damaged gzip file) throws one sentence', async t => {
  const packed = gzipSync(
    idxBytes(
      [1000],
      Uint8Array.from({ length: 1000 }, (_, i) => (i * i * i) >>> 4),
    ),
  );
  const flipped = Uint8Array.from(packed, (byte, i) => (i === packed.length >> 1 ? byte ^ 0x40 : byte));
  for (const bytes of [flipped, packed.subarray(0, packed.length - 10), packed.subarray(0, 5)]) {
    await t.throwsAsync(readIdx(await written(t, bytes)), {
      instanceOf: UserError,
      message: /damaged gzip file/,
    });
  }
});

test('readIdx(a path that is no file) throws one sentence', async t => {
  const folder = await temporaryFolder(t);
  await t.throwsAsync(readIdx(join(folder, 'none')), {
    instanceOf: UserError,
    message: /cannot be opened .*ENOENT/,
  });
  await t.throwsAsync(readIdx(folder), { instanceOf: UserError, message: /is not a file/ });
});
