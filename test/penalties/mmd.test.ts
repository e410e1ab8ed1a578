import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { compile, eager } from '../../lib/engine/compile.js';
import type { Step } from '../../lib/engine/compile.js';
import { RELEASED_SCALES, resolveKernel } from '../../lib/penalties/kernels.js';
import type { ResolvedLatentKernel } from '../../lib/penalties/kernels.js';
import { mmdPenalty } from '../../lib/penalties/mmd.js';
import { samplePrior } from '../../lib/latent/prior.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences, read, valueAndGradients } from '../support/gradients.js';
import { oracle } from '../support/oracle.js';
import { plainMmd } from '../support/plain-mmd.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const imq: ResolvedLatentKernel = { kind: 'imq', scales: RELEASED_SCALES, base: 16 };
const rbf: ResolvedLatentKernel = { kind: 'rbf', bandwidth: 1.5 };
const median: ResolvedLatentKernel = { kind: 'rbf', bandwidth: 'median' };

function draws(n: number, dimension: number, seed: number, sigma = 1): Float32Array {
  return samplePrior({ kind: 'normal', dimension, sigma }, n, Rng.fromSeed(seed)).data;
}

function penaltyOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  d: number,
  kernel: ResolvedLatentKernel,
): number {
  return tf.tidy(() => {
    const tensor = (values: ArrayLike<number>): tf.Tensor2D =>
      tf.tensor2d(Array.from(values), [values.length / d, d]);
    return read(mmdPenalty(tensor(x), tensor(y), kernel));
  });
}

test('mmdPenalty of {0, 1} and {0, 3} with C = 1 is 1/2 + 1/10 − (1 + 1/10 + 1/2 + 1/5)/2', t => {
  const kernel: ResolvedLatentKernel = { kind: 'imq', scales: [1], base: 1 };
  const expected = 1 / 2 + 1 / 10 - (1 + 1 / 10 + 1 / 2 + 1 / 5) / 2;
  allClose(t, penaltyOf([0, 1], [0, 3], 1, kernel), expected, { rtol: 1e-6 });
  allClose(t, plainMmd([0, 1], [0, 3], 1, kernel), expected, { rtol: 1e-14 });
});

test('mmdPenalty equals PyTorch: value and both gradients, IMQ, RBF and median RBF', t => {
  const { n, dimension, sigma, scales, z, zPrior } = oracle;
  const cases: [ResolvedLatentKernel, (typeof oracle)['mmdImq']][] = [
    [resolveKernel({ kind: 'imq', scales }, { kind: 'normal', dimension, sigma }), oracle.mmdImq],
    [{ kind: 'rbf', bandwidth: 1.7 }, oracle.mmdRbf],
    [median, oracle.mmdRbfMedian],
  ];
  for (const [kernel, expected] of cases) {
    const { value, gradients } = valueAndGradients(
      (a, b) => mmdPenalty(a as tf.Tensor2D, b as tf.Tensor2D, kernel),
      [n, dimension],
      z,
      zPrior,
    );
    allClose(t, value, expected.value, { rtol: 1e-5, atol: 1e-6 });
    allClose(t, gradients[0]!, expected.gradients[0] ?? [], { rtol: 1e-4, atol: 1e-6 });
    allClose(t, gradients[1]!, expected.gradients[1] ?? [], { rtol: 1e-4, atol: 1e-6 });
    allClose(t, plainMmd(z, zPrior, dimension, kernel), expected.value, { rtol: 1e-11 });
  }
});

test('mmdPenalty agrees with mmdUnbiased on a batch of 100 × 8', t => {
  const [z, zPrior] = [draws(100, 8, 1, 0.7), draws(100, 8, 2)];
  for (const kernel of [imq, rbf, median]) {
    allClose(t, penaltyOf(z, zPrior, 8, kernel), plainMmd(z, zPrior, 8, kernel), { rtol: 0, atol: 3e-6 });
  }
});

test('mmdPenalty has the gradient of finite differences of mmdUnbiased', t => {
  const [z, zPrior] = [draws(6, 2, 3), draws(6, 2, 4)];
  for (const kernel of [imq, rbf]) {
    const { gradients } = valueAndGradients(
      a => mmdPenalty(a as tf.Tensor2D, tf.tensor2d(zPrior, [6, 2]), kernel),
      [6, 2],
      z,
    );
    const expected = finiteDifferences(x => plainMmd(x, zPrior, 2, kernel), z);
    allClose(t, gradients[0]!, expected, { rtol: 1e-4, atol: 1e-6 });
  }
});

test('mmdPenalty of a set with itself is the deficit of the diagonal, 2(mean off it − mean with it)', t => {
  const n = 10;
  const z = draws(n, 2, 7);
  let off = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const squared = [0, 1].reduce((sum, c) => sum + (z[2 * i + c]! - z[2 * j + c]!) ** 2, 0);
      if (i !== j) off += Math.exp(-squared / (2 * 1.5 ** 2));
    }
  }
  const expected = 2 * (off / (n * (n - 1)) - (off + n) / n ** 2);
  allClose(t, penaltyOf(z, z, 2, rbf), expected, { rtol: 1e-5 });
});

test('mmdPenalty of identical points on both sides is 0, and of points far apart 2 × the number of scales', t => {
  for (const kernel of [imq, rbf]) allClose(t, penaltyOf([3, 3, 3], [3, 3, 3], 1, kernel), 0, { atol: 1e-6 });
  allClose(t, penaltyOf([0, 0], [1e6, 1e6], 1, imq), 14, { rtol: 1e-5 });
  allClose(t, penaltyOf([0, 0], [1e6, 1e6], 1, rbf), 2, { rtol: 1e-6 });
});

slow('mmdPenalty compiled into a graph has the value and gradient of the eager one', t => {
  const spec = { shape: [20, 3], dtype: 'float32' } as const;
  const inputs = { z: draws(20, 3, 13), zPrior: draws(20, 3, 14) };
  for (const kernel of [imq, rbf, median]) {
    const step: Step = ({ z, zPrior }) => {
      const penalty = (codes: tf.Tensor): tf.Scalar =>
        mmdPenalty(codes as tf.Tensor2D, zPrior as tf.Tensor2D, kernel);
      const { value, grad } = tf.valueAndGrad(penalty)(z as tf.Tensor2D);
      return { value, grad };
    };
    const specs = { z: spec, zPrior: spec };
    const compiled = compile(step, specs);
    const [actual, expected] = [compiled.run(inputs), eager(step, specs).run(inputs)];
    compiled.dispose();
    for (const name of ['value', 'grad'])
      allClose(t, actual[name] ?? [], expected[name] ?? [], { rtol: 1e-5, atol: 1e-6 });
  }
});

test('mmdPenalty leaves one tensor behind', t => {
  const [z, zPrior] = [tf.tensor2d(draws(5, 2, 8), [5, 2]), tf.tensor2d(draws(5, 2, 9), [5, 2])];
  for (const kernel of [imq, rbf, median]) {
    const before = tf.memory().numTensors;
    const penalty = mmdPenalty(z, zPrior, kernel);
    t.is(tf.memory().numTensors, before + 1);
    t.deepEqual(penalty.shape, []);
    penalty.dispose();
  }
});

test('mmdPenalty and pointKernel refuse unequal shapes, single points and bad kernels', t => {
  const one = tf.zeros([1, 2]) as tf.Tensor2D;
  const two = tf.zeros([2, 2]) as tf.Tensor2D;
  const wide = tf.zeros([2, 3]) as tf.Tensor2D;
  const refused = { instanceOf: RangeError, message: /^mmdPenalty: expected/ };
  t.throws(() => mmdPenalty(one, one, rbf), refused);
  t.throws(() => mmdPenalty(one, two, rbf), refused);
  t.throws(() => mmdPenalty(two, wide, rbf), refused);
  t.throws(() => mmdPenalty(two, two, { kind: 'rbf', bandwidth: -1 }), refused);
  const unequal = { instanceOf: RangeError, message: /^pointKernel: expected/ };
  t.throws(() => plainMmd([1, 2], [1, 2, 3], 1, median), unequal);
});
