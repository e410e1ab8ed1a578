import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import { matchingFigure } from '../../lib/figures/matching.js';
import { coordinatePlane } from '../../lib/latent/projection.js';

const plane = coordinatePlane(3, 2, 0);
const codes = pointsOf(Float32Array.of(1, 9, 2, 3, 9, 4), 3);
const draws = pointsOf(Float32Array.of(5, 9, 6, 7, 9, 8), 3);

test('matchingFigure draws a line from each code to the draw that it is matched to', t => {
  const { data } = matchingFigure(
    [{ heading: 'a', codes, draws, plan: Int32Array.of(1, 0), plane }],
    undefined,
  );
  const [lines, from, to] = data;
  t.deepEqual(
    [lines?.['x'], lines?.['y']],
    [
      [2, 8, null, 4, 6, null],
      [1, 7, null, 3, 5, null],
    ],
  );
  t.deepEqual(
    [from?.['x'], from?.['y']],
    [
      [2, 4],
      [1, 3],
    ],
  );
  t.deepEqual(
    [to?.['x'], to?.['y']],
    [
      [6, 8],
      [5, 7],
    ],
  );
});

test('matchingFigure refuses batches and plans that do not fit', t => {
  for (const plan of [Int32Array.of(0), Int32Array.of(0, 1, 2)]) {
    t.throws(() => matchingFigure([{ heading: '', codes, draws, plan, plane }], undefined), {
      instanceOf: RangeError,
      message: /got 2, 2 and/,
    });
  }
});
