import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../../lib/engine/backend.js';
import {
  frechet,
  frechetDistance,
  frechetDistanceOfMoments,
  frechetFloor,
} from '../../../lib/metrics/samples/frechet.js';
import { featureMoments } from '../../../lib/metrics/samples/moments.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { features, metricsFixture, normalFeatures, reordered } from '../../support/metrics-fixture.js';
import { slow as test } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

/** Runs with ml-matrix. */
async function inJavaScript<T>(body: () => T): Promise<T> {
  const before = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    return body();
  } finally {
    await tf.setBackend(before);
  }
}

for (const { name, d, x, y, value, sqrtm } of metricsFixture.frechet) {
  test.serial(`frechetDistance is SciPy’s: ${name}`, async t => {
    const [real, generated] = [features(x, d), features(y, d)];
    // Rounding, relative to the traces: the root of a singular covariance keeps half the digits in SciPy.
    const tolerance = { rtol: 1e-6, atol: 1e-7 };
    const native = frechetDistance(real, generated);
    allClose(t, native, value, tolerance);
    allClose(t, native, sqrtm, tolerance);
    const moments = frechetDistanceOfMoments(featureMoments(real), featureMoments(generated));
    allClose(t, moments, value, tolerance);
    allClose(t, await inJavaScript(() => frechetDistance(real, generated)), native, tolerance);
    const known = [featureMoments(real), featureMoments(generated)] as const;
    allClose(t, await inJavaScript(() => frechetDistanceOfMoments(...known)), value, tolerance);
  });
}

test('featureMoments of more rows than go at once are those of NumPy’s formula', t => {
  const { data, shape } = normalFeatures(Rng.fromSeed(2), 2500, 2, { shift: 3 });
  const { mean, covariance, n } = featureMoments({ data, shape });
  const column = (k: number): number[] => Array.from({ length: 2500 }, (_, i) => data[2 * i + k]!);
  const [u, v] = [column(0), column(1)];
  const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const covariate = (a: readonly number[], b: readonly number[]): number =>
    (average(a.map((value, i) => (value - average(a)) * (b[i]! - average(b)))) * 2500) / 2499;
  allClose(t, mean, [average(u), average(v)], { rtol: 1e-12 });
  allClose(t, covariance.data, [covariate(u, u), covariate(u, v), covariate(v, u), covariate(v, v)], {
    rtol: 1e-10,
  });
  t.is(n, 2500);
});

test('frechetDistance on the line is (μ₁ − μ₂)² + (σ₁ − σ₂)²', t => {
  // Standard deviations 1 and 3 (over n − 1), means 2 and 7.
  const value = frechetDistance(features([1, 2, 3], 1), features([4, 7, 10], 1));
  allClose(t, value, 25 + 4, { rtol: 1e-12 });
});

test('frechetDistance of a set and itself is 0 to rounding, whatever its rank and scale', t => {
  const rng = Rng.fromSeed(1);
  const singular = normalFeatures(rng, 30, 4);
  for (let i = 0; i < 30; i++) singular.data[4 * i + 3] = 5;
  for (const set of [
    normalFeatures(rng, 50, 6),
    normalFeatures(rng, 5, 8),
    singular,
    normalFeatures(rng, 50, 3, { sigma: 1e9 }),
    normalFeatures(rng, 50, 3, { shift: 1000 }),
  ]) {
    const trace = set.data.reduce((sum, value) => sum + value * value, 0) / set.shape[0];
    allClose(t, frechetDistance(set, reordered(set, rng)) / trace, 0, { atol: 1e-12 });
  }
});

test('frechetDistance of constant sets is the squared distance of the constants', t => {
  allClose(t, frechetDistance(features([1, 2, 1, 2, 1, 2], 2), features([4, 6, 4, 6, 4, 6], 2)), 25, {
    rtol: 1e-12,
  });
});

test('frechetDistance is symmetric, scales with the square, and does not move with both sets', t => {
  const rng = Rng.fromSeed(4);
  const [x, y] = [normalFeatures(rng, 40, 3), normalFeatures(rng, 30, 3, { shift: 0.5, sigma: 2 })];
  const value = frechetDistance(x, y);
  const mapped = (set: typeof x, map: (v: number) => number): typeof x => ({
    data: set.data.map(map),
    shape: set.shape,
  });
  allClose(t, frechetDistance(y, x), value, { rtol: 1e-10 });
  for (const c of [1e-9, 1e9]) {
    const scaled = frechetDistance(
      mapped(x, v => c * v),
      mapped(y, v => c * v),
    );
    allClose(t, scaled / c ** 2, value, { rtol: 1e-5 });
  }
  const shifted = frechetDistance(
    mapped(x, v => v + 8),
    mapped(y, v => v + 8),
  );
  allClose(t, shifted, value, { rtol: 1e-5 });
});

test('frechet has the plain distance and an interval of about the size of repeated measurements’ spread', t => {
  const rng = Rng.fromSeed(5);
  const pairs = Array.from(
    { length: 30 },
    () => [normalFeatures(rng, 200, 4), normalFeatures(rng, 150, 4, { shift: 0.5 })] as const,
  );
  const values = pairs.map(([x, y]) => frechetDistance(x, y));
  const mean = values.reduce((a, b) => a + b) / 30;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 29);
  const [x, y] = pairs[0]!;
  const measured = frechet(x, y, { rng });
  t.is(measured.value, values[0]!);
  const half = (measured.high - measured.low) / 2;
  allClose(t, half / (2 * deviation), 1, { atol: 0.5 });
  allClose(t, (measured.high + measured.low) / 2, measured.value, { rtol: 1e-9 });
  t.is(measured.n, 150);
  t.is(measured.protocol, 'Fréchet distance, n = 200 real, 150 generated');
  t.deepEqual(
    frechet(x, y, { rng: Rng.fromSeed(1), resamples: 3 }),
    frechet(x, y, { rng: Rng.fromSeed(1), resamples: 3 }),
  );
});

test('frechetFloor compares disjoint halves: near 0 beside a set elsewhere, and 0 only for equal points', t => {
  const rng = Rng.fromSeed(6);
  const real = normalFeatures(rng, 401, 3);
  const floor = frechetFloor(real, { rng });
  t.is(floor.n, 200);
  t.regex(floor.protocol, /real against real, n = 200 real, 200 generated/);
  t.true(floor.value > 0 && floor.value < 0.1);
  allClose(t, frechetFloor(features([2, 2, 2, 2], 1), { rng }).value, 0, { atol: 1e-12 });
  t.throws(() => frechetFloor(features([1, 2, 3], 1), { rng }), { instanceOf: RangeError });
});

test('frechetDistance refuses features with NaN, of one row, and of unequal width; moments that do not fit', t => {
  const good = features([1, 2, 3, 4], 2);
  t.throws(() => frechetDistance(good, features([1, 2, NaN, 4], 2)), {
    instanceOf: RangeError,
    message: 'frechetDistance: expected `generated` to be finite, got NaN in row 1, column 0',
  });
  t.throws(() => frechetDistance(features([1, 2], 2), good), { instanceOf: RangeError });
  t.throws(() => frechetDistance(good, features([1, 2], 1)), { instanceOf: RangeError });
  const moments = featureMoments(good);
  t.throws(() => frechetDistanceOfMoments(moments, featureMoments(features([1, 2], 1))), {
    instanceOf: RangeError,
    message: /means of 2 numbers and covariances of \[2, 2\], got 1 and \[1, 1\]/,
  });
  t.throws(() => frechetDistanceOfMoments(moments, { ...moments, mean: Float64Array.of(NaN, 1) }), {
    message: /finite/,
  });
});
