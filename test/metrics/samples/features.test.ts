import test from 'ava';
import { naming } from '../../../lib/base/index.js';
import { checkBothFeatures, checkFeatures, featureRows } from '../../../lib/metrics/samples/features.js';
import { features } from '../../support/metrics-fixture.js';

test('checkFeatures names the row and the column of the first number that is none', t => {
  const broken = features([1, 2, 3, 4, 5, NaN, 7, 8], 2);
  t.throws(() => naming('frechet', () => checkFeatures(broken, 2, 'real')), {
    instanceOf: RangeError,
    message: 'frechet: expected `real` to be finite, got NaN in row 2, column 1',
  });
  t.throws(() => naming('frechet', () => checkFeatures(features([1, Infinity], 1), 2, 'real')), {
    message: /row 1, column 0/,
  });
  t.notThrows(() => naming('frechet', () => checkFeatures(features([1, 2], 1), 2, 'real')));
});

test('checkFeatures refuses too few rows, broken rows and no columns', t => {
  const refused = { instanceOf: RangeError, message: /^kid: expected `real` to hold at least 2 whole rows/ };
  for (const shape of [
    [1, 2],
    [3, 2],
    [0, 0],
    [2, 0],
  ] as const) {
    t.throws(
      () => naming('kid', () => checkFeatures({ data: new Float32Array(2), shape }, 2, 'real')),
      refused,
    );
  }
});

test('checkBothFeatures refuses features of two networks', t => {
  t.throws(
    () =>
      naming('kid', () => checkBothFeatures(features([1, 2, 3, 4], 2), features([1, 2, 3, 4, 5, 6], 3), 2)),
    {
      instanceOf: RangeError,
      message: 'kid: expected `real` and `generated` to have as many features, got 2 and 3',
    },
  );
  t.throws(() => naming('kid', () => checkBothFeatures(features([1, 2], 1), features([1, NaN], 1), 2)), {
    message: /`generated` to be finite/,
  });
});

test('featureRows copies rows in the order asked', t => {
  const rows = featureRows(features([1, 2, 3, 4, 5, 6], 2), [2, 0, 2]);
  t.deepEqual([...rows.data], [5, 6, 1, 2, 5, 6]);
  t.deepEqual(rows.shape, [3, 2]);
});
