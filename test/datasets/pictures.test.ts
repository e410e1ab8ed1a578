import test from 'ava';
import { drawPicture, pictureNames, pixelDots, pixelMeasure } from '../../lib/datasets/pictures.js';
import { solveSample } from '../../lib/ot/solve.js';
import { allClose } from '../support/all-close.js';

const squared = (a: Parameters<typeof pixelMeasure>[0], b: typeof a, colour: number): number => {
  const [from, to] = [pixelMeasure(a, { colour }), pixelMeasure(b, { colour })];
  return solveSample(from.points, to.points, { a: from.weights, b: to.weights }).value;
};

test('drawPicture draws each thing inside a white border of its own, the same each time', t => {
  for (const name of pictureNames) {
    const { pixels, shape } = drawPicture(name);
    t.deepEqual(shape, [24, 24, 3]);
    t.deepEqual(pixels, drawPicture(name).pixels);
    t.true(
      pixels.subarray(0, 72).every(value => value === 255),
      `the first row of the ${name}`,
    );
    t.true(
      pixels.subarray(23 * 72).every(value => value === 255),
      `the last row of the ${name}`,
    );
    const ink = pixelMeasure({ name, pixels, shape }).weights.length / 576;
    t.true(ink > 0.2 && ink < 0.6, `${name}: ${ink}`);
  }
});

test('drawPicture(name, { size: 2n, scale: 1/2 }) is drawPicture(name, { size: n }) in the middle', t => {
  const [small, large] = [drawPicture('dog'), drawPicture('dog', { size: 48, scale: 0.5 })];
  for (let row = 0; row < 24; row++) {
    const middle = large.pixels.subarray(3 * (48 * (row + 12) + 12), 3 * (48 * (row + 12) + 36));
    t.deepEqual(middle, small.pixels.subarray(72 * row, 72 * (row + 1)));
  }
});

test('pixelMeasure lists the pixels that are not white, at their centres, with their colours', t => {
  const pixels = Uint8Array.of(255, 255, 255, 255, 0, 51, 255, 255, 255, 0, 0, 0);
  const { points, weights } = pixelMeasure({ name: 'dog', shape: [2, 2, 3], pixels }, { colour: 2 });
  allClose(t, points.data, [0.75, 0.25, 2, 0, 0.4, 0.75, 0.75, 0, 0, 0], { rtol: 1e-15 });
  t.deepEqual(weights, Float64Array.of(0.5, 0.5));
});

test('a picture that is shifted is at squared transport distance of the shift', t => {
  const [still, moved] = [
    drawPicture('apple', { scale: 0.7 }),
    drawPicture('apple', { scale: 0.7, shift: [2 / 24, -1 / 24] }),
  ];
  allClose(t, squared(still, moved, 0.5), (4 + 1) / 576, { rtol: 1e-12 });
  t.is(squared(still, still, 0.5), 0);
});

test('an orange is nearer to an apple than to a dog, in place and in place and colour', t => {
  const [orange, apple, dog] = [drawPicture('orange'), drawPicture('apple'), drawPicture('dog')];
  t.true(squared(orange, apple, 0) < 0.1 * squared(orange, dog, 0));
  t.true(squared(orange, apple, 0.25) < 0.5 * squared(orange, dog, 0.25));
});

test('pixelDots lists the places and colours of pixelMeasure', t => {
  const pixels = Uint8Array.of(255, 255, 255, 255, 0, 51, 255, 255, 255, 0, 0, 0);
  const { points, colours } = pixelDots({ name: 'dog', shape: [2, 2, 3], pixels }, [1, -2]);
  allClose(t, points.data, [1.75, -1.75, 1.75, -1.25], { rtol: 1e-15 });
  t.deepEqual(colours, ['#ff0033', '#000000']);
});

test('drawPicture and pixelMeasure refuse what makes no picture', t => {
  t.throws(() => drawPicture('cat' as 'dog'), { instanceOf: RangeError, message: /`name`.*got cat/ });
  t.throws(() => drawPicture('dog', { size: 7 }), { instanceOf: RangeError, message: /`size`.*got 7/ });
  t.throws(() => drawPicture('dog', { scale: 0 }), { instanceOf: RangeError, message: /`scale`.*got 0/ });
  const picture = drawPicture('dog');
  t.throws(() => pixelMeasure(picture, { colour: -1 }), { instanceOf: RangeError, message: /`colour`/ });
  t.throws(() => pixelMeasure({ ...picture, pixels: new Uint8Array(1728).fill(255) }), {
    message: /not white/,
  });
});
