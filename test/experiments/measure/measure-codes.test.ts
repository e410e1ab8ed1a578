import { pointsOf, rowsBetween } from '../../../lib/base/index.js';
import { blocksOf, type CodeMetrics, measureCodes } from '../../../lib/experiments/measure/measure-codes.js';
import { coordinateActivity } from '../../../lib/metrics/codes/activity.js';
import { codeMoments, latentBlock, latentMmd } from '../../../lib/metrics/codes/latent.js';
import { latentSinkhorn, latentSliced } from '../../../lib/metrics/codes/latent-distance.js';
import { latentMmdTest } from '../../../lib/metrics/codes/latent-test.js';
import { type Mardia, mardia } from '../../../lib/metrics/codes/mardia.js';
import { type Prior, samplePrior } from '../../../lib/latent/prior.js';
import { mmdUnbiased } from '../../../lib/ot/mmd/mmd.js';
import { RELEASED_SCALES, resolveKernel } from '../../../lib/penalties/kernels.js';
import { pointKernel } from '../../../lib/penalties/point-kernel.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { mapped } from '../../support/points.js';
import { slow as test } from '../../support/slow.js';

const prior: Prior = { kind: 'normal', dimension: 3, sigma: 2 };
const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, prior);
/** For three blocks. */
const n = 160;
const means = pointsOf(Rng.fromSeed(1).fillNormal(new Float32Array(3 * n), 1.5), 3);
/** Codes off their means, by skew numbers. */
const codes = mapped(means, (mean, i) => mean + 0.2 * Math.exp(means.data[(i + 7) % (3 * n)]!));

/** The stream of the measurement, from its start; its parts go by name. */
const rng = (): Rng => Rng.fromSeed(7);
const priorDraws = samplePrior(prior, n, rng().split('prior'));
const otherDraws = samplePrior(prior, n, rng().split('other draws'));

test('blocksOf(n) is a block for every 50 points, at least two and at most ten', t => {
  t.deepEqual([4, 99, 100, 149, 150, 499, 500, 10_000].map(blocksOf), [2, 2, 2, 2, 3, 9, 10, 10]);
});

// What is of all the codes has no order, unlike what is of blocks of them.
test('measureCodes(codes, means): moments and tests are of the codes, activity of the means', async t => {
  const metrics = await measureCodes(codes, means, prior, rng());
  const { mean, std } = codeMoments(codes);
  allClose(t, [...metrics.mean, ...metrics.std], [...mean, ...std], { rtol: 1e-9 });
  const tested = mardia(codes);
  const numbers = (of: Mardia): readonly number[] => [
    of.skewness,
    of.kurtosis,
    of.skewnessPValue,
    of.kurtosisPValue,
    of.n,
  ];
  allClose(t, numbers(metrics.mardia ?? tested), numbers(tested), { rtol: 1e-6 });
  t.not(metrics.mardia, null);
  allClose(t, metrics.activity.variances, coordinateActivity(means).variances, { rtol: 1e-9 });
  const [x, y] = [latentBlock(codes, n, 0), latentBlock(priorDraws, n, 0)];
  allClose(t, metrics.mmdTest.statistic, mmdUnbiased(x, y, pointKernel(kernel, x, y)), { rtol: 1e-9 });
  t.is(metrics.mmdTest.n, n);
});

test('measureCodes(codes that are all one point) compares blocks of it with the draws named "prior"', async t => {
  // In whatever order codes go to blocks, these go alike.
  const point = mapped(means, (_, i) => [0.5, -2, 1][i % 3]!);
  const metrics = await measureCodes(point, means, prior, rng());
  const sets = { codes: point, priorDraws, otherDraws };
  const expected: Partial<CodeMetrics> = {
    mmd: latentMmd(point, priorDraws, kernel, { blocks: 3 }),
    mmdTest: latentMmdTest(point, priorDraws, kernel, {
      rng: rng().split('permutations'),
    }),
    sliced: latentSliced(sets, { rng: rng().split('directions'), blocks: 3 }),
    sinkhorn: latentSinkhorn(sets, { blocks: 3 }),
    mardia: null,
    activity: coordinateActivity(means),
  };
  t.deepEqual({ ...metrics, ...expected }, metrics);
});

test('measureCodes(codes in an order of their own) compares blocks of codes at random', async t => {
  // The first half lies on one side of the prior, the second on the other: a block of each lies farther from it than all.
  const halves = mapped(means, (mean, i) => mean / 3 + (i < 1.5 * n ? 4 : -4));
  const inOrder = latentMmd(halves, priorDraws, kernel, { blocks: 3 });
  const { mmd } = await measureCodes(halves, halves, prior, rng());
  t.true(mmd.value < 0.8 * inOrder.value, `${mmd.value}, ${inOrder.value}`);
  t.true(mmd.standardError < inOrder.standardError / 2, `${mmd.standardError}, ${inOrder.standardError}`);
});

test('measureCodes(codes) has no test of normality where the prior is not normal', async t => {
  const cube: Prior = { ...prior, kind: 'uniform-cube' };
  const few = rowsBetween(codes, 0, 20);
  t.is((await measureCodes(few, few, cube, rng())).mardia, null);
  t.not((await measureCodes(few, few, prior, rng())).mardia, null);
});
