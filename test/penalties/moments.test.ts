import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { momentsLoss } from '../../lib/penalties/moments.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences, read, valueAndGradients } from '../support/gradients.js';
import { oracle } from '../support/oracle.js';

test.before(async () => {
  await loadBackend();
});

type Rows = ArrayLike<number>;

function plainMoments(z: Rows, d: number): { mean: number[]; covariance: number[] } {
  const n = z.length / d;
  const at = (i: number, c: number): number => z[i * d + c]!;
  const mean = Array.from({ length: d }, (_, c) => {
    let total = 0;
    for (let i = 0; i < n; i++) total += at(i, c);
    return total / n;
  });
  const covariance = Array.from({ length: d * d }, (_, k) => {
    const [c, e] = [Math.floor(k / d), k % d];
    let total = 0;
    for (let i = 0; i < n; i++) total += (at(i, c) - mean[c]!) * (at(i, e) - mean[e]!);
    return total / (n - 1);
  });
  return { mean, covariance };
}

function plainLoss(z: Rows, zPrior: Rows, d: number): number {
  const [a, b] = [plainMoments(z, d), plainMoments(zPrior, d)];
  const gap = (u: readonly number[], v: readonly number[]): number =>
    u.reduce((sum, value, i) => sum + (value - v[i]!) ** 2, 0) / u.length;
  return gap(a.mean, b.mean) + gap(a.covariance, b.covariance);
}

test('momentsLoss of {0, 2} against {1, 5} is (1 − 3)² + (2 − 8)²', t => {
  const loss = momentsLoss(tf.tensor2d([0, 2], [2, 1]), tf.tensor2d([1, 5], [2, 1]));
  allClose(t, read(loss), 4 + 36, { rtol: 1e-6 });
});

test('momentsLoss equals PyTorch, value and gradients', t => {
  const { n, dimension, z, zPrior } = oracle;
  const { value, gradients } = valueAndGradients(
    (a, b) => momentsLoss(a as tf.Tensor2D, b as tf.Tensor2D),
    [n, dimension],
    z,
    zPrior,
  );
  allClose(t, value, oracle.moments.value, { rtol: 1e-5 });
  for (const i of [0, 1]) {
    allClose(t, gradients[i]!, oracle.moments.gradients[i] ?? [], { rtol: 1e-4, atol: 1e-6 });
  }
});

test('momentsLoss equals plain loops and their finite differences', t => {
  const rng = Rng.fromSeed(3);
  const z = rng.fillNormal(new Float32Array(15));
  const zPrior = rng.fillNormal(new Float32Array(15), 2);
  const { value, gradients } = valueAndGradients(
    a => momentsLoss(a as tf.Tensor2D, tf.tensor2d(zPrior, [5, 3])),
    [5, 3],
    z,
  );
  allClose(t, value, plainLoss(z, zPrior, 3), { rtol: 1e-5 });
  const expected = finiteDifferences(x => plainLoss(x, zPrior, 3), z);
  allClose(t, gradients[0]!, expected, { rtol: 1e-4, atol: 1e-5 });
});

test('momentsLoss is 0 for the same sample in another order, and symmetric', t => {
  const a = tf.tensor2d([1, 2, 3, 5, -4, 0], [3, 2]);
  const b = tf.tensor2d([-4, 0, 1, 2, 3, 5], [3, 2]);
  const c = tf.tensor2d([0, 1, 1, 0], [2, 2]);
  allClose(t, read(momentsLoss(a, b)), 0, { atol: 1e-9 });
  allClose(t, read(momentsLoss(a, c)), read(momentsLoss(c, a)), { rtol: 1e-6 });
});

test('momentsLoss leaves one tensor behind, and refuses other dimensions and single points', t => {
  const two: tf.Tensor2D = tf.zeros([2, 2]);
  const wide: tf.Tensor2D = tf.zeros([2, 3]);
  const one: tf.Tensor2D = tf.zeros([1, 2]);
  const before = tf.memory().numTensors;
  momentsLoss(two, two);
  t.is(tf.memory().numTensors, before + 1);
  const refused = { instanceOf: RangeError, message: /^momentsLoss: expected/ };
  t.throws(() => momentsLoss(two, wide), refused);
  t.throws(() => momentsLoss(one, two), refused);
  t.throws(() => momentsLoss(two, one), refused);
});
