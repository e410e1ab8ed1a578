import test from 'ava';
import { arithmeticPicture, attributesPicture } from '../../lib/figures/attributes.js';
import { flatImages as flat, flatShape as shape, placeOf } from '../support/flat-images.js';

const options = { scale: 1 };

test('attributesPicture and arithmeticPicture keep the order of their terms', t => {
  const walk = { name: 'smiling', separation: 0.8, rows: [flat(11, 12), flat(13, 14)] };
  const walked = attributesPicture([walk], [-1, 0], shape, options);
  const [x, y] = placeOf(walked, 11);
  t.deepEqual(
    [placeOf(walked, 12), placeOf(walked, 13)],
    [
      [x + 6, y],
      [x, y + 6],
    ],
  );
  const sum = arithmeticPicture([{ heading: 'a', rows: [flat(11, 12, 13, 14)] }], shape, options);
  const [left, top] = placeOf(sum, 11);
  t.deepEqual(
    [placeOf(sum, 13), placeOf(sum, 14)],
    [
      [left + 12, top],
      [left + 26, top],
    ],
  );
});
