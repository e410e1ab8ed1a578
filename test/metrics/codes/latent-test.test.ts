import test from 'ava';
import { pointsOf } from '../../../lib/base/index.js';
import { latentMmdTest } from '../../../lib/metrics/codes/latent-test.js';
import { RELEASED_SCALES, resolveKernel } from '../../../lib/penalties/kernels.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { plainMmd } from '../../support/plain-mmd.js';

const prior = { kind: 'normal', dimension: 3, sigma: 1 } as const;
const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, prior);
const draws = (rng: Rng, n: number, sigma = 1): Float32Array =>
  rng.fillNormal(new Float32Array(3 * n), sigma);

test('latentMmdTest has the statistic mmdUnbiased of the first points, and says how many', t => {
  const rng = Rng.fromSeed(1);
  const [codes, priorDraws] = [draws(rng, 30, 0.5), draws(rng, 30)];
  const options = { points: 20, permutations: 50, rng };
  const tested = latentMmdTest(pointsOf(codes, 3), pointsOf(priorDraws, 3), kernel, options);
  const expected = plainMmd(codes.slice(0, 60), priorDraws.slice(0, 60), 3, kernel);
  allClose(t, tested.statistic, expected, { rtol: 1e-10 });
  t.is(tested.n, 20);
  t.is(tested.protocol, 'MMD, imq kernel, 50 permutations');
  t.is(latentMmdTest(pointsOf(codes, 3), pointsOf(priorDraws, 3), kernel, { ...options, points: 99 }).n, 30);
});

test('latentMmdTest rejects codes at half the spread, and of the prior’s own draws one in twenty at 0.05', t => {
  const rng = Rng.fromSeed(2);
  const narrow = latentMmdTest(pointsOf(draws(rng, 200, 0.5), 3), pointsOf(draws(rng, 200), 3), kernel, {
    rng,
    permutations: 99,
  });
  t.is(narrow.pValue, 0.01);
  let rejected = 0;
  for (let trial = 0; trial < 100; trial++) {
    const options = { rng: rng.split('trial', trial), permutations: 39 };
    if (
      latentMmdTest(pointsOf(draws(rng, 15), 3), pointsOf(draws(rng, 15), 3), kernel, options).pValue <= 0.05
    )
      rejected += 1;
  }
  t.true(rejected >= 1 && rejected <= 13, `${rejected} of 100`);
});

test('latentMmdTest refuses sets of unequal length and broken codes', t => {
  const rng = Rng.fromSeed(1);
  const refused = { instanceOf: RangeError, message: /^latentMmdTest: expected `/ };
  const broken = { data: new Float32Array(7), shape: [2, 3] } as const;
  t.throws(
    () => latentMmdTest(pointsOf(draws(rng, 5), 3), pointsOf(draws(rng, 4), 3), kernel, { rng }),
    refused,
  );
  t.throws(() => latentMmdTest(broken, broken, kernel, { rng }), refused);
});
