import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { frechetDistance } from '../../lib/metrics/frechet.js';
import { codeMidpoints, interpolationQuality } from '../../lib/metrics/interpolation.js';
import { Rng } from '../../lib/random.js';
import { allClose } from '../support/all-close.js';
import { normalFeatures } from '../support/metrics-fixture.js';

test.before(async () => {
  await loadBackend();
});

test('codeMidpoints halve the sum of disjoint pairs', t => {
  // Digits of different places: every sum names its pair.
  const codes = Float32Array.of(2, 10, 200, 1000, 20_000, 100_000, 2_000_000, 10_000_000, 0, 0);
  const midpoints = codeMidpoints(codes, 2, Rng.fromSeed(1));
  t.is(midpoints.length, 4);
  const digits = [0, 1].map(pair => String(midpoints[2 * pair]).replaceAll('0', ''));
  for (const row of digits) t.regex(row, /^1{1,2}$/);
  allClose(t, midpoints[1] as number, 5 * (midpoints[0] as number), { rtol: 1e-7 });
  allClose(t, midpoints[3] as number, 5 * (midpoints[2] as number), { rtol: 1e-7 });
  t.true(digits.join('').length >= 3);
});

test('codeMidpoints of normal codes are normal with half the variance; fewer than two codes are refused', t => {
  const rng = Rng.fromSeed(2);
  const midpoints = codeMidpoints(rng.fillNormal(new Float32Array(20_000)), 2, rng);
  const variance = midpoints.reduce((sum, value) => sum + value * value, 0) / midpoints.length;
  allClose(t, variance, 0.5, { rtol: 0.06 });
  t.throws(() => codeMidpoints(new Float32Array(2), 2, rng), { instanceOf: RangeError });
});

test('interpolationQuality is the Fréchet distance, and says of what', t => {
  const rng = Rng.fromSeed(3);
  const [x, y] = [normalFeatures(rng, 30, 3), normalFeatures(rng, 20, 3)];
  const measured = interpolationQuality(x, y, { rng, resamples: 3, protocol: 'Fréchet distance, digits' });
  t.is(measured.value, frechetDistance(x, y));
  t.is(measured.protocol, 'Fréchet distance, digits on midpoints, n = 30 real, 20 generated');
});
