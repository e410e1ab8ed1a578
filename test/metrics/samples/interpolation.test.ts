import test from 'ava';
import { pointsOf } from '../../../lib/base/index.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import { frechetDistance } from '../../../lib/metrics/samples/frechet.js';
import {
  codeMidpoints,
  interpolationQuality,
  relativeDistances,
} from '../../../lib/metrics/samples/interpolation.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { normalFeatures } from '../../support/metrics-fixture.js';

test.before(async () => {
  await loadBackend();
});

test('codeMidpoints halve the sum of disjoint pairs', t => {
  // Digits of different places: every sum names its pair.
  const codes = Float32Array.of(2, 10, 200, 1000, 20_000, 100_000, 2_000_000, 10_000_000, 0, 0);
  const { data: midpoints, shape } = codeMidpoints(pointsOf(codes, 2), Rng.fromSeed(1));
  t.deepEqual(shape, [2, 2]);
  const digits = [0, 1].map(pair => String(midpoints[2 * pair]).replaceAll('0', ''));
  for (const row of digits) t.regex(row, /^1{1,2}$/);
  allClose(t, midpoints[1]!, 5 * midpoints[0]!, { rtol: 1e-7 });
  allClose(t, midpoints[3]!, 5 * midpoints[2]!, { rtol: 1e-7 });
  t.true(digits.join('').length >= 3);
});

test('codeMidpoints of normal codes are normal with half the variance; fewer than two codes are refused', t => {
  const rng = Rng.fromSeed(2);
  const { data: midpoints } = codeMidpoints(pointsOf(rng.fillNormal(new Float32Array(20_000)), 2), rng);
  const variance = midpoints.reduce((sum, value) => sum + value * value, 0) / midpoints.length;
  allClose(t, variance, 0.5, { rtol: 0.06 });
  t.throws(() => codeMidpoints(pointsOf(new Float32Array(2), 2), rng), { instanceOf: RangeError });
});

test('interpolationQuality is the Fréchet distance, and says of what', t => {
  const rng = Rng.fromSeed(3);
  const [x, y] = [normalFeatures(rng, 30, 3), normalFeatures(rng, 20, 3)];
  const measured = interpolationQuality(x, y, { rng, resamples: 3, protocol: 'Fréchet distance, digits' });
  t.is(measured.value, frechetDistance(x, y));
  t.is(measured.protocol, 'Fréchet distance, digits on midpoints, n = 30 real, 20 generated');
});

test('relativeDistances are distances to the nearest reference over the mean of that of test images', t => {
  const points = (...data: number[]): { data: Float32Array; shape: [number, number] } => ({
    data: Float32Array.from(data),
    shape: [data.length / 2, 2],
  });
  const reference = points(0, 0, 10, 0);
  // Test images at distances 1 and 3, so the unit is 2.
  const test = points(0, 1, 10, 3);
  const relative = relativeDistances(points(3, 4, 10, 2, 0, 0), reference, test);
  allClose(t, relative, [2.5, 1, 0], { atol: 1e-12 });
  // Test images themselves are at 1 on average, also where both are one object.
  allClose(t, relativeDistances(test, reference, test), [0.5, 1.5], { atol: 1e-12 });
  allClose(t, relativeDistances(reference, reference, test), [0, 0], { atol: 1e-12 });
  t.throws(() => relativeDistances(test, reference, reference), {
    instanceOf: RangeError,
    message: /off the/,
  });
});
