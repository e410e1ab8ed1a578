import test from 'ava';
import { PNG } from 'pngjs';
import { imageGrid, pairRows } from '../../../lib/figures/pictures/grid.js';
import { blankRaster, encodePng, pasteRaster } from '../../../lib/figures/pictures/raster.js';
import { Rng } from '../../../lib/base/random.js';

const bytes = (n: number, seed = 1): Uint8Array => {
  const rng = Rng.fromSeed(seed);
  return Uint8Array.from({ length: n }, () => rng.integer(256));
};

for (const channels of [1, 3] as const) {
  test(`imageGrid puts every pixel of ${channels} channels into its own scale x scale square`, t => {
    const [height, width, columns, scale, gap] = [3, 4, 2, 3, 5];
    const images = bytes(5 * height * width * channels);
    const grid = imageGrid(images, [height, width, channels], { columns, scale, gap, background: 7 });
    t.is(grid.width, columns * width * scale + gap * (columns - 1));
    t.is(grid.height, 3 * height * scale + 2 * gap);
    for (let y = 0; y < grid.height; y++) {
      for (let x = 0; x < grid.width; x++) {
        const [row, inRow] = [Math.floor(y / (height * scale + gap)), y % (height * scale + gap)];
        const [column, inColumn] = [Math.floor(x / (width * scale + gap)), x % (width * scale + gap)];
        const image = row * columns + column;
        const inside = inRow < height * scale && inColumn < width * scale && image < 5;
        for (let c = 0; c < channels; c++) {
          const pixel = (image * height + Math.floor(inRow / scale)) * width + Math.floor(inColumn / scale);
          const expected = inside ? images[pixel * channels + c] : 7;
          if (grid.data[(y * grid.width + x) * channels + c] !== expected) t.fail(`(${y}, ${x}, ${c})`);
        }
      }
    }
    t.pass();
  });
}

test('imageGrid(one image) is the image', t => {
  const image = bytes(28 * 28);
  t.deepEqual(imageGrid(image, [28, 28, 1]), { width: 28, height: 28, channels: 1, data: image });
});

test('imageGrid refuses shapes, bytes and options that make no picture', t => {
  const image = bytes(4);
  t.throws(() => imageGrid(image, [2, 2, 2]), { instanceOf: RangeError, message: /shape\[2\].*got 2/ });
  t.throws(() => imageGrid(image, [3, 2, 1]), {
    instanceOf: RangeError,
    message: /whole images.*got 4 bytes/,
  });
  t.throws(() => imageGrid(new Uint8Array(0), [2, 2, 1]), { instanceOf: RangeError });
  t.throws(() => imageGrid(image, [0, 2, 1]), { instanceOf: RangeError, message: /shape\[0\]/ });
  t.throws(() => imageGrid(image, [2, 2, 1], { columns: 0 }), { message: /imageGrid: expected `columns`/ });
  t.throws(() => imageGrid(image, [2, 2, 1], { scale: 0 }), { message: /imageGrid: expected `scale`/ });
  t.throws(() => imageGrid(image, [2, 2, 1], { gap: -1 }), { message: /imageGrid: expected `gap`/ });
});

test('pairRows puts each row of reconstructions under its row of originals', t => {
  const originals = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const reconstructions = Uint8Array.of(11, 12, 13, 14, 15, 16);
  const paired = pairRows(originals, reconstructions, [1, 1, 1], 3);
  t.deepEqual([...paired], [1, 2, 3, 11, 12, 13, 4, 5, 6, 14, 15, 16]);
  t.throws(() => pairRows(originals, reconstructions.subarray(1), [1, 1, 1], 3), { instanceOf: RangeError });
  t.throws(() => pairRows(originals, reconstructions, [1, 1, 1], 4), { message: /fill rows of 4/ });
});

test('encodePng keeps every pixel, grey or RGB', t => {
  for (const channels of [1, 3] as const) {
    const raster = { width: 5, height: 3, channels, data: bytes(15 * channels) };
    const file = encodePng(raster);
    t.deepEqual(file, encodePng(raster));
    const { data, width, height } = PNG.sync.read(Buffer.from(file));
    t.deepEqual([width, height], [5, 3]);
    for (let i = 0; i < 15; i++) {
      for (let c = 0; c < 3; c++)
        t.is(data[4 * i + c], raster.data[i * channels + Math.min(c, channels - 1)]);
      t.is(data[4 * i + 3], 255);
    }
  }
});

test('pasteRaster repeats grey over RGB and refuses what does not fit', t => {
  const target = blankRaster(2, 1, 3, 9);
  pasteRaster(target, { width: 1, height: 1, channels: 1, data: Uint8Array.of(4) }, 1, 0);
  t.deepEqual([...target.data], [9, 9, 9, 4, 4, 4]);
  t.throws(() => pasteRaster(target, blankRaster(1, 1, 1, 0), 2, 0), { instanceOf: RangeError });
  t.throws(() => pasteRaster(blankRaster(2, 2, 1, 0), blankRaster(1, 1, 3, 0), 0, 0), {
    message: /3 channels/,
  });
});
