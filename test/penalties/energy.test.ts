import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { mmdUnbiased } from '../../lib/ot/mmd/mmd.js';
import { energyPenalty, euclideanDistances } from '../../lib/penalties/energy.js';
import { allClose } from '../support/all-close.js';
import { compilesToTheSame, leavesOneScalar } from '../support/compiled.js';
import { hasGradientsOf, read, valueAndGradients } from '../support/gradients.js';
import { matrix, normalPoints, reversed, rows } from '../support/points.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const penaltyOf = (x: ArrayLike<number>, y: ArrayLike<number>, d: number): number =>
  tf.tidy(() => read(energyPenalty(rows(x, d), rows(y, d))));
const plain = (x: ArrayLike<number>, y: ArrayLike<number>, d: number): number =>
  mmdUnbiased(matrix(x, d), matrix(y, d), { kind: 'energy' });

test.serial('energyPenalty of {0, 1} and {0, 3} is 2·6/4 − 1 − 3', t => {
  allClose(t, penaltyOf([0, 1], [0, 3], 1), -1, { rtol: 1e-6 });
  allClose(t, plain([0, 1], [0, 3], 1), -1, { rtol: 1e-12 });
});

test.serial('energyPenalty is the unbiased MMD² of the kernel −‖x − y‖ in double precision, 100 × 8', t => {
  const [z, zPrior] = [normalPoints(100, 8, 1, 0.7), normalPoints(100, 8, 2)];
  allClose(t, penaltyOf(z, zPrior, 8), plain(z, zPrior, 8), { atol: 5e-6 });
});

test.serial('energyPenalty has the gradient of finite differences, in codes and in draws', t => {
  const [z, zPrior] = [normalPoints(6, 2, 3), normalPoints(6, 2, 4)];
  hasGradientsOf(
    t,
    (a, b) => energyPenalty(a, b),
    (x, y) => plain(x, y, 2),
    [z, zPrior],
    [6, 2],
    { rtol: 1e-4, atol: 1e-6 },
  );
});

test.serial('energyPenalty of coincident points is 0 with gradient 0, never NaN', t => {
  const { value, gradients } = valueAndGradients(
    (a, b) => energyPenalty(a as tf.Tensor2D, b as tf.Tensor2D),
    [3, 2],
    [5, 5, 5, 5, 5, 5],
    [5, 5, 5, 5, 5, 5],
  );
  t.is(value, 0);
  for (const gradient of gradients) t.deepEqual(gradient.map(Math.abs), new Float32Array(6));
});

test.serial('euclideanDistances is exact near 0 and far from the origin', t => {
  const distances = tf.tidy(() => [
    ...euclideanDistances(rows([1000, 1000], 2), rows([1000, 1000, 1003, 1004], 2)).dataSync(),
  ]);
  t.deepEqual(distances, [0, 5]);
});

test.serial('energyPenalty is symmetric, unchanged by order and shift, and scales with the unit', t => {
  const [x, y] = [normalPoints(12, 4, 5), normalPoints(12, 4, 6, 1.5)];
  const value = penaltyOf(x, y, 4);
  allClose(t, penaltyOf(y, x, 4), value, { rtol: 1e-5 });
  allClose(t, penaltyOf(reversed(x, 4), y, 4), value, { rtol: 1e-5 });
  const shift = (v: Float32Array): Float32Array => v.map(c => c + 4);
  allClose(t, penaltyOf(shift(x), shift(y), 4), value, { rtol: 1e-4 });
  for (const unit of [1e9, 1e-9]) {
    const scaled = penaltyOf(
      x.map(c => c * unit),
      y.map(c => c * unit),
      4,
    );
    allClose(t, scaled / unit, value, { rtol: 1e-5 });
  }
});

slow.serial('energyPenalty compiles to the same and leaves one tensor behind', t => {
  const [z, zPrior] = [normalPoints(20, 3, 7), normalPoints(20, 3, 8)];
  compilesToTheSame(t, energyPenalty, [z, 3], [zPrior, 3]);
  const [a, b] = [rows(z, 3), rows(zPrior, 3)];
  leavesOneScalar(t, () => energyPenalty(a, b));
});

test.serial('energyPenalty refuses unequal shapes and single points', t => {
  const [one, two, wide] = [rows([1], 1), rows([1, 2], 1), rows([1, 2, 3, 4], 2)];
  const refused = { instanceOf: RangeError, message: /^energyPenalty: expected/ };
  t.throws(() => energyPenalty(one, one), refused);
  t.throws(() => energyPenalty(one, two), refused);
  t.throws(() => energyPenalty(two, wide), refused);
});
