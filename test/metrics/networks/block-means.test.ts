import test from 'ava';
import { blockMeans } from '../../../lib/metrics/networks/block-means.js';

test('blockMeans of an image that is constant on blocks are those constants over 255', t => {
  // 16 × 24, blocks of 2 × 3 pixels; block (a, b) of channel c is 10 a + b + 80 c.
  const [h, w] = [16, 24];
  const value = (a: number, b: number, c: number): number => 10 * a + b + 80 * c;
  const image = Uint8Array.from({ length: h * w * 3 }, (_, k) => {
    const pixel = Math.floor(k / 3);
    return value(Math.floor(pixel / w / 2), Math.floor((pixel % w) / 3), k % 3);
  });
  const map = blockMeans([h, w, 3]);
  t.is(map.dimension, 192);
  const { data, shape } = map.features(new Uint8Array([...image, ...new Uint8Array(image.length)]), 2);
  t.deepEqual(shape, [2, 192]);
  data.forEach((feature, j) => {
    const wanted = j < 192 ? value(Math.floor(j / 24), Math.floor(j / 3) % 8, j % 3) / 255 : 0;
    t.true(Math.abs(feature - wanted) < 1e-7);
  });
});

test('the blocks of blockMeans cover every pixel of a side that 8 does not divide once', t => {
  // The area-weighted mean of the blocks is the mean of the image.
  const side = 28;
  const image = Uint8Array.from({ length: side * side }, (_, k) => (k * 37) % 256);
  const { data } = blockMeans([side, side, 1]).features(image, 1);
  const edges = Array.from({ length: 9 }, (_, a) => Math.floor((a * side) / 8));
  let sum = 0;
  data.forEach((feature, j) => {
    const [a, b] = [Math.floor(j / 8), j % 8];
    sum += feature * (edges[a + 1]! - edges[a]!) * (edges[b + 1]! - edges[b]!);
  });
  const mean = image.reduce((total, value) => total + value, 0) / 255;
  t.true(Math.abs(sum - mean) < 1e-4);
});

test('blockMeans refuses images that are too small, and bytes that do not fit', t => {
  t.throws(() => blockMeans([7, 28, 1]), {
    instanceOf: RangeError,
    message: 'blockMeans: expected images of at least 8 × 8 pixels, got 7 × 28',
  });
  t.throws(() => blockMeans([8, 8, 1]).features(new Uint8Array(65), 1), { instanceOf: RangeError });
});
