import { createHash } from 'node:crypto';
import test from 'ava';
import { closeCrop } from '../../../lib/datasets/celeba/close-crop.js';
import { type RgbImage, type Square, squareResizer } from '../../../lib/datasets/folders/lanczos.js';
import { readFixture } from '../../support/fixture.js';

interface Fixture {
  readonly width: number;
  readonly height: number;
  readonly cases: readonly {
    readonly square: Square;
    readonly size: number;
    readonly firstRow: readonly number[];
    readonly diagonal: readonly number[];
    readonly sha256: string;
  }[];
}

const fixture = readFixture('lanczos') as Fixture;

function image(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), 3 * (y * width + x));
  }
  return { data, width, height, channels: 3 };
}

function resized(picture: RgbImage, square: Square, size: number): Uint8Array {
  const out = new Uint8Array(size * size * 3);
  squareResizer(size)(picture, square, out, 0);
  return out;
}

test('squareResizer(size) gives the bytes of Pillow’s resize(LANCZOS), larger and smaller', t => {
  const picture = image(fixture.width, fixture.height, (x, y) => [
    (37 * x + 91 * y + 13 * x * y) % 256,
    (x * x + 3 * y) % 256,
    (x + y) % 7 === 0 ? 255 : 0,
  ]);
  for (const { square, size, firstRow, diagonal, sha256 } of fixture.cases) {
    const out = resized(picture, square, size);
    t.deepEqual([...out.subarray(0, 3 * size)], firstRow);
    const places = Array.from({ length: size }, (_, i) => 3 * i * (size + 1));
    t.deepEqual(
      places.flatMap(at => [...out.subarray(at, at + 3)]),
      diagonal,
    );
    t.is(createHash('sha256').update(out).digest('hex'), sha256);
  }
});

test('squareResizer(size) of a square of that size copies it, to its place alone', t => {
  const picture = image(20, 20, (x, y) => [x, y, x * y]);
  const out = new Uint8Array(2 * 8 * 8 * 3).fill(7);
  squareResizer(8)(picture, { left: 5, top: 3, side: 8 }, out, 8 * 8 * 3);
  t.true(out.subarray(0, 8 * 8 * 3).every(byte => byte === 7));
  t.deepEqual([...out.subarray(8 * 8 * 3, 8 * 8 * 3 + 6)], [5, 3, 15, 6, 3, 18]);
  t.deepEqual([...out.subarray(-3)], [12, 10, 120]);
});

test('squareResizer(size) of a gradient is the gradient: pixel i is the mean of the pixels it covers', t => {
  // Red is 2x and green 3y; halving, pixel i covers 2i and 2i + 1 of the square, of middle 2i + ½.
  const picture = image(80, 80, (x, y) => [2 * x, 3 * y, 50]);
  const out = resized(picture, { left: 10, top: 4, side: 64 }, 32);
  for (const i of [8, 15, 20, 24]) {
    const [red = 0, green = 0, blue] = out.subarray(3 * (i * 32 + i), 3 * (i * 32 + i) + 3);
    t.true(Math.abs(red - 2 * (10 + 2 * i + 0.5)) <= 0.5 + 1e-9);
    t.true(Math.abs(green - 3 * (4 + 2 * i + 0.5)) <= 0.5 + 1e-9);
    t.is(blue, 50);
  }
});

test('squareResizer(size) sees nothing outside its square, and serves squares of several sizes in turn', t => {
  const square = { left: 6, top: 5, side: 12 };
  const inside = (x: number, y: number): boolean => x >= 6 && x < 18 && y >= 5 && y < 17;
  const picture = image(24, 24, (x, y) => (inside(x, y) ? [200, 100, 30] : [0, 255, 90]));
  const resize = squareResizer(8);
  for (const { side, left, top } of [square, { left: 6, top: 5, side: 3 }, square]) {
    const out = new Uint8Array(8 * 8 * 3);
    resize(picture, { left, top, side }, out, 0);
    t.true(out.every((byte, i) => byte === [200, 100, 30][i % 3]));
  }
});

test('squareResizer(size) leaves a fourth channel out', t => {
  const picture = image(20, 20, (x, y) => [9 * x, 200 - 9 * y, x * y]);
  const data = Uint8Array.from({ length: 20 * 20 * 4 }, (_, i) =>
    i % 4 === 3 ? 77 : picture.data[3 * Math.floor(i / 4) + (i % 4)]!,
  );
  const square = { left: 3, top: 1, side: 13 };
  t.deepEqual(resized({ ...picture, data, channels: 4 }, square, 8), resized(picture, square, 8));
});

test('closeCrop(178, 218) is the released code’s square, and in proportion of any other size', t => {
  t.deepEqual(closeCrop(178, 218), { left: 19, top: 39, side: 140 });
  t.deepEqual(closeCrop(356, 436), { left: 38, top: 78, side: 280 });
  t.deepEqual(closeCrop(89, 109), { left: 9, top: 19, side: 70 });
  t.deepEqual(closeCrop(400, 218), { left: 130, top: 39, side: 140 });
  t.deepEqual(closeCrop(178, 500), { left: 19, top: 180, side: 140 });
  t.throws(() => closeCrop(0, 0), { message: 'it has 0 × 0 pixels' });
});
