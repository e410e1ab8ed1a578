import test from 'ava';
import { pointsOf } from '../../../lib/base/index.js';
import { coordinateActivity } from '../../../lib/metrics/codes/activity.js';
import { allClose } from '../../support/all-close.js';

test('coordinateActivity is the variance of each coordinate of the mean codes, and counts those above 0.01', t => {
  const { variances, active, n } = coordinateActivity(
    pointsOf(Float32Array.of(1, 0, 0.5, 3, 0, 0.51, 5, 0, 0.5), 3),
  );
  allClose(t, variances, [4, 0, 1e-4 / 3], { rtol: 1e-4, atol: 1e-12 });
  t.deepEqual([active, n], [1, 3]);
});

test('coordinateActivity takes another threshold, and says which', t => {
  const { active, protocol } = coordinateActivity(pointsOf(Float32Array.of(1, 0, 0.5, 3, 0, 0.51), 3), {
    threshold: 1e-6,
  });
  t.is(active, 2);
  t.is(protocol, 'variance of mean codes > 0.000001');
  t.throws(() => coordinateActivity(pointsOf(new Float32Array(3), 3)), { instanceOf: RangeError });
});
