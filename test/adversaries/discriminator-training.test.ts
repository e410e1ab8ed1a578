import { pointsOf } from '../../lib/base/index.js';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../lib/engine/backend.js';
import { type DiscriminatorBatch, trainDiscriminator } from '../../lib/adversaries/discriminator-training.js';
import { jensenShannonOfNormals, optimalLogit } from '../../lib/theory/normal-closed-forms.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const prior = { mean: [0], sigma: 1 };
const codes = { mean: [1.2], sigma: 0.7 };
const root = Rng.fromSeed(21);

const batchOf = (step: number): DiscriminatorBatch => {
  const rng = root.split('batch', step);
  const zPrior = pointsOf(rng.fillNormal(new Float32Array(256), 1), 1);
  const z = rng.fillNormal(new Float32Array(256), 0.7).map(value => value + 1.2);
  return { zPrior, z: pointsOf(z, 1) };
};

test('trainDiscriminator(two normals) comes to log 4 − 2 JS and to log p − log q, and leaks nothing', t => {
  const before = tf.memory().numTensors;
  const at = pointsOf(Float32Array.of(-0.5, 0.3, 1, 1.8), 1);
  const options = { rng: root.split('weights'), at, units: [32, 32], steps: 400 };
  const { losses, logits } = trainDiscriminator(batchOf, options);
  t.is(losses.length, 400);
  allClose(t, losses[0]!, Math.log(4), { atol: 0.2 });
  const last = losses.slice(-100).reduce((sum, loss) => sum + loss, 0) / 100;
  allClose(t, last, Math.log(4) - 2 * jensenShannonOfNormals(prior, codes), { atol: 0.03 });
  allClose(
    t,
    logits,
    Array.from(at.data, z => optimalLogit(prior, codes, [z])),
    { atol: 0.5 },
  );
  t.is(tf.memory().numTensors, before);
});

test('trainDiscriminator(…) refuses no steps, and points of another space', t => {
  const at = pointsOf(new Float32Array(2), 1);
  t.throws(() => trainDiscriminator(batchOf, { rng: root, at, steps: 0 }), {
    message: 'trainDiscriminator: expected `steps` to be an integer ≥ 1, got 0',
  });
  t.throws(() => trainDiscriminator(batchOf, { rng: root, at: pointsOf(at.data, 2) }), {
    message: 'trainDiscriminator: expected `at` and `z` to have as many coordinates, got 2 and 1',
  });
});
