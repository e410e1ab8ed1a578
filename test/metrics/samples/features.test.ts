import test from 'ava';
import { naming } from '../../../lib/base/index.js';
import { checkBothFeatures } from '../../../lib/metrics/samples/features.js';
import { features } from '../../support/metrics-fixture.js';

test('checkBothFeatures refuses features of two networks', t => {
  t.throws(
    () =>
      naming('kid', () => checkBothFeatures(features([1, 2, 3, 4], 2), features([1, 2, 3, 4, 5, 6], 3), 2)),
    {
      instanceOf: RangeError,
      message: 'kid: expected `real` and `generated` to have as many coordinates, got 2 and 3',
    },
  );
  t.throws(() => naming('kid', () => checkBothFeatures(features([1, 2], 1), features([1, NaN], 1), 2)), {
    message: /`generated` to be finite/,
  });
});
