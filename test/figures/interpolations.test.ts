import test from 'ava';
import { interpolationsPicture, pathDistancesFigure } from '../../lib/figures/interpolations.js';
import { flatImages as flat, flatShape as shape, placeOf } from '../support/flat-images.js';

const options = { scale: 1 };

test('interpolationsPicture puts the ways of one start under each other, two starts side by side', t => {
  const ways = (first: number): { name: string; images: Uint8Array; midpoint: number }[] =>
    ['line', 'sphere'].map((name, i) => ({
      name,
      images: flat(first + 2 * i, first + 2 * i + 1),
      midpoint: 1,
    }));
  const png = interpolationsPicture([ways(11), ways(21)], shape, options);
  const [[x, y], [right, level]] = [placeOf(png, 11), placeOf(png, 21)];
  t.deepEqual(placeOf(png, 13), [x, y + 6]);
  t.is(level, y);
  t.true(right > x + 12);
});

test('pathDistancesFigure draws the means over the place on the path, and 1 for a test image', t => {
  const { data } = pathDistancesFigure([{ name: 'line', means: Float64Array.of(1.5, 2, 1.25) }]);
  t.deepEqual(
    [data[0]?.['x'], data[0]?.['y']],
    [
      [0, 0.5, 1],
      [1.5, 2, 1.25],
    ],
  );
  t.deepEqual(data[1]?.['y'], [1, 1]);
});

test('pathDistancesFigure puts the one mean of a path of one point at its start', t => {
  const { data } = pathDistancesFigure([{ name: 'line', means: [1.5] }]);
  t.deepEqual([data[0]?.['x'], data[0]?.['y'], data[0]?.['mode']], [[0], [1.5], 'lines+markers']);
});
