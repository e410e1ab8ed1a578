import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { locateCelebA } from '../../../lib/datasets/celeba/celeba-files.js';
import { loadCelebA } from '../../../lib/datasets/celeba/celeba.js';
import type { ImageSet } from '../../../lib/datasets/dataset.js';
import { UserError } from '../../../lib/base/errors.js';
import { attributeText, celebaFolder, fileName, plainJpeg } from '../../support/celeba-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { slow as test } from '../../support/slow.js';

const ifHere = (await locateCelebA())?.missing.length === 0 ? test : test.skip;

/** The grey of each picture, which must be of one colour all over. */
function greys(t: ExecutionContext, { images, count, shape }: ImageSet): number[] {
  const pixels = shape[0] * shape[1] * shape[2];
  return Array.from({ length: count }, (_, i) => {
    const picture = images.subarray(i * pixels, (i + 1) * pixels);
    t.true(picture.every(byte => byte === picture[0]));
    return picture[0]!;
  });
}

test('loadCelebA gives the same pictures from a zip, a deflated zip and a folder: the last tenth is held out', async t => {
  for (const layout of ['zip', 'deflated', 'folder'] as const) {
    const { train, test: held, ...rest } = await loadCelebA(await celebaFolder(t, { layout }));
    t.deepEqual([rest.name, rest.classes, train.count, held.count], ['celeba', 2, 18, 2]);
    t.deepEqual(train.shape, [64, 64, 3]);
    t.deepEqual(
      [...greys(t, train), ...greys(t, held)],
      Array.from({ length: 20 }, (_, i) => 2 * i),
    );
    t.deepEqual(
      [...train.labels],
      Array.from({ length: 18 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
    );
    t.deepEqual([...held.labels], [1, 0]);
    t.deepEqual(held.attributes?.names, ['Male', 'Smiling', 'Young']);
    t.deepEqual([...(held.attributes?.values ?? [])], [0, 1, 0, 1, 0, 0]);
    t.deepEqual(rest.skipped, []);
  }
});

test('loadCelebA says by which md5 its files can be checked', async t => {
  const where = await celebaFolder(t, { partition: partitionOf(20, i => (i < 5 ? 2 : 0)) });
  const { sources } = await loadCelebA({ ...where, size: 32 });
  const names = ['img_align_celeba.zip', 'list_attr_celeba.txt', 'list_eval_partition.txt'];
  t.deepEqual(Object.keys(sources), names);
  for (const name of names) {
    const bytes = await readFile(join(where.directory, 'celeba', name));
    t.is(sources[name], createHash('md5').update(bytes).digest('hex'));
  }
});

const partitionOf = (count: number, part: (i: number) => number): string =>
  Array.from({ length: count }, (_, i) => `${fileName(i)} ${part(i)}\r\n`).join('');

test('loadCelebA({ size: 32 }) holds out part 2 of the official partition; parts 0 and 1 are trained on', async t => {
  const where = await celebaFolder(t, { count: 12, partition: partitionOf(12, i => i % 3) });
  const { train, test: held } = await loadCelebA({ ...where, size: 32 });
  t.deepEqual(train.shape, [32, 32, 3]);
  t.deepEqual(greys(t, held), [4, 10, 16, 22]);
  t.deepEqual(greys(t, train), [0, 2, 6, 8, 12, 14, 18, 20]);
  t.deepEqual([...train.labels], [1, 0, 1, 0, 1, 0, 1, 0]);
  t.deepEqual([...(train.attributes?.values.subarray(0, 6) ?? [])], [0, 1, 0, 1, 0, 0]);
});

test('loadCelebA throws when the partition lacks a picture or has another part, and holds out the last if it holds none or all', async t => {
  const rows: readonly [string, RegExp][] = [
    [partitionOf(19, i => (i < 5 ? 2 : 0)), /list_eval_partition\.txt has no line for 000020\.jpg;/],
    [partitionOf(20, i => i), /list_eval_partition\.txt, line 4: expected a file name and 0, 1 or 2/],
  ];
  for (const [partition, message] of rows) {
    const where = await celebaFolder(t, { partition });
    await t.throwsAsync(loadCelebA({ ...where, size: 32 }), { instanceOf: UserError, message });
  }
  for (const [part, size] of [
    [0, 0],
    [2, 20],
  ]) {
    const where = await celebaFolder(t, { partition: partitionOf(20, () => part!) });
    const { test: held, notes } = await loadCelebA({ ...where, size: 32 });
    t.is(held.count, 2);
    t.true(notes?.[0]?.includes(`puts ${size} of the 20 pictures into the test set`));
  }
});

test('loadCelebA throws when attributes and pictures, lines and their number, or values disagree', async t => {
  const text = attributeText(20);
  const rows: readonly [string, RegExp][] = [
    [attributeText(19), /list_attr_celeba\.txt has no line for 000020\.jpg of /],
    [text.replace('20', '21'), /list_attr_celeba\.txt promises 21 images and has lines for 20;/],
    [text.replace('20', 'many'), /does not begin with a number of images;/],
    ['', /does not begin with a number|promises 0 images/],
    [text.replace('000004.jpg', '000003.jpg'), /line 6: 000003\.jpg comes a second time;/],
    [text.replace('000004.jpg', '000040.jpg'), /has no line for 000004\.jpg of /],
    [text.replace('000001.jpg -1 ', '000001.jpg 0 '), /line 3: expected 1 or -1, got 0;/],
    [text.replace('000001.jpg -1 ', '000001.jpg '), /line 3: expected 3 values after the file name, got 2;/],
    [text.replace('Smiling', 'Frowning'), /has no attribute Smiling;/],
  ];
  for (const [attributes, message] of rows) {
    const where = await celebaFolder(t, { attributes });
    await t.throwsAsync(loadCelebA(where), { instanceOf: UserError, message });
    t.deepEqual(await readdir(where.cache).catch(() => []), []);
  }
});

test('loadCelebA names what is missing, or the folders it looked in', async t => {
  const empty = await temporaryFolder(t);
  await t.throwsAsync(loadCelebA({ directory: empty }), {
    instanceOf: UserError,
    message:
      /^CelebA was not found in .*, .*celeba, nor in CelebA there \(looked for .*\); see data\/README\.md/,
  });
  const { directory } = await celebaFolder(t);
  await rm(join(directory, 'celeba', 'list_attr_celeba.txt'));
  await t.throwsAsync(loadCelebA({ directory }), {
    instanceOf: UserError,
    message: /celeba lacks list_attr_celeba\.txt \(looked for .*\); see data\/README\.md/,
  });
});

test('loadCelebA throws RangeError for another size', async t => {
  await t.throwsAsync(loadCelebA({ size: 48 as 64 }), {
    instanceOf: RangeError,
    message: 'loadCelebA: expected `size` to be 64 or 32, got 48',
  });
});

test('loadCelebA makes grey and CMYK pictures sRGB', async t => {
  const replaced = { 0: await plainJpeg(120, 120, 120, 'b-w'), 1: await plainJpeg(200, 100, 50, 'cmyk') };
  const { train } = await loadCelebA(await celebaFolder(t, { replaced }));
  const pixels = 64 * 64 * 3;
  t.deepEqual([...train.images.subarray(0, 3)], [120, 120, 120]);
  const [red = 0, green = 0, blue = 0] = train.images.subarray(pixels, pixels + 3);
  // Out and back through the CMYK of a press, which lacks some of the orange.
  t.true(Math.abs(red - 200) < 12 && Math.abs(green - 100) < 24 && Math.abs(blue - 50) < 36);
});

test('loadCelebA skips, counts and lists pictures that are none, and keeps the split of the others', async t => {
  const count = 300;
  const whole = await plainJpeg(9, 9, 9);
  const replaced = {
    7: Buffer.from('<html>not found</html>'),
    269: Buffer.alloc(0),
    270: whole.subarray(0, whole.length / 2),
  };
  for (const layout of ['zip', 'folder'] as const) {
    const where = await celebaFolder(t, { count, replaced, layout });
    for (let time = 0; time < 2; time++) {
      const { train, test: held, skipped } = await loadCelebA({ ...where, size: 32 });
      t.deepEqual(
        skipped.map(({ name }) => name),
        ['000008.jpg', '000270.jpg', '000271.jpg'],
      );
      t.deepEqual(
        skipped.slice(0, 2).map(({ reason }) => reason),
        ['it is not a JPEG', 'it is not a JPEG'],
      );
      t.deepEqual([train.count, held.count], [268, 29]);
      t.is(train.labels[7], 0);
      t.is(train.attributes?.values[7 * 3], 0);
      t.is(train.images[7 * 32 * 32 * 3], 16);
    }
  }
});

test('loadCelebA skips files of a folder that cannot be opened, and checks the others by their md5', async t => {
  const where = await celebaFolder(t, { count: 200, layout: 'folder' });
  const folder = join(where.directory, 'celeba', 'img_align_celeba');
  const [directory, link] = [fileName(3), fileName(11)];
  for (const name of [directory, link]) await rm(join(folder, name));
  await mkdir(join(folder, directory));
  await symlink('nowhere.jpg', join(folder, link));
  const md5 = createHash('md5');
  for (const name of (await readdir(folder)).sort()) {
    if (name !== directory && name !== link) md5.update(await readFile(join(folder, name)));
  }
  const { train, skipped, sources } = await loadCelebA({ ...where, size: 32 });
  t.deepEqual(
    skipped.map(({ name, reason }) => [name, reason.slice(0, 6)]),
    [
      [directory, 'EISDIR'],
      [link, 'ENOENT'],
    ],
  );
  t.is(train.count, 178);
  t.is(sources['img_align_celeba'], md5.digest('hex'));
  t.deepEqual((await loadCelebA({ ...where, size: 32, onProgress: () => t.fail() })).skipped, skipped);
});

test('loadCelebA stops when more than 1 % of the pictures are none, and says which', async t => {
  const where = await celebaFolder(t, { replaced: { 3: Buffer.from('no picture') } });
  await t.throwsAsync(loadCelebA(where), {
    instanceOf: UserError,
    message:
      /img_align_celeba\.zip has 1 or more unreadable JPEGs among 20, over 1 % \(000004\.jpg: it is not a JPEG\); /,
  });
  t.deepEqual(await readdir(where.cache), []);
});

test('loadCelebA prepares pictures once, and again when they or the size change or the cache is damaged', async t => {
  const where = await celebaFolder(t);
  const prepared = async (size: 64 | 32): Promise<number> => {
    let calls = 0;
    const { train } = await loadCelebA({
      ...where,
      size,
      onProgress: (done, total) => {
        t.deepEqual([done, total], [++calls, 20]);
      },
    });
    t.deepEqual(greys(t, train).slice(0, 3), [0, 2, 4]);
    return calls;
  };
  t.deepEqual([await prepared(64), await prepared(64), await prepared(32)], [20, 0, 20]);
  const [file32 = '', file64 = ''] = (await readdir(where.cache)).sort();
  t.regex(file32, /^celeba-32-[0-9a-f]{12}\.safetensors$/);
  const path = join(where.cache, file64);
  const bytes = await readFile(path);
  const damages = [
    bytes.subarray(0, 4),
    bytes.subarray(0, bytes.length - 1),
    bytes.with(bytes.length - 1, 1),
    bytes.with(0, 255),
    bytes.with(20, 0),
  ];
  for (const damaged of damages) {
    await writeFile(path, damaged);
    t.is(await prepared(64), 20);
    t.deepEqual(await readFile(path), bytes);
    t.is(await prepared(64), 0);
  }
  await utimes(join(where.directory, 'celeba', 'img_align_celeba.zip'), 1e9, 1e9);
  t.is(await prepared(64), 20);
});

test('loadCelebA does not take the cache of other pictures for its own', async t => {
  const where = await celebaFolder(t);
  await loadCelebA(where);
  const [name = ''] = await readdir(where.cache);
  const other = await celebaFolder(t, { replaced: { 0: await plainJpeg(99, 99, 99) } });
  await loadCelebA(other);
  const [own = ''] = await readdir(other.cache);
  await rename(join(where.cache, name), join(other.cache, own));
  const { train } = await loadCelebA(other);
  t.is(train.images[0], 99);
});

test('loadCelebA throws before it begins when its cache cannot be written', async t => {
  const where = await celebaFolder(t);
  await writeFile(where.cache, 'a file');
  await t.throwsAsync(loadCelebA({ ...where, onProgress: () => t.fail() }), {
    instanceOf: UserError,
    message: /prepared pictures cannot be kept in .*WAE_CACHE/,
  });
});

test('loadCelebA stops when its signal does, and leaves no file', async t => {
  const where = await celebaFolder(t, { count: 200 });
  const stop = new AbortController();
  const reason = new Error('enough');
  let calls = 0;
  const onProgress = (): void => {
    if (++calls === 20) stop.abort(reason);
  };
  const error = await t.throwsAsync(loadCelebA({ ...where, signal: stop.signal, onProgress }));
  t.is(error, reason);
  t.true(calls < 200);
  t.deepEqual(await readdir(where.cache), []);
  t.is(await t.throwsAsync(loadCelebA({ ...where, signal: AbortSignal.abort(reason) })), reason);
});

test('loadCelebA looks at its signal while it lists a folder', async t => {
  const where = await celebaFolder(t, { layout: 'folder' });
  const reason = new Error('enough');
  // A file that can't be looked at: an error, were it listed.
  await symlink('nowhere', join(where.directory, 'celeba', 'img_align_celeba', '000000.jpg'));
  t.is(await t.throwsAsync(loadCelebA({ ...where, signal: AbortSignal.abort(reason) })), reason);
});

test('loadCelebA removes from its cache what a killed process left', async t => {
  const where = await celebaFolder(t);
  await mkdir(where.cache);
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(join(where.cache, `celeba-64-0123456789ab.safetensors.${pid}.tmp`), 'half');
  await loadCelebA(where);
  const [only = '', ...others] = await readdir(where.cache);
  t.regex(only, /^celeba-64-[0-9a-f]{12}\.safetensors$/);
  t.deepEqual(others, []);
});

ifHere(
  'loadCelebA() of the real files (WAE_DATA, data/celeba, ../shared/data/celeba) gives known faces',
  async t => {
    const cache = await temporaryFolder(t);
    const { train, test: held, skipped } = await loadCelebA({ size: 32, cache });
    t.is(train.attributes?.names.length, 40);
    t.is(train.attributes?.names[31], 'Smiling');
    // The first faces of the publisher's list: whether they smile.
    t.deepEqual([...train.labels.subarray(0, 10)], [1, 1, 0, 0, 0, 0, 0, 0, 1, 0]);
    t.is(skipped.length, 0);
    t.true(held.count === Math.floor((train.count + held.count) / 10) || held.count >= 19_962);
  },
);
