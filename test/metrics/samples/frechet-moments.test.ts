import test from 'ava';
import { frechetDistanceOfMoments } from '../../../lib/metrics/samples/frechet.js';
import { loadBackend } from '../../../lib/engine/index.js';

test.before(async () => {
  await loadBackend();
});

const moments = (
  ...rows: readonly (readonly number[])[]
): Parameters<typeof frechetDistanceOfMoments>[0] => ({
  mean: new Float64Array(rows.length),
  covariance: { data: Float64Array.from(rows.flat()), shape: [rows.length, rows.length] },
});

test('frechetDistanceOfMoments(p, q) refuses covariances that are none, and takes singular and rounded ones', t => {
  const one = moments([1, 0], [0, 1]);
  for (const [wrong, message] of [
    [moments([1, 0.5], [0.4, 1]), /covariances to be symmetric, got 0\.4 at \[1, 0\] and 0\.5/],
    [moments([1, 2], [2, 1]), /covariances without negative eigenvalues, got one of -/],
    [moments([-1, 0], [0, -1]), /without negative eigenvalues/],
  ] as const) {
    t.throws(() => frechetDistanceOfMoments(one, wrong), { instanceOf: RangeError, message });
    t.throws(() => frechetDistanceOfMoments(wrong, one), { instanceOf: RangeError, message });
  }
  t.is(frechetDistanceOfMoments(one, moments([0, 0], [0, 0])), 2);
  t.true(Math.abs(frechetDistanceOfMoments(one, moments([1, 1e-7], [0, 1]))) < 1e-6);
  t.true(Math.abs(frechetDistanceOfMoments(moments([1, 1], [1, 1 - 1e-8]), moments([1, 1], [1, 1]))) < 1e-3);
});
