import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../../lib/engine/backend.js';
import { rowsAt } from '../../../lib/base/index.js';
import { cubicMmd, kernelDistance } from '../../../lib/metrics/samples/kernel-distance.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { features, metricsFixture, normalFeatures, reordered } from '../../support/metrics-fixture.js';
import { slow as test } from '../../support/slow.js';

test.before(async () => {
  await loadBackend();
});

test.serial('cubicMmd is NumPy’s, by TensorFlow and by ml-matrix', async t => {
  const { d, x, y, value } = metricsFixture.kernelDistance;
  const [real, generated] = [features(x, d), features(y, d)];
  allClose(t, cubicMmd(real, generated), value, { rtol: 1e-10 });
  const before = tf.getBackend();
  await tf.setBackend('cpu');
  allClose(t, cubicMmd(real, generated), value, { rtol: 1e-10 });
  await tf.setBackend(before);
});

test.serial('cubicMmd([0, 0], [1, 1]) on the line is 1 + 8 − 2', t => {
  allClose(t, cubicMmd(features([0, 0], 1), features([1, 1], 1)), 7, { rtol: 1e-14 });
});

test.serial('cubicMmd is symmetric and does not mind the order', t => {
  const rng = Rng.fromSeed(1);
  const [x, y] = [normalFeatures(rng, 12, 3), normalFeatures(rng, 9, 3, { shift: 1 })];
  const value = cubicMmd(x, y);
  allClose(t, cubicMmd(y, x), value, { rtol: 1e-12 });
  allClose(t, cubicMmd(reordered(x, rng), reordered(y, rng)), value, { rtol: 1e-12 });
});

test.serial('kernelDistance is the mean of cubicMmd over disjoint blocks', t => {
  const rng = Rng.fromSeed(2);
  const [x, y] = [normalFeatures(rng, 23, 3), normalFeatures(rng, 31, 3, { sigma: 2 })];
  const measured = kernelDistance(x, y, { rng, blocks: 3 });
  const orders = [rng.split('real').permutation(23), rng.split('generated').permutation(31)] as const;
  const values = [0, 1, 2].map(b =>
    cubicMmd(rowsAt(x, orders[0].slice(7 * b, 7 * b + 7)), rowsAt(y, orders[1].slice(10 * b, 10 * b + 10))),
  );
  const mean = values.reduce((a, b) => a + b) / 3;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 2);
  allClose(t, measured.value, mean, { rtol: 1e-10 });
  allClose(t, measured.high - mean, (4.302652729911275 * deviation) / Math.sqrt(3), { rtol: 1e-6 });
  t.is(measured.n, 30);
  t.is(measured.protocol, 'KID, 3 blocks of 7 real, 10 generated');
});

test.serial('kernelDistance of two sets of one distribution covers 0, and of shifted ones does not', t => {
  const rng = Rng.fromSeed(3);
  const [x, y] = [normalFeatures(rng, 500, 4), normalFeatures(rng, 400, 4)];
  const same = kernelDistance(x, y, { rng });
  t.true(same.low < 0 && 0 < same.high);
  t.true(kernelDistance(x, normalFeatures(rng, 400, 4, { shift: 1 }), { rng }).low > 0);
});

test.serial('kernelDistance refuses features with NaN, and blocks of fewer than two points', t => {
  const rng = Rng.fromSeed(1);
  const x = normalFeatures(rng, 10, 2);
  t.throws(() => kernelDistance(x, features([1, NaN, 1, 2], 2), { rng }), {
    message: /NaN in row 0, column 1/,
  });
  for (const blocks of [1, 6, 2.5])
    t.throws(() => kernelDistance(x, x, { rng, blocks }), { instanceOf: RangeError });
  t.throws(() => cubicMmd(x, features([1, 2], 2)), { instanceOf: RangeError });
});
