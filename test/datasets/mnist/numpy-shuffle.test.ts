import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { repositoryRoot } from '../../../lib/node/data-folders.js';
import { numpyShuffle } from '../../../lib/datasets/mnist/numpy-shuffle.js';

interface Fixture {
  readonly small: readonly { readonly n: number; readonly seed: number; readonly order: readonly number[] }[];
  readonly mnist: {
    readonly n: number;
    readonly seed: number;
    readonly first: readonly number[];
    readonly last: readonly number[];
    readonly md5OfLittleEndianUint32: string;
  };
}

const path = join(repositoryRoot(), 'test', 'fixtures', 'numpy-shuffle.json');
const fixture = JSON.parse(await readFile(path, 'utf8')) as Fixture;

test("numpyShuffle(n, seed) equals numpy's shuffle of arange(n)", t => {
  for (const { n, seed, order } of fixture.small) t.deepEqual([...numpyShuffle(n, seed)], order);
});

test("numpyShuffle(70000, 123) equals the released code's order, element by element", t => {
  const { n, seed, first, last, md5OfLittleEndianUint32 } = fixture.mnist;
  const order = numpyShuffle(n, seed);
  t.deepEqual([...order.subarray(0, 20)], first);
  t.deepEqual([...order.subarray(-20)], last);
  const bytes = new DataView(new ArrayBuffer(4 * n));
  order.forEach((place, i) => bytes.setUint32(4 * i, place, true));
  t.is(createHash('md5').update(bytes).digest('hex'), md5OfLittleEndianUint32);
});

test('numpyShuffle refuses a seed that numpy refuses', t => {
  for (const seed of [-1, 2 ** 32, 0.5]) t.throws(() => numpyShuffle(3, seed), { instanceOf: RangeError });
});
