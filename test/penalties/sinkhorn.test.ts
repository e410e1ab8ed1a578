import type * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../lib/engine/backend.js';
import { wasserstein1dPower } from '../../lib/ot/line/one-dimensional.js';
import { sinkhornDivergence } from '../../lib/ot/entropic/sinkhorn-divergence.js';
import { type SinkhornPenaltyOptions, sinkhornPenalty } from '../../lib/penalties/sinkhorn.js';
import { allClose } from '../support/all-close.js';
import { compilesToTheSame, leavesOneScalar } from '../support/compiled.js';
import { hasGradientsOf, read, valueAndGradients } from '../support/gradients.js';
import { matrix, normalPoints, reversed, rows } from '../support/points.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

type Numbers = ArrayLike<number>;

const enough = (epsilon: number): SinkhornPenaltyOptions => ({ epsilon, iterations: 100 });

const penaltyOf = (x: Numbers, y: Numbers, d: number, options: SinkhornPenaltyOptions): number =>
  read(sinkhornPenalty(rows(x, d), rows(y, d), options));

/** OT_ε by plain loops, the potentials in turn until they stand still. */
function plainCost(x: Numbers, y: Numbers, d: number, epsilon: number): number {
  const [n, m] = [x.length / d, y.length / d];
  const cost = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += (x[i * d + k]! - y[j * d + k]!) ** 2;
    return sum;
  };
  const soft = (exponents: readonly number[]): number => {
    const most = Math.max(...exponents);
    const sum = exponents.reduce((total, e) => total + Math.exp((e - most) / epsilon), 0);
    return -most - epsilon * Math.log(sum / exponents.length);
  };
  const [left, right] = [Array.from({ length: n }, (_, i) => i), Array.from({ length: m }, (_, j) => j)];
  let [f, g] = [left.map(() => 0), right.map(() => 0)];
  for (let iteration = 0; iteration < 3000; iteration++) {
    f = left.map(i => soft(right.map(j => g[j]! - cost(i, j))));
    g = right.map(j => soft(left.map(i => f[i]! - cost(i, j))));
  }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  return mean(f) + mean(g);
}

const plain = (x: Numbers, y: Numbers, d: number, epsilon: number): number =>
  plainCost(x, y, d, epsilon) - (plainCost(x, x, d, epsilon) + plainCost(y, y, d, epsilon)) / 2;

test.serial('sinkhornPenalty of one point each is their squared distance, for every ε', t => {
  for (const epsilon of [0.1, 1, 100])
    allClose(t, penaltyOf([3, 4], [0, 0], 2, enough(epsilon)), 25, { rtol: 1e-5 });
});

test.serial('sinkhornPenalty(z, z + c) is ‖c‖², for every ε', t => {
  const z = normalPoints(20, 2, 1);
  const shifted = z.map((v, k) => v + (k % 2 === 0 ? 2 : -1));
  for (const epsilon of [0.5, 2, 20])
    allClose(t, penaltyOf(z, shifted, 2, enough(epsilon)), 5, { rtol: 1e-4 });
});

test.serial('sinkhornPenalty equals plain loops in double precision, and the solver of lib/ot', t => {
  const [z, zPrior] = [normalPoints(6, 2, 1, 0.6), normalPoints(6, 2, 2)];
  for (const epsilon of [0.5, 2]) {
    const value = penaltyOf(z, zPrior, 2, enough(epsilon));
    allClose(t, value, plain(z, zPrior, 2, epsilon), { rtol: 1e-4 });
    const solved = sinkhornDivergence(matrix(z, 2), matrix(zPrior, 2), { epsilon });
    allClose(t, value, solved.value, { rtol: 1e-4 });
  }
});

test.serial('sinkhornPenalty has the gradient of finite differences, in codes and in draws', t => {
  const [z, zPrior] = [normalPoints(4, 2, 3), normalPoints(4, 2, 4)];
  hasGradientsOf(
    t,
    (a, b) => sinkhornPenalty(a, b, enough(1.5)),
    (x, y) => plain(x, y, 2, 1.5),
    [z, zPrior],
    [4, 2],
    { rtol: 1e-3, atol: 1e-5 },
  );
});

test.serial('sinkhornPenalty goes to W₂² as ε → 0 and to ‖mean z − mean z′‖² as ε → ∞', t => {
  const [z, zPrior] = [
    [0, 1, 5],
    [2, 3, 9],
  ] as const;
  const exact = wasserstein1dPower(z, zPrior, { p: 2 });
  allClose(t, penaltyOf(z, zPrior, 1, { epsilon: 0.01, iterations: 500 }), exact, { rtol: 1e-3 });
  allClose(t, penaltyOf(z, zPrior, 1, enough(3000)), (14 / 3 - 2) ** 2, { rtol: 1e-2 });
});

test.serial('sinkhornPenalty comes closer to its limit with each iteration', t => {
  const [z, zPrior] = [normalPoints(30, 3, 5, 0.5), normalPoints(30, 3, 6)];
  const limit = penaltyOf(z, zPrior, 3, { epsilon: 2, iterations: 300 });
  const errors = [1, 2, 3].map(iterations =>
    Math.abs(penaltyOf(z, zPrior, 3, { epsilon: 2, iterations }) - limit),
  );
  for (let i = 1; i < errors.length; i++) t.true(errors[i]! < errors[i - 1]! / 2, errors.join());
});

test.serial(
  'sinkhornPenalty is 0 for a sample in another order, symmetric, unchanged by shifts, and scales',
  t => {
    const [x, y] = [normalPoints(12, 4, 5), normalPoints(12, 4, 6, 1.5)];
    allClose(t, penaltyOf(x, reversed(x, 4), 4, enough(2)), 0, { atol: 1e-4 });
    const value = penaltyOf(x, y, 4, enough(2));
    allClose(t, penaltyOf(y, x, 4, enough(2)), value, { rtol: 1e-4 });
    allClose(t, penaltyOf(reversed(x, 4), y, 4, enough(2)), value, { rtol: 1e-4 });
    const shift = (v: Float32Array): Float32Array => v.map(c => c + 2);
    allClose(t, penaltyOf(shift(x), shift(y), 4, enough(2)), value, { rtol: 1e-4 });
    for (const unit of [1e9, 1e-9]) {
      const [a, b] = [x.map(c => c * unit), y.map(c => c * unit)];
      allClose(t, penaltyOf(a, b, 4, enough(2 * unit ** 2)) / unit ** 2, value, { rtol: 1e-4 });
    }
  },
);

test.serial('sinkhornPenalty stays finite where every exp(−c/ε) is 0', t => {
  const { value, gradients } = valueAndGradients(
    a => sinkhornPenalty(a as tf.Tensor2D, rows([1000, 1001], 1), { epsilon: 10, iterations: 50 }),
    [2, 1],
    [0, 1],
  );
  allClose(t, value, 1e6, { rtol: 1e-3 });
  allClose(t, gradients[0]!, [-1000, -1000], { rtol: 2e-2 });
});

test.serial('sinkhornPenalty compiles to the same and leaves one tensor behind', t => {
  const [z, zPrior] = [normalPoints(20, 3, 7), normalPoints(20, 3, 8)];
  const penalty = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor =>
    sinkhornPenalty(a, b, { epsilon: 2, iterations: 10 });
  compilesToTheSame(t, penalty as (...inputs: tf.Tensor2D[]) => tf.Tensor, [z, 3], [zPrior, 3]);
  const [a, b] = [rows(z, 3), rows(zPrior, 3)];
  leavesOneScalar(t, () => penalty(a, b));
});

test.serial('sinkhornPenalty refuses unequal shapes and options out of range', t => {
  const [one, two, wide] = [rows([1], 1), rows([1, 2], 1), rows([1, 2, 3, 4], 2)];
  const refused = { instanceOf: RangeError, message: /^sinkhornPenalty: expected/ };
  t.throws(() => sinkhornPenalty(one, two, enough(1)), refused);
  t.throws(() => sinkhornPenalty(two, wide, enough(1)), refused);
  for (const epsilon of [0, -1, NaN, Infinity])
    t.throws(() => sinkhornPenalty(two, two, enough(epsilon)), refused);
  for (const iterations of [0, 1.5, NaN])
    t.throws(() => sinkhornPenalty(two, two, { epsilon: 1, iterations }), refused);
});
