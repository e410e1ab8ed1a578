import { loadBackend } from '../../../lib/engine/backend.js';
import { frechetAtInfinity } from '../../../lib/metrics/samples/frechet-infinity.js';
import { frechetDistance } from '../../../lib/metrics/samples/frechet.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { normalFeatures } from '../../support/metrics-fixture.js';
import { slow as test } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

test('frechetAtInfinity of two normal sets is the distance of the distributions, which the plain one exceeds', t => {
  const rng = Rng.fromSeed(7);
  const [x, y] = [normalFeatures(rng, 600, 30), normalFeatures(rng, 600, 30, { sigma: 1.1 })];
  const exact = 30 * 0.1 ** 2;
  const measured = frechetAtInfinity(x, y, { rng });
  const plain = frechetDistance(x, y);
  t.true(plain - exact > 3 * Math.abs(measured.value - exact), `${plain}, ${measured.value}, exact ${exact}`);
  t.true(measured.low < exact && exact < measured.high, `${measured.low} to ${measured.high}`);
  t.true(measured.high < plain);
  t.regex(measured.protocol, /extrapolated from 0.25 to 1 of n = 600 real, 600 generated/);
});

test('frechetAtInfinity is the intercept of the line through its distances, the last of which is the plain one', t => {
  const rng = Rng.fromSeed(8);
  const [x, y] = [normalFeatures(rng, 100, 3), normalFeatures(rng, 80, 3, { sigma: 2 })];
  const { value, slope, distances } = frechetAtInfinity(x, y, {
    rng,
    points: 2,
    smallest: 0.5,
    resamples: 2,
  });
  t.deepEqual(
    distances.map(({ fraction }) => fraction),
    [0.5, 1],
  );
  const [half, whole] = distances.map(({ distance }) => distance) as [number, number];
  allClose(t, whole, frechetDistance(x, y), { rtol: 1e-9 });
  allClose(t, slope, half - whole, { rtol: 1e-9 });
  allClose(t, value, 2 * whole - half, { rtol: 1e-9 });
});

test('frechetAtInfinity fits its line by least squares', t => {
  const rng = Rng.fromSeed(9);
  const [x, y] = [normalFeatures(rng, 60, 2), normalFeatures(rng, 60, 2, { shift: 1 })];
  const { value, slope, distances } = frechetAtInfinity(x, y, { rng, points: 5, resamples: 2 });
  t.deepEqual(
    distances.map(({ fraction }) => fraction),
    [0.25, 0.4375, 0.625, 0.8125, 1],
  );
  const residuals = distances.map(({ fraction, distance }) => distance - value - slope / fraction);
  const moment = residuals.reduce((sum, r, k) => sum + r / distances[k]!.fraction, 0);
  allClose(t, [residuals.reduce((a, b) => a + b, 0), moment], [0, 0], { atol: 1e-12 });
});

test('frechetAtInfinity refuses a part of one point, one size, and sizes outside (0, 1)', t => {
  const rng = Rng.fromSeed(1);
  const [x, y] = [normalFeatures(rng, 4, 2), normalFeatures(rng, 9, 2)];
  t.throws(() => frechetAtInfinity(x, y, { rng }), { instanceOf: RangeError });
  t.throws(() => frechetAtInfinity(y, y, { rng, points: 1 }), { instanceOf: RangeError });
  for (const smallest of [0, 1, NaN])
    t.throws(() => frechetAtInfinity(y, y, { rng, smallest }), { instanceOf: RangeError });
});
