import test from 'ava';
import {
  bootstrapInterval,
  bootstrapMean,
  bootstrapRatio,
  differenceOf,
  NoRatioError,
  pairedDifference,
  ratioOrReason,
  scaled,
  spreadInterval,
  studentMean,
  studentPoint,
  varianceRatio,
  welchDifference,
  withInterval,
} from '../../../lib/metrics/statistics/measured.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { metricsFixture } from '../../support/metrics-fixture.js';

test('studentPoint is the 97.5 % point of Student’s distribution, as in SciPy', t => {
  const { degrees, points } = metricsFixture.student;
  allClose(t, degrees.map(studentPoint), points, { rtol: 1e-7 });
});

test('studentMean([1, 2, 3]) is 2 ± 4.3027 · 1/√3', t => {
  const { value, low, high, n, protocol } = studentMean([1, 2, 3], 'three seeds');
  const half = 4.302652729911275 / Math.sqrt(3);
  allClose(t, [value, low, high], [2, 2 - half, 2 + half], { rtol: 1e-8 });
  t.deepEqual([n, protocol], [3, 'three seeds']);
  t.is(studentMean([1, 2], 'blocks', 2000).n, 2000);
});

test('welchDifference is that of SciPy, and of equal runs a point', t => {
  for (const { x, y, low, high } of metricsFixture.welch) {
    const found = welchDifference(x, y, 'p');
    allClose(t, [found.low, found.high], [low, high], { rtol: 1e-7 });
    t.is(found.n, x.length + y.length);
  }
  const { value, low, high } = welchDifference([2, 2], [1.5, 1.5], 'p');
  t.deepEqual([value, low, high], [0.5, 0.5, 0.5]);
  t.throws(() => welchDifference([1, 2], [1, Number.NaN], 'p'), { instanceOf: RangeError });
  t.throws(() => welchDifference([1], [1, 2], 'p'), { instanceOf: RangeError });
});

test('pairedDifference([5, 9, 13], [1, 4, 7]) is Student’s mean of 4, 5, 6, however far the pairs lie apart', t => {
  t.deepEqual(pairedDifference([5, 9, 13], [1, 4, 7], 'p'), studentMean([4, 5, 6], 'p'));
  t.throws(() => pairedDifference([1, 2, 3], [1, 2], 'p'), { instanceOf: RangeError, message: /3 and 2/ });
  t.throws(() => pairedDifference([1], [2], 'p'), { instanceOf: RangeError });
});

test('varianceRatio is between the points of F that SciPy has', t => {
  for (const { x, y, low, high } of metricsFixture.varianceRatio) {
    const found = varianceRatio(x, y, 'p');
    allClose(t, [found.low, found.high], [low, high], { rtol: 1e-7 });
    t.is(found.n, x.length + y.length);
  }
  // F(2, 2) has its 2.5 % and 97.5 % points at 1/39 and 39.
  const { value, low, high } = varianceRatio([0, 2, 4], [0, 1, 2], 'p');
  allClose(t, [value, low, high], [4, 4 / 39, 4 * 39], { rtol: 1e-12 });
});

test('varianceRatio(x, y) is 1 / varianceRatio(y, x), and of scaled values scaled by the square', t => {
  const [x, y] = [
    [3, 1, 4, 1, 5],
    [2, 7, 1, 8],
  ] as const;
  const [of, inverse] = [varianceRatio(x, y, 'p'), varianceRatio(y, x, 'p')];
  allClose(t, [of.value, of.low, of.high], [1 / inverse.value, 1 / inverse.high, 1 / inverse.low], {
    rtol: 1e-7,
  });
  const tripled = varianceRatio(
    x.map(value => 3 * value + 1),
    y,
    'p',
  );
  allClose(t, [tripled.low, tripled.high], [9 * of.low, 9 * of.high], { rtol: 1e-9 });
  const refused = { instanceOf: RangeError };
  t.throws(() => varianceRatio(x, [0.1, 0.1, 0.1], 'p'), { ...refused, message: /0.1 alone/ });
  t.throws(() => varianceRatio([1], y, 'p'), refused);
  t.throws(() => varianceRatio([1, NaN], y, 'p'), refused);
});

test('scaled takes the interval along, and withInterval writes it', t => {
  const x = { value: 4.026, low: 3.664, high: 4.388, n: 5, protocol: 'x' };
  t.deepEqual(scaled(x, 0.5), { value: 2.013, low: 1.832, high: 2.194, n: 5, protocol: 'x' });
  t.is(withInterval(x, 2), '4.03 (3.66 … 4.39)');
});

test('differenceOf adds the facing parts of two intervals in squares', t => {
  const x = { value: 10, low: 7, high: 16, n: 5, protocol: 'x' };
  const y = { value: 4, low: -4, high: 8, n: 6, protocol: 'y' };
  t.deepEqual(differenceOf(x, y), { value: 6, low: 1, high: 16, n: 11, protocol: 'x − y' });
});

test('spreadInterval(5, [1, 2, 3]) is 5 ± 4.3027 · 1, wherever the replicates lie', t => {
  const { value, low, high } = spreadInterval(5, [1, 2, 3], { n: 9, protocol: 'p' });
  allClose(t, [value, low, high], [5, 5 - 4.302652729911275, 5 + 4.302652729911275], { rtol: 1e-8 });
});

test('bootstrapMean covers the mean of exponential draws about 95 times in 100, and its ends are mean ± 1.96 sd/√n', t => {
  const rng = Rng.fromSeed(3);
  let covered = 0;
  for (let trial = 0; trial < 300; trial++) {
    const values = Array.from({ length: 60 }, () => -Math.log(1 - rng.uniform()));
    const { low, high } = bootstrapMean(values, 'p', { rng: rng.split('trial', trial), resamples: 200 });
    if (low <= 1 && 1 <= high) covered += 1;
  }
  t.true(covered >= 0.9 * 300 && covered <= 0.98 * 300, `${covered} of 300`);
  const draws = rng.fillNormal(new Float32Array(2000), 3);
  const { value, low, high, n } = bootstrapMean(draws, 'p', { rng });
  allClose(t, [low, high], [value - 0.1315, value + 0.1315], { rtol: 0, atol: 0.012 });
  t.is(n, 2000);
});

test('bootstrapMean is that of its rng alone, of equal values a point, and moves with them', t => {
  const values = [3, 1, 4, 1, 5];
  const once = bootstrapMean(values, 'p', { rng: Rng.fromSeed(1) });
  t.deepEqual(bootstrapMean(values, 'p', { rng: Rng.fromSeed(1) }), once);
  t.notDeepEqual(bootstrapMean(values, 'p', { rng: Rng.fromSeed(2), resamples: 50 }), once);
  t.deepEqual(bootstrapMean([2, 2], 'p', { rng: Rng.fromSeed(1) }), {
    value: 2,
    low: 2,
    high: 2,
    n: 2,
    protocol: 'p',
  });
  const moved = bootstrapMean(
    values.map(v => 10 * v + 1),
    'p',
    { rng: Rng.fromSeed(1) },
  );
  allClose(t, [moved.value, moved.low, moved.high], [29, 10 * once.low + 1, 10 * once.high + 1], {
    rtol: 1e-12,
  });
});

test('bootstrapInterval ends at the 2.5 % and the 97.5 % point of its resamples', t => {
  // A statistic that is 0, 1, 2 … 40 in turn: the points fall on ranks 1 and 39.
  let call = 0;
  t.deepEqual(
    bootstrapInterval(() => call++, 5, { rng: Rng.fromSeed(1), resamples: 41 }),
    { low: 1, high: 39 },
  );
});

test('bootstrapRatio is the ratio of means, and covers that of the distributions about 95 times in 100', t => {
  const rng = Rng.fromSeed(4);
  const draws = (n: number, mean: number): Float64Array =>
    Float64Array.from({ length: n }, () => mean + rng.normal());
  t.is(bootstrapRatio([1, 2, 6], [1, 3], 'p', { rng, resamples: 50 }).value, 1.5);
  let covered = 0;
  for (let trial = 0; trial < 200; trial++) {
    const options = { rng: rng.split('trial', trial), resamples: 200 };
    const { low, high, n } = bootstrapRatio(draws(50, 6), draws(40, 3), 'p', options);
    if (low <= 2 && 2 <= high) covered += 1;
    t.is(n, 50);
  }
  t.true(covered >= 0.89 * 200 && covered <= 0.99 * 200, `${covered} of 200`);
  t.throws(() => bootstrapRatio([1], [0], 'p', { rng }), { instanceOf: RangeError, message: /other than 0/ });
  t.throws(() => bootstrapRatio([NaN], [1], 'p', { rng }), { instanceOf: RangeError });
});

test('intervals refuse too few values, and values that are not finite', t => {
  const rng = Rng.fromSeed(1);
  const refused = { instanceOf: RangeError };
  t.throws(() => bootstrapMean([], 'p', { rng }), refused);
  t.throws(() => bootstrapMean([1, NaN], 'p', { rng }), { ...refused, message: /got NaN at 1/ });
  t.throws(() => bootstrapMean([1, 2], 'p', { rng, resamples: 1 }), refused);
  t.throws(() => studentMean([1], 'p'), refused);
  t.throws(() => studentMean([1, Infinity], 'p'), refused);
  t.throws(() => spreadInterval(1, [2], { n: 1, protocol: 'p' }), refused);
});

test('bootstrapRatio(…, denominators of which a resample has none but 0) is NoRatioError', t => {
  const options = { rng: Rng.fromSeed(1), resamples: 100 };
  const once = [0, 0, 1];
  t.throws(() => bootstrapRatio([1, 2], once, 'p', options), {
    instanceOf: NoRatioError,
    message: 'bootstrapRatio: expected a denominator other than 0, got 0 in a resample',
  });
  t.throws(() => bootstrapRatio([1, 2], [0, 0], 'p', options), {
    instanceOf: NoRatioError,
    message: 'bootstrapRatio: expected a denominator other than 0, got 0',
  });
});

test('ratioOrReason(reason, ratio) is the ratio, or the reason if there is none; other errors pass', t => {
  const options = { rng: Rng.fromSeed(1) };
  const ratio = bootstrapRatio([1, 2], [3, 4], 'p', options);
  t.is(
    ratioOrReason('none', () => ratio),
    ratio,
  );
  const none = ratioOrReason('none', () => bootstrapRatio([1, 2], [0, 0], 'p', options));
  t.deepEqual(none, { value: null, reason: 'none' });
  t.throws(() => ratioOrReason('none', () => bootstrapRatio([], [1], 'p', options)), {
    instanceOf: RangeError,
  });
});
