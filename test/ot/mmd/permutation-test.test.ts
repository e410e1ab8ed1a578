import test from 'ava';
import type { PointKernel } from '../../../lib/ot/mmd/kernels.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { mmdBiased, mmdUnbiased } from '../../../lib/ot/mmd/mmd.js';
import { permutationTest } from '../../../lib/ot/mmd/permutation-test.js';
import { Rng } from '../../../lib/base/random.js';
import { meanWithStandardError } from '../../../lib/base/statistics.js';
import { allClose } from '../../support/all-close.js';
import { kolmogorovSmirnov } from '../../support/statistics.js';

const energy: PointKernel = { kind: 'energy' };
const rbf: PointKernel = { kind: 'rbf', bandwidth: 'median-distance' };

function cloud(n: number, d: number, rng: Rng, shift = 0): Matrix {
  return { data: Float64Array.from({ length: n * d }, () => shift + rng.normal()), shape: [n, d] };
}

test('permutationTest has the statistic of mmdUnbiased, or of mmdBiased', t => {
  const rng = Rng.fromSeed(1);
  const [x, y] = [cloud(12, 3, rng), cloud(7, 3, rng, 0.5)];
  const imq: PointKernel = { kind: 'imq', scales: [0.5, 1], base: 6 };
  for (const kernel of [energy, rbf, imq]) {
    const unbiased = permutationTest(x, y, kernel, { rng, permutations: 1 });
    allClose(t, unbiased.statistic, mmdUnbiased(x, y, kernel), { rtol: 1e-11 });
    const biased = permutationTest(x, y, kernel, { rng, permutations: 1, estimate: 'biased' });
    allClose(t, biased.statistic, mmdBiased(x, y, kernel), { rtol: 1e-11 });
  }
});

test('permutationTest of two points and three has the values of its ten splits, each a tenth of the time', t => {
  const kernel: PointKernel = { kind: 'rbf', bandwidth: 5 };
  const pool = [0, 1, 3, 7, 20];
  const splits = pool.flatMap((p, i) =>
    pool.slice(i + 1).map(q => {
      const rest = pool.filter(point => point !== p && point !== q);
      return mmdUnbiased([p, q], rest, kernel);
    }),
  );
  const permutations = 5000;
  for (const [x, y] of [
    [pool.slice(0, 2), pool.slice(2)],
    [pool.slice(2), pool.slice(0, 2)],
  ] as const) {
    const { nullDistribution } = permutationTest(x, y, kernel, { rng: Rng.fromSeed(2), permutations });
    t.is(nullDistribution.length, permutations);
    const counts = splits.map(
      split => nullDistribution.filter(value => Math.abs(value - split) < 1e-12).length,
    );
    t.is(
      counts.reduce((sum, count) => sum + count, 0),
      permutations,
    );
    allClose(t, counts, new Float64Array(10).fill(500), {
      rtol: 0,
      atol: 4 * Math.sqrt(permutations * 0.09),
    });
  }
});

test('the null distribution has mean 0, biased (1/n + 1/m)(k(x, x) − mean of k over pairs)', t => {
  const rng = Rng.fromSeed(3);
  const [x, y] = [cloud(9, 2, rng), cloud(14, 2, rng, 1)];
  const unbiased = permutationTest(x, y, energy, { rng, permutations: 2000 });
  const { value, standardError } = meanWithStandardError(unbiased.nullDistribution);
  allClose(t, value, 0, { atol: 4 * standardError });
  // The mean of −r over the pairs of the pool: by mmdUnbiased of the pool with itself, whose diagonal is 0.
  const pool = [...x.data, ...y.data];
  let [sum, pairs] = [0, 0];
  for (let i = 0; i < 23; i++) {
    for (let j = 0; j < i; j++, pairs++) {
      sum += Math.hypot(pool[2 * i]! - pool[2 * j]!, pool[2 * i + 1]! - pool[2 * j + 1]!);
    }
  }
  const biased = permutationTest(x, y, energy, { rng, permutations: 2000, estimate: 'biased' });
  const estimate = meanWithStandardError(biased.nullDistribution);
  allClose(t, estimate.value, (1 / 9 + 1 / 14) * (sum / pairs), {
    rtol: 0,
    atol: 4 * estimate.standardError,
  });
});

test('p-values are uniform where the distributions are equal', t => {
  const [tests, permutations] = [400, 99];
  const root = Rng.fromSeed(4);
  const pValues = Array.from({ length: tests }, (_, i) => {
    const rng = root.split('test', i);
    return permutationTest(cloud(9, 2, rng), cloud(6, 2, rng), rbf, { rng, permutations }).pValue;
  });
  // Uniform on 1/100 … 100/100: spread over the step below, they are uniform on (0, 1).
  const spread = pValues.map((p, i) => p - root.split('spread', i).uniform() / (1 + permutations));
  t.true(kolmogorovSmirnov(spread, p => p) < 1.95);
  const rejected = pValues.filter(p => p <= 0.05).length / tests;
  allClose(t, rejected, 0.05, { rtol: 0, atol: 4 * Math.sqrt((0.05 * 0.95) / tests) });
});

test('a shift of two standard deviations gives the smallest p-value, 1/(1 + permutations)', t => {
  const rng = Rng.fromSeed(5);
  for (const estimate of ['unbiased', 'biased'] as const) {
    for (const kernel of [energy, rbf, { kind: 'laplace', bandwidth: 1 } as const]) {
      const [x, y] = [cloud(30, 2, rng), cloud(25, 2, rng, 2)];
      const { pValue, nullDistribution, statistic } = permutationTest(x, y, kernel, {
        rng,
        permutations: 200,
        estimate,
      });
      t.is(pValue, 1 / 201);
      t.true(nullDistribution.every(value => value < statistic));
    }
  }
});

test('permutationTest is the same with x and y swapped, and seed for seed', t => {
  const rng = Rng.fromSeed(6);
  const [x, y] = [cloud(8, 2, rng), cloud(5, 2, rng)];
  const run = (p: Matrix, q: Matrix): unknown =>
    permutationTest(p, q, energy, { rng: Rng.fromSeed(7), permutations: 50 });
  t.deepEqual(run(x, y), run(y, x));
  t.deepEqual(run(x, y), run(x, y));
});

test('permutationTest counts ties: equal points have p = 1, and rounding does not part equal values', t => {
  const rng = Rng.fromSeed(8);
  t.is(permutationTest([3, 3, 3], [3, 3], energy, { rng }).pValue, 1);
  // Of points at 0 and 0.1 the value depends only on how many of either each sample has.
  for (let trial = 0; trial < 20; trial++) {
    const draw = (n: number): number[] => Array.from({ length: n }, () => 0.1 * rng.integer(3));
    const { statistic, pValue, nullDistribution } = permutationTest(draw(11), draw(13), energy, {
      rng,
      permutations: 300,
    });
    const reached = nullDistribution.filter(value => value > statistic - 1e-9).length;
    t.is(pValue, (1 + reached) / 301);
  }
});

test('permutationTest refuses single points, other dimensions, no permutations and unknown estimates', t => {
  const rng = Rng.fromSeed(9);
  const refused = { instanceOf: RangeError, message: /^permutationTest: expected/ };
  t.throws(() => permutationTest([1], [1, 2], energy, { rng }), refused);
  t.throws(() => permutationTest([1, 2], [[1, 2]], energy, { rng }), refused);
  t.throws(() => permutationTest([1, 2], [1, 2], energy, { rng, permutations: 0 }), refused);
  t.throws(() => permutationTest([1, 2], [1, 2], energy, { rng, permutations: 1.5 }), refused);
  t.throws(() => permutationTest([1, 2], [1, 2], { kind: 'rbf', bandwidth: 0 }, { rng }), refused);
  t.throws(() => permutationTest([1, 2], [1, 3], energy, { rng, estimate: 'best' as never }), {
    instanceOf: TypeError,
  });
});
