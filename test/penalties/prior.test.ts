import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import type { Prior } from '../../lib/latent/prior.js';
import { logDensity, ontoSupport } from '../../lib/penalties/prior.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences, valueAndGradients } from '../support/gradients.js';
import { oracle } from '../support/oracle.js';

test.before(async () => {
  await loadBackend();
});

const kinds = ['normal', 'uniform-cube', 'uniform-sphere'] as const;

test('logDensity at the origin is −(d/2)·log(2πσ²) and integrates to 1', t => {
  const prior = { kind: 'normal', dimension: 1, sigma: 1.5 } as const;
  const step = 0.05;
  const grid = Array.from({ length: 401 }, (_, i) => (i - 200) * step);
  const values = tf.tidy(() => logDensity(prior, tf.tensor2d(grid, [401, 1])).dataSync<'float32'>());
  allClose(t, values[200]!, -0.5 * Math.log(2 * Math.PI * 2.25), { rtol: 1e-6 });
  allClose(
    t,
    values.reduce((sum, v) => sum + Math.exp(v) * step, 0),
    1,
    { rtol: 1e-5 },
  );
});

test('logDensity and ontoSupport on the sphere equal PyTorch, values and gradients', t => {
  const { n, dimension, sigma, z, logVariance } = oracle;
  const density = valueAndGradients(
    a => logDensity({ kind: 'normal', dimension, sigma }, a as tf.Tensor2D),
    [n, dimension],
    z,
  );
  allClose(t, density.value, oracle.logDensity.value, { rtol: 1e-6 });
  allClose(t, density.gradients[0]!, oracle.logDensity.gradients[0] ?? [], { rtol: 1e-5 });
  const weights = tf.tensor2d([...logVariance], [n, dimension]);
  const sphere = valueAndGradients(
    a => tf.mul(ontoSupport({ kind: 'uniform-sphere', dimension, sigma }, a as tf.Tensor2D), weights),
    [n, dimension],
    z,
  );
  allClose(t, sphere.value, oracle.onSphere.value, { rtol: 1e-5 });
  allClose(t, sphere.gradients[0]!, oracle.onSphere.gradients[0] ?? [], {
    rtol: 1e-4,
    atol: 1e-5,
  });
});

test('ontoSupport is z, σ·tanh z, σ·z/‖z‖, with the gradients of finite differences', t => {
  const z = [3, -4, 0.1, 0.2];
  const plain: Record<Prior['kind'], (v: ArrayLike<number>) => number[]> = {
    normal: v => Array.from(v),
    'uniform-cube': v => Array.from(v, c => 2 * Math.tanh(c)),
    'uniform-sphere': v =>
      Array.from(v, (c, i) => (2 * c) / Math.hypot(v[i - (i % 2)]!, v[i - (i % 2) + 1]!)),
  };
  const weights = [1, -2, 3, 5];
  for (const kind of kinds) {
    const prior: Prior = { kind, dimension: 2, sigma: 2 };
    allClose(
      t,
      tf.tidy(() => ontoSupport(prior, tf.tensor2d(z, [2, 2])).dataSync()),
      plain[kind](z),
      { rtol: 1e-6 },
    );
    const { gradients } = valueAndGradients(
      a => tf.mul(ontoSupport(prior, a as tf.Tensor2D), tf.tensor2d(weights, [2, 2])),
      [2, 2],
      z,
    );
    const weighted = (v: Float64Array): number =>
      plain[kind](v).reduce((sum, value, i) => sum + value * weights[i]!, 0);
    allClose(t, gradients[0]!, finiteDifferences(weighted, z), { rtol: 1e-3, atol: 1e-4 });
  }
});

test('ontoSupport of the origin on the sphere is finite, with a finite gradient', t => {
  const prior = { kind: 'uniform-sphere', dimension: 3, sigma: 1 } as const;
  const { value, gradients } = valueAndGradients(
    a => ontoSupport(prior, a as tf.Tensor2D),
    [1, 3],
    [0, 0, 0],
  );
  t.is(value, 0);
  t.true(gradients[0]?.every(Number.isFinite));
});

test('logDensity and ontoSupport leave one tensor behind and their argument alone', t => {
  const z = tf.ones([4, 2]) as tf.Tensor2D;
  for (const kind of kinds) {
    const before = tf.memory().numTensors;
    ontoSupport({ kind, dimension: 2, sigma: 1 }, z).dispose();
    t.is(tf.memory().numTensors, before);
  }
  const before = tf.memory().numTensors;
  logDensity({ kind: 'normal', dimension: 2, sigma: 1 }, z);
  t.is(tf.memory().numTensors, before + 1);
  t.false(z.isDisposed);
});

test('logDensity and ontoSupport refuse codes of another shape, and a prior without a density or of another kind', t => {
  const good: Prior = { kind: 'normal', dimension: 2, sigma: 1 };
  const refused = { instanceOf: RangeError, message: /: expected `(z|prior\.kind)`/ };
  const [wide, two] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.zeros<tf.Rank.R2>([2, 2])];
  t.throws(() => ontoSupport(good, wide), refused);
  t.throws(() => logDensity(good, wide), refused);
  t.throws(() => logDensity({ ...good, kind: 'uniform-cube' }, two), refused);
  t.throws(() => ontoSupport({ ...good, kind: 'cauchy' } as never, two), { instanceOf: TypeError });
});
