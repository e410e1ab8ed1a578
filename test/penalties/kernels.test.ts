import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import {
  imqBase,
  kernelOfSquaredDistances,
  medianSquaredBandwidth,
  RELEASED_SCALES,
  resolveKernel,
  squaredDistances,
} from '../../lib/penalties/kernels.js';
import type { ResolvedLatentKernel } from '../../lib/penalties/kernels.js';
import { samplePrior } from '../../lib/latent/prior.js';
import type { Prior } from '../../lib/latent/prior.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { read, valueAndGradients } from '../support/gradients.js';

test.before(async () => {
  await loadBackend();
});

const normal: Prior = { kind: 'normal', dimension: 8, sigma: 2 };

test('squaredDistances([0 0, 3 4], [0 0, 3 0]) is [0 9, 25 16]', t => {
  const distances = tf.tidy(() =>
    squaredDistances(tf.tensor2d([0, 0, 3, 4], [2, 2]), tf.tensor2d([0, 0, 3, 0], [2, 2])).dataSync(),
  );
  t.deepEqual([...distances], [0, 9, 25, 16]);
});

test('an IMQ kernel is 1 per scale at distance 0, 1/2 at ‖x − y‖² = C, and its slope is −Σ C/(C + D)²', t => {
  const kernel: ResolvedLatentKernel = { kind: 'imq', scales: [0.5, 2], base: 3 };
  const { value, gradients } = valueAndGradients(d => kernelOfSquaredDistances(kernel, d), [1], [0]);
  allClose(t, value, 2);
  allClose(t, gradients[0]!, -1 / 1.5 - 1 / 6, { rtol: 1e-6 });
  const one: ResolvedLatentKernel = { kind: 'imq', scales: [2], base: 3 };
  allClose(t, read(kernelOfSquaredDistances(one, tf.scalar(6))), 0.5, { rtol: 1e-6 });
});

test('an RBF kernel is e^(−1/2) at a distance of one bandwidth, given as number or as tensor', t => {
  const kernel: ResolvedLatentKernel = { kind: 'rbf', bandwidth: 3 };
  const expected = Math.exp(-0.5);
  allClose(t, read(kernelOfSquaredDistances(kernel, tf.scalar(9))), expected, { rtol: 1e-6 });
  const median: ResolvedLatentKernel = { kind: 'rbf', bandwidth: 'median' };
  allClose(t, read(kernelOfSquaredDistances(median, tf.scalar(9), tf.scalar(9))), expected, { rtol: 1e-6 });
  t.throws(() => kernelOfSquaredDistances(median, tf.scalar(9)), { instanceOf: TypeError });
  t.throws(() => kernelOfSquaredDistances({ kind: 'laplace' } as never, tf.scalar(9)), {
    instanceOf: TypeError,
  });
});

test('medianSquaredBandwidth takes the ((n² − n)/2)-th largest of both matrices and has no gradient', t => {
  // n = 3: the third largest, 7 and 4.
  const across = [9, 8, 7, 6, 5, 4, 3, 2, 1];
  const within = [0, 4, 6, 4, 0, 2, 6, 2, 0];
  const { value, gradients } = valueAndGradients(
    (a, b) => tf.add(medianSquaredBandwidth(a as tf.Tensor2D, b as tf.Tensor2D), tf.mul(0, tf.add(a, b))),
    [3, 3],
    across,
    within,
  );
  allClose(t, value, 9 * (7 + 4));
  for (const gradient of gradients) t.true(gradient.every(slope => slope === 0));
});

test('imqBase is E‖x − y‖² of two draws for the normal and sphere priors, 3/2 of it for the cube', t => {
  for (const [kind, factor] of [
    ['normal', 1],
    ['uniform-sphere', 1],
    ['uniform-cube', 1.5],
  ] as const) {
    const prior: Prior = { kind, dimension: 5, sigma: 1.7 };
    const n = 20_000;
    const draws = samplePrior(prior, 2 * n, Rng.fromSeed(5)).data;
    let total = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      let squared = 0;
      for (let c = 0; c < 5; c++) {
        squared += (draws[i * 5 + c]! - draws[(n + i) * 5 + c]!) ** 2;
      }
      total += squared;
      squares += squared ** 2;
    }
    const mean = total / n;
    const standardError = Math.sqrt((squares / n - mean ** 2) / n);
    allClose(t, imqBase(prior), factor * mean, { rtol: 0, atol: 4 * factor * standardError });
  }
  t.is(imqBase(normal), 64);
});

test('resolveKernel puts in the base of the prior, and keeps a given one', t => {
  t.deepEqual(resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, normal), {
    kind: 'imq',
    scales: [0.1, 0.2, 0.5, 1, 2, 5, 10],
    base: 64,
  });
  t.deepEqual(resolveKernel({ kind: 'imq', scales: [1], base: 5 }, normal), {
    kind: 'imq',
    scales: [1],
    base: 5,
  });
  t.deepEqual(resolveKernel({ kind: 'rbf', bandwidth: 'median' }, normal), {
    kind: 'rbf',
    bandwidth: 'median',
  });
});

test('resolveKernel refuses numbers that are not finite and > 0, no scales, and an unknown kind', t => {
  for (const kernel of [
    { kind: 'imq', scales: [] },
    { kind: 'imq', scales: [1, 0] },
    { kind: 'imq', scales: [1], base: -1 },
    { kind: 'imq', scales: [NaN] },
    { kind: 'rbf', bandwidth: 0 },
    { kind: 'rbf', bandwidth: Infinity },
  ] as const) {
    t.throws(() => resolveKernel(kernel, normal), {
      instanceOf: RangeError,
      message: /^resolveKernel: expected/,
    });
  }
  t.throws(() => resolveKernel({ kind: 'laplace' } as never, normal), { instanceOf: TypeError });
  t.throws(() => imqBase({ ...normal, kind: 'cauchy' } as never), { instanceOf: TypeError });
});
