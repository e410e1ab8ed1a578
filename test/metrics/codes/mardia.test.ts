import test from 'ava';
import { pointsOf } from '../../../lib/base/index.js';
import { mardia } from '../../../lib/metrics/codes/mardia.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { metricsFixture } from '../../support/metrics-fixture.js';

test('mardia has NumPy’s statistics and SciPy’s p-values', t => {
  const { d, x, skewness, kurtosis, skewnessPValue, kurtosisPValue } = metricsFixture.mardia;
  const tested = mardia(pointsOf(Float32Array.from(x), d));
  allClose(t, [tested.skewness, tested.kurtosis], [skewness, kurtosis], { rtol: 1e-9 });
  allClose(t, [tested.skewnessPValue, tested.kurtosisPValue], [skewnessPValue, kurtosisPValue], {
    rtol: 1e-5,
    atol: 1e-9,
  });
  t.is(tested.n, 50);
});

test('mardia on the line is the squared skewness and the kurtosis', t => {
  // 0, 0, 0, 4: mean 1, central moments 3, 6, 21.
  const { skewness, kurtosis } = mardia(pointsOf(Float32Array.of(0, 0, 0, 4), 1));
  allClose(t, [skewness, kurtosis], [36 / 27, 21 / 9], { rtol: 1e-12 });
});

test('mardia does not mind shifts, scales and shears of the codes', t => {
  const rng = Rng.fromSeed(1);
  const codes = Float32Array.from({ length: 300 }, () => rng.uniform() ** 2);
  const moved = codes.map((value, k) => (k % 3 === 0 ? 1000 * value + 5 : value - 2 * codes[k - 1]!));
  const [one, other] = [mardia(pointsOf(codes, 3)), mardia(pointsOf(moved, 3))];
  allClose(t, [other.skewness, other.kurtosis], [one.skewness, one.kurtosis], { rtol: 1e-3 });
});

test('mardia accepts normal codes about 19 times in 20 and rejects uniform and skew ones', t => {
  const rng = Rng.fromSeed(2);
  let accepted = 0;
  for (let trial = 0; trial < 100; trial++) {
    const tested = mardia(pointsOf(rng.fillNormal(new Float32Array(4 * 800)), 4));
    if (tested.skewnessPValue > 0.05 && tested.kurtosisPValue > 0.05) accepted += 1;
  }
  t.true(accepted >= 80 && accepted <= 98, `${accepted} of 100`);
  t.true(
    mardia(
      pointsOf(
        Float32Array.from({ length: 3200 }, () => rng.uniform()),
        4,
      ),
    ).kurtosisPValue < 1e-6,
  );
  t.true(
    mardia(
      pointsOf(
        Float32Array.from({ length: 3200 }, () => -Math.log(1 - rng.uniform())),
        4,
      ),
    ).skewnessPValue < 1e-6,
  );
});

test('mardia accepts normal codes as often in many dimensions, where the limits for many draws are far off', t => {
  const rng = Rng.fromSeed(5);
  const rejected = { skewness: 0, kurtosis: 0 };
  for (let trial = 0; trial < 40; trial++) {
    const { skewnessPValue, kurtosisPValue } = mardia(
      pointsOf(rng.fillNormal(new Float32Array(24 * 150)), 24),
    );
    if (skewnessPValue < 0.05) rejected.skewness += 1;
    if (kurtosisPValue < 0.05) rejected.kurtosis += 1;
  }
  t.true(rejected.skewness <= 6 && rejected.kurtosis <= 6, JSON.stringify(rejected));
});

test('mardia refuses codes that do not vary in every direction, and broken ones', t => {
  const singular = Float32Array.from({ length: 40 }, (_, k) => (k % 2 === 0 ? k * k : 1 - (k - 1) ** 2));
  const refused = { instanceOf: RangeError, message: /^mardia: expected `codes`/ };
  t.throws(() => mardia(pointsOf(singular, 2)), refused);
  t.throws(() => mardia(pointsOf(new Float32Array(6), 2)), refused);
  t.throws(() => mardia(pointsOf(Float32Array.of(1, 2, 3, 5), 2)), refused);
  t.throws(() => mardia({ data: new Float32Array(7), shape: [4, 2] }), refused);
});

test('mardia(codes twice) has the skewness of codes, which the other of its two forms gives', t => {
  // 20 codes have fewer pairs than third moments, 40 have more.
  const once = Rng.fromSeed(9)
    .fillNormal(new Float32Array(20 * 12))
    .map(Math.exp);
  const twice = Float32Array.of(...once, ...once);
  const [one, two] = [mardia(pointsOf(once, 12)), mardia(pointsOf(twice, 12))];
  allClose(t, [two.skewness, two.kurtosis], [one.skewness, one.kurtosis], { rtol: 1e-9 });
});
