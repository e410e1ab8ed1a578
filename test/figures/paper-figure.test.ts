import { PNG } from 'pngjs';
import { paperFigure, paperFigureRaster } from '../../lib/figures/paper-figure.js';
import type { PaperColumn } from '../../lib/figures/paper-figure.js';
import { imageGrid, pairRows } from '../../lib/figures/pictures/grid.js';
import type { ImageShape } from '../../lib/figures/pictures/grid.js';
import type { Raster } from '../../lib/figures/pictures/raster.js';
import { Rng } from '../../lib/base/random.js';
import { slow as test } from '../support/slow.js';

function column(title: string, shape: ImageShape, seed: number): PaperColumn {
  const rng = Rng.fromSeed(seed);
  const size = shape[0] * shape[1] * shape[2];
  const images = (n: number): Uint8Array =>
    Uint8Array.from({ length: n * size }, () => 64 + rng.integer(128));
  const [originals, reconstructions] = [images(32), images(32)];
  return { title, shape, interpolations: images(64), originals, reconstructions, samples: images(64) };
}

/** The first place where `part` stands in `whole`, pixel for pixel. */
function find(whole: Raster, part: Raster): readonly [left: number, top: number] | undefined {
  const { channels } = whole;
  const same = (left: number, top: number, rows: number): boolean => {
    for (let y = 0; y < rows; y++) {
      const a = ((top + y) * whole.width + left) * channels;
      const b = y * part.width * channels;
      for (let i = 0; i < part.width * channels; i++) {
        if (whole.data[a + i] !== part.data[b + i]) return false;
      }
    }
    return true;
  };
  for (let top = 0; top + part.height <= whole.height; top++) {
    for (let left = 0; left + part.width <= whole.width; left++) {
      if (same(left, top, 1) && same(left, top, part.height)) return [left, top];
    }
  }
  return undefined;
}

for (const shape of [
  [28, 28, 1],
  [64, 64, 3],
] as const) {
  test(`paperFigureRaster holds the nine grids of ${shape.join(' x ')} images, models across, kinds down`, t => {
    const columns = ['VAE', 'WAE-MMD', 'WAE-GAN'].map((title, i) => column(title, shape, i));
    const figure = paperFigureRaster(columns, { scale: 1 });
    t.is(figure.channels, shape[2]);
    const places = columns.map(({ interpolations, originals, reconstructions, samples }) =>
      [interpolations, pairRows(originals, reconstructions, shape, 8), samples].map(images => {
        const place = find(figure, imageGrid(images, shape, { columns: 8 }));
        if (place === undefined) throw new Error('a cell is missing');
        return place;
      }),
    );
    for (const c of [0, 1, 2]) {
      for (const r of [0, 1, 2]) {
        t.is(places[c]?.[r]?.[0], places[c]?.[0]?.[0], 'a column is upright');
        t.is(places[c]?.[r]?.[1], places[0]?.[r]?.[1], 'a row is level');
      }
    }
    const side = 8 * shape[0];
    const at = (c: number, r: number, axis: 0 | 1): number => places[c]?.[r]?.[axis] ?? NaN;
    t.true(at(1, 0, 0) > at(0, 0, 0) + side && at(2, 0, 0) > at(1, 0, 0) + side);
    t.true(at(0, 1, 1) > at(0, 0, 1) + side && at(0, 2, 1) > at(0, 1, 1) + side);
  });
}

test('paperFigure writes the titles above and beside the cells', t => {
  const [first, second] = [column('VAE', [28, 28, 1], 1), column('<b>&"', [28, 28, 1], 2)];
  const figure = paperFigureRaster([first, second], { scale: 1 });
  const inked = (left: number, top: number, width: number, height: number): boolean => {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) if (figure.data[y * figure.width + x]! < 64) return true;
    }
    return false;
  };
  const [left, top] = find(figure, imageGrid(first.interpolations, [28, 28, 1], { columns: 8 })) ?? [0, 0];
  t.true(inked(left, 0, 224, top));
  t.true(inked(left + 224, 0, 224, top));
  for (const row of [0, 1, 2]) t.true(inked(0, top + row * 230, left, 224));
  const plain = paperFigureRaster([first, { ...second, title: 'b' }], { scale: 1 });
  t.notDeepEqual(plain.data, figure.data);
});

test('paperFigure marks real and decoded rows at their left, and has its caption below', t => {
  const only = column('VAE', [28, 28, 1], 1);
  const figure = paperFigureRaster([only], { scale: 2 });
  const { originals, reconstructions } = only;
  const paired = imageGrid(pairRows(originals, reconstructions, [28, 28, 1], 8), [28, 28, 1], {
    columns: 8,
    scale: 2,
  });
  const [left, top] = find(figure, paired) ?? [0, 0];
  const ink = (from: number, to: number): number => {
    let count = 0;
    for (let y = from; y < to; y++)
      for (let x = left - 14; x < left; x++) if (figure.data[y * figure.width + x]! < 128) count++;
    return count;
  };
  const rows = Array.from({ length: 8 }, (_, i) => ink(top + 56 * i, top + 56 * (i + 1)));
  t.true(rows.every(count => count > 10));
  t.true(rows[1]! > rows[0]!, '"decoded" has more ink than "real"');
  const captioned = paperFigureRaster([only], { scale: 2, caption: 'seed 1' });
  t.true(captioned.height > figure.height);
  t.is(captioned.width, figure.width);
});

test('paperFigure gives the same small grey PNG for the same images', t => {
  const shape = [28, 28, 1] as const;
  // Digits are mostly black; a disc stands for one here.
  const disc = Uint8Array.from({ length: 784 }, (_, i) =>
    Math.round(255 * Math.max(0, 1 - Math.abs(Math.hypot((i % 28) - 14, Math.floor(i / 28) - 14) - 8) / 2)),
  );
  const many = (n: number): Uint8Array => Uint8Array.from({ length: 784 * n }, (_, i) => disc[i % 784]!);
  const columns = ['VAE', 'WAE-MMD', 'WAE-GAN'].map(title => ({
    title,
    shape,
    interpolations: many(64),
    originals: many(32),
    reconstructions: many(32),
    samples: many(64),
  }));
  const file = paperFigure(columns);
  t.deepEqual(file, paperFigure(columns));
  t.true(file.length < 300_000);
  t.is(file[25], 0, 'colour type grey');
  const { width, height } = PNG.sync.read(Buffer.from(file));
  t.true(width > 3 * 8 * 28 * 2 && width < 1600 && height > 3 * 8 * 28 * 2 && height < 1600);
});

test('paperFigure refuses no column and images that do not fit, by name', t => {
  const good = column('VAE', [28, 28, 1], 1);
  t.throws(() => paperFigure([]), { instanceOf: RangeError, message: /`columns`/ });
  t.throws(() => paperFigure([{ ...good, samples: good.samples.subarray(1) }]), { message: /`samples`/ });
  t.throws(() => paperFigure([{ ...good, reconstructions: good.samples }]), { message: /`reconstructions`/ });
  t.throws(() => paperFigure([good], { imagesPerRow: 0 }), { message: /`imagesPerRow`/ });
  t.throws(() => paperFigure([good], { scale: 1.5 }), { message: /`scale`/ });
});
