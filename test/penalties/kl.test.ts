import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { klToStandardNormal } from '../../lib/penalties/kl.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences, read, valueAndGradients } from '../support/gradients.js';
import { oracle } from '../support/oracle.js';

test.before(async () => {
  await loadBackend();
});

type Rows = ArrayLike<number>;

/** Σ over coordinates of ∫ q log(q/p), by the trapezoid rule over ±12 standard deviations, mean over the batch. */
function integratedKl(mean: Rows, logVariance: Rows, sigma: number, batch: number): number {
  let total = 0;
  for (let i = 0; i < mean.length; i++) {
    const [mu, std] = [mean[i]!, Math.exp(logVariance[i]! / 2)];
    for (let k = 0; k <= 2000; k++) {
      const u = -12 + (24 * k) / 2000;
      const logQ = -(u ** 2) / 2 - Math.log(std);
      const logP = -((mu + std * u) ** 2) / (2 * sigma ** 2) - Math.log(sigma);
      total += ((Math.exp(-(u ** 2) / 2) / Math.sqrt(2 * Math.PI)) * (logQ - logP) * 24) / 2000;
    }
  }
  return total / batch;
}

const kl = (mean: Rows, logVariance: Rows, shape: readonly number[], sigma: number) =>
  valueAndGradients(
    (m, v) => klToStandardNormal(m as tf.Tensor2D, v as tf.Tensor2D, sigma),
    shape,
    mean,
    logVariance,
  );

test('klToStandardNormal equals PyTorch, value and gradients', t => {
  const { n, dimension, sigma, z, logVariance } = oracle;
  const { value, gradients } = kl(z, logVariance, [n, dimension], sigma);
  allClose(t, value, oracle.kl.value, { rtol: 1e-6 });
  allClose(t, gradients[0]!, oracle.kl.gradients[0] ?? [], { rtol: 1e-5, atol: 1e-7 });
  allClose(t, gradients[1]!, oracle.kl.gradients[1] ?? [], { rtol: 1e-5, atol: 1e-7 });
});

test('klToStandardNormal is the integral of q log(q/p), and its gradients the differences of the integral', t => {
  const [mean, logVariance] = [
    [0.5, -1, 0, 2],
    [0.3, -0.7, 1, -2],
  ];
  const { value, gradients } = kl(mean, logVariance, [2, 2], 1.6);
  allClose(t, value, integratedKl(mean, logVariance, 1.6, 2), { rtol: 1e-6 });
  const byMean = finiteDifferences(m => integratedKl(m, logVariance, 1.6, 2), mean);
  const byVariance = finiteDifferences(v => integratedKl(mean, v, 1.6, 2), logVariance);
  allClose(t, gradients[0]!, byMean, { rtol: 1e-5, atol: 1e-6 });
  allClose(t, gradients[1]!, byVariance, { rtol: 1e-5, atol: 1e-6 });
});

test('klToStandardNormal of the prior itself is 0, at any sigma', t => {
  for (const sigma of [1, 0.01, 30]) {
    const logVariance = tf.add(tf.zeros([3, 4]), 2 * Math.log(sigma)) as tf.Tensor2D;
    allClose(t, read(klToStandardNormal(tf.zeros([3, 4]), logVariance, sigma)), 0, { atol: 1e-5 });
  }
});

test('klToStandardNormal of a unit normal at distance 3 is 9/2, whatever the batch', t => {
  for (const n of [1, 5]) {
    const mean = tf.tile(tf.tensor2d([[3, 0]]), [n, 1]);
    allClose(t, read(klToStandardNormal(mean, tf.zeros([n, 2]), 1)), 4.5, { rtol: 1e-6 });
    allClose(t, read(klToStandardNormal(mean, tf.zeros([n, 2]))), 4.5, { rtol: 1e-6 });
  }
});

test('klToStandardNormal is unchanged when codes and prior change their unit together', t => {
  const value = kl([1, -2], [0.5, -0.5], [1, 2], 1).value;
  const scaled = kl([100, -200], [0.5 + 2 * Math.log(100), -0.5 + 2 * Math.log(100)], [1, 2], 100).value;
  allClose(t, scaled, value, { rtol: 1e-5 });
});

test('klToStandardNormal leaves one tensor behind, and refuses unequal shapes, no codes and a bad sigma', t => {
  const [two, wide] = [tf.zeros([2, 2]) as tf.Tensor2D, tf.zeros([2, 3]) as tf.Tensor2D];
  const before = tf.memory().numTensors;
  klToStandardNormal(two, two, 1);
  t.is(tf.memory().numTensors, before + 1);
  const refused = { instanceOf: RangeError, message: /^klToStandardNormal: expected/ };
  t.throws(() => klToStandardNormal(two, wide, 1), refused);
  t.throws(() => klToStandardNormal(tf.zeros([0, 2]), tf.zeros([0, 2]), 1), refused);
  for (const sigma of [0, -1, NaN, Infinity]) t.throws(() => klToStandardNormal(two, two, sigma), refused);
});
