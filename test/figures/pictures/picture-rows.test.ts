import test from 'ava';
import { PNG } from 'pngjs';
import { pictureRows, pictureRowsPng } from '../../../lib/figures/pictures/picture-rows.js';
import type { Raster } from '../../../lib/figures/pictures/raster.js';

const shape = [2, 3, 1] as const;
/** k images of one grey value each. */
const flat = (...values: number[]): Uint8Array =>
  Uint8Array.from(values.flatMap(v => Array<number>(6).fill(v)));

/** Upright boxes of one value: left, top, width, height. */
function boxOf(raster: Raster, value: number): readonly number[] {
  const found = [...raster.data.keys()].filter(i => raster.data[i] === value);
  const xs = found.map(i => i % raster.width);
  const ys = found.map(i => Math.floor(i / raster.width));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left + 1, Math.max(...ys) - top + 1];
}

test('pictureRows places row after row, column beside column, with wider gaps where asked', t => {
  const rows = [{ images: flat(1, 2, 6) }, { images: flat(3, 4) }, { images: flat(5) }];
  const raster = pictureRows([{ rows }], shape, {
    scale: 2,
    gap: 1,
    apart: { rows: [0], columns: [1] },
  });
  const [left, top] = boxOf(raster, 1) as [number, number];
  t.deepEqual(boxOf(raster, 1), [left, top, 6, 4]);
  t.deepEqual(boxOf(raster, 2), [left + 6 + 1, top, 6, 4]);
  t.deepEqual(boxOf(raster, 6), [left + 6 + 1 + 6 + 10, top, 6, 4]);
  t.deepEqual(boxOf(raster, 3), [left, top + 4 + 10, 6, 4]);
  t.deepEqual(boxOf(raster, 5), [left, top + 4 + 10 + 4 + 1, 6, 4]);
  t.deepEqual([raster.channels, raster.width, raster.height], [1, 2 * left + 29, 2 * top + 23]);
});

test('pictureRows puts blocks side by side and under each other, their images in line', t => {
  const block = (value: number): object => ({ heading: 'h', rows: [{ images: flat(value), label: 'a' }] });
  const blocks = [1, 2, 3].map(block) as Parameters<typeof pictureRows>[0];
  const raster = pictureRows(blocks, shape, { across: 2, scale: 1 });
  const [one, two, three] = [1, 2, 3].map(value => boxOf(raster, value)) as [number[], number[], number[]];
  t.is(one[1], two[1]);
  t.is(one[0], three[0]);
  t.true(two[0]! > one[0]! + 3);
  t.true(three[1]! > one[1]! + 2);
});

test('pictureRows writes its words beside the images, over none of them', t => {
  const images = flat(...Array<number>(4).fill(7));
  const options = { scale: 16, title: 'A title' };
  const bare = pictureRows([{ rows: [{ images }] }], shape, { scale: 16 });
  const row = { images, label: 'left', note: 'right' };
  const worded = pictureRows(
    [{ heading: 'A heading', columns: ['1', '2', '3', '4'], rows: [row] }],
    shape,
    options,
  );
  const count = (raster: Raster): number => raster.data.filter(value => value === 7).length;
  t.is(count(worded), count(bare));
  t.true(worded.width > bare.width + 50 && worded.height > bare.height + 50);
  t.true(worded.data.filter(value => value > 7 && value < 200).length > 300, 'there is ink');
});

test('pictureRowsPng makes a colour picture of colour images', t => {
  const png = PNG.sync.read(
    Buffer.from(pictureRowsPng([{ rows: [{ images: new Uint8Array(12) }] }], [2, 2, 3])),
  );
  t.is(png.width, 2 * 2 + 28);
});

test('pictureRows refuses blocks without rows, images of another shape and odd numbers', t => {
  const error = { instanceOf: RangeError };
  t.throws(() => pictureRows([], shape), error);
  t.throws(() => pictureRows([{ rows: [] }], shape), error);
  t.throws(() => pictureRows([{ rows: [{ images: new Uint8Array(5) }] }], shape), error);
  t.throws(() => pictureRows([{ rows: [{ images: flat(1) }] }], shape, { across: 0 }), error);
});
