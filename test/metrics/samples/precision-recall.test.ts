import { loadBackend } from '../../../lib/engine/backend.js';
import { precisionRecall } from '../../../lib/metrics/samples/precision-recall.js';
import type { PrecisionRecall } from '../../../lib/metrics/samples/precision-recall.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { features, metricsFixture, normalFeatures, reordered } from '../../support/metrics-fixture.js';
import { slow as test } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const valuesOf = ({ precision, recall, density, coverage }: PrecisionRecall): number[] =>
  [precision, recall, density, coverage].map(({ value }) => value);

test('precisionRecall has NumPy’s values, duplicates and all', t => {
  const { d, x, y, precision, recall, density, coverage } = metricsFixture.manifolds;
  const measured = precisionRecall(features(x, d), features(y, d), { rng: Rng.fromSeed(1) });
  allClose(t, valuesOf(measured), [precision, recall, density, coverage], { rtol: 1e-12 });
  t.deepEqual(
    [measured.precision.n, measured.recall.n, measured.density.n, measured.coverage.n],
    [30, 40, 30, 40],
  );
  t.is(measured.precision.protocol, 'k-NN, n = 40 real, 30 generated, k = 3');
  t.regex(measured.coverage.protocol, /k = 5$/);
  for (const { value, low, high } of Object.values(measured))
    t.true(low <= value && value <= high && low < high);
});

test('precisionRecall on the line by hand, boundaries included', t => {
  // Radii of one neighbour: 1, 1, 3 around 0, 1, 4.
  const real = features([0, 1, 4], 1);
  // Generated radii 4, 4, 14.
  const generated = features([-1, 3, 17], 1);
  const measured = precisionRecall(real, generated, { rng: Rng.fromSeed(1), k: 1, densityK: 2 });
  // −1 is on the border of 0's ball, 3 is in 4's, 17 in none.
  allClose(t, measured.precision.value, 2 / 3, { rtol: 1e-12 });
  // −1's ball ends at 3, 3's goes from −1 to 7: 0, 1 and 4 are all reached.
  allClose(t, measured.recall.value, 1, { rtol: 1e-12 });
  // Radii of two neighbours: 4, 3, 4. −1 is in the balls of 0 and 1, 3 in all three, 17 in none.
  allClose(t, measured.density.value, 4 / (2 * 3) + 1 / (2 * 3), { rtol: 1e-12 });
  allClose(t, measured.coverage.value, 1, { rtol: 1e-12 });
});

test('precisionRecall of a set and itself is 1, of sets far apart 0', t => {
  const rng = Rng.fromSeed(2);
  const x = normalFeatures(rng, 60, 4);
  const same = precisionRecall(x, { ...x }, { rng });
  allClose(t, valuesOf(same).toSpliced(2, 1), [1, 1, 1], { rtol: 0 });
  t.true(same.density.value >= 1);
  t.deepEqual(
    valuesOf(precisionRecall(x, normalFeatures(rng, 50, 4, { shift: 100 }), { rng })),
    [0, 0, 0, 0],
  );
});

test('precisionRecall tells a generator that drops modes from one that strays', t => {
  const rng = Rng.fromSeed(3);
  const wide = normalFeatures(rng, 300, 2, { sigma: 3 });
  const narrow = normalFeatures(rng, 300, 2, { sigma: 0.5 });
  const dropped = precisionRecall(wide, narrow, { rng });
  t.true(dropped.precision.value > 0.95 && dropped.recall.value < 0.4);
  const strayed = precisionRecall(narrow, wide, { rng });
  t.true(strayed.precision.value < 0.4 && strayed.recall.value > 0.95);
});

test('precisionRecall does not mind order, shift and scale', t => {
  const rng = Rng.fromSeed(4);
  const [x, y] = [normalFeatures(rng, 50, 3), normalFeatures(rng, 40, 3, { shift: 0.5 })];
  const values = valuesOf(precisionRecall(x, y, { rng }));
  allClose(t, valuesOf(precisionRecall(reordered(x, rng), reordered(y, rng), { rng })), values, {
    rtol: 1e-12,
  });
  const mapped = (set: typeof x, map: (v: number) => number): typeof x => ({
    ...set,
    data: set.data.map(map),
  });
  for (const c of [2 ** -30, 2 ** 30]) {
    const scaled = precisionRecall(
      mapped(x, v => c * v),
      mapped(y, v => c * v),
      { rng },
    );
    t.deepEqual(valuesOf(scaled), values);
  }
});

test('precisionRecall is that of its rng alone', t => {
  const rng = Rng.fromSeed(5);
  const [x, y] = [normalFeatures(rng, 30, 2), normalFeatures(rng, 30, 2)];
  t.deepEqual(
    precisionRecall(x, y, { rng: Rng.fromSeed(9) }),
    precisionRecall(x, y, { rng: Rng.fromSeed(9) }),
  );
});

test('precisionRecall refuses too few points and features with NaN', t => {
  const rng = Rng.fromSeed(1);
  const x = normalFeatures(rng, 6, 2);
  t.throws(() => precisionRecall(normalFeatures(rng, 5, 2), x, { rng }), { instanceOf: RangeError });
  t.throws(() => precisionRecall(x, normalFeatures(rng, 3, 2), { rng }), { instanceOf: RangeError });
  t.throws(() => precisionRecall(x, features([1, 2, 3, NaN], 2), { rng }), {
    instanceOf: RangeError,
    message: 'precisionRecall: expected `generated` to be finite, got NaN in row 1, column 1',
  });
});
