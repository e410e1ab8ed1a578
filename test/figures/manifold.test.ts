import test from 'ava';
import { manifoldPicture, traversalsPicture } from '../../lib/figures/manifold.js';
import { flatImages as flat, flatShape as shape, placeOf } from '../support/flat-images.js';

const options = { scale: 1 };

test('manifoldPicture lays the square grid edge to edge, row by row', t => {
  const png = manifoldPicture([{ images: flat(11, 12, 13, 14) }], shape, options);
  const [x, y] = placeOf(png, 11);
  t.deepEqual(
    [placeOf(png, 12), placeOf(png, 13)],
    [
      [x + 4, y],
      [x, y + 4],
    ],
  );
  t.throws(() => manifoldPicture([{ images: flat(1, 2, 3) }], shape), { message: /square number/ });
  t.throws(() => manifoldPicture([], shape), { instanceOf: RangeError });
});

test('traversalsPicture has a row for each coordinate, a column for each quantile', t => {
  const traversals = [
    { coordinate: 3, images: flat(11, 12), note: 'std 1' },
    { coordinate: 0, images: flat(21, 22) },
  ];
  const png = traversalsPicture(traversals, [0.25, 0.75], shape, options);
  const [x, y] = placeOf(png, 11);
  t.deepEqual(
    [placeOf(png, 12), placeOf(png, 21)],
    [
      [x + 6, y],
      [x, y + 6],
    ],
  );
});
