import test from 'ava';
import { pointsOf } from '../../../lib/base/index.js';
import { codeMoments, latentMmd, meanNorm, shuffledCodes } from '../../../lib/metrics/codes/latent.js';
import { samplePrior } from '../../../lib/latent/prior.js';
import type { Prior } from '../../../lib/latent/prior.js';
import { RELEASED_SCALES, resolveKernel } from '../../../lib/penalties/kernels.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { plainMmd } from '../../support/plain-mmd.js';
import { mapped } from '../../support/points.js';

const prior: Prior = { kind: 'normal', dimension: 3, sigma: 1 };
const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, prior);

test('codeMoments([1 10, 3 10, 5 40]) is mean 3, 20 and std 2, √300', t => {
  const { mean, std } = codeMoments(pointsOf(Float32Array.of(1, 10, 3, 10, 5, 40), 2));
  allClose(t, mean, [3, 20], { rtol: 1e-14 });
  allClose(t, std, [2, Math.sqrt(300)], { rtol: 1e-14 });
});

test('codeMoments of draws from N(0, σ²I) are 0 and σ, and move with shift and scale', t => {
  const draws = samplePrior({ ...prior, sigma: 2 }, 10_000, Rng.fromSeed(1));
  const { mean, std } = codeMoments(draws);
  allClose(t, mean, [0, 0, 0], { atol: 4 * (2 / Math.sqrt(10_000)) });
  allClose(t, std, [2, 2, 2], { rtol: 0, atol: 4 * (2 / Math.sqrt(20_000)) });
  const moved = codeMoments(mapped(draws, v => 4 * v + 8));
  allClose(
    t,
    moved.mean,
    mean.map(v => 4 * v + 8),
    { rtol: 1e-6 },
  );
  allClose(
    t,
    moved.std,
    std.map(v => 4 * v),
    { rtol: 1e-6 },
  );
});

test('latentMmd is the mean over blocks of mmdUnbiased, with its standard error; what is left over is left out', t => {
  const codes = samplePrior({ ...prior, sigma: 0.5 }, 64, Rng.fromSeed(2));
  const draws = samplePrior(prior, 64, Rng.fromSeed(3));
  const { value, standardError, n, blocks } = latentMmd(codes, draws, kernel, { blocks: 3 });
  const parts = [0, 1, 2].map(b =>
    plainMmd(codes.data.subarray(63 * b, 63 * (b + 1)), draws.data.subarray(63 * b, 63 * (b + 1)), 3, kernel),
  );
  const mean = parts.reduce((sum, v) => sum + v, 0) / 3;
  const deviation = Math.sqrt(parts.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 2);
  allClose(t, [value, standardError], [mean, deviation / Math.sqrt(3)], { rtol: 1e-12 });
  t.deepEqual([n, blocks], [63, 3]);
});

test('latentMmd is 0 within its error for codes from the prior, and far from it for codes at half the spread', t => {
  const draws = samplePrior(prior, 1000, Rng.fromSeed(4));
  const same = latentMmd(samplePrior(prior, 1000, Rng.fromSeed(5)), draws, kernel);
  t.is(same.blocks, 10);
  t.is(same.n, 1000);
  allClose(t, same.value, 0, { atol: 4 * same.standardError });
  const other = latentMmd(samplePrior({ ...prior, sigma: 0.5 }, 1000, Rng.fromSeed(5)), draws, kernel);
  t.true(other.value > 10 * other.standardError);
});

test('latentMmd and codeMoments refuse broken codes, unequal lengths, and blocks of fewer than two points', t => {
  const refused = { instanceOf: RangeError, message: /^(latentMmd|codeMoments): expected `/ };
  const codes = pointsOf(new Float32Array(30), 3);
  const broken = { data: new Float32Array(7), shape: [2, 3] } as const;
  t.throws(() => codeMoments(broken), refused);
  t.throws(() => codeMoments(pointsOf(new Float32Array(3), 3)), refused);
  t.throws(() => codeMoments({ data: new Float32Array(0), shape: [2, 0] }), refused);
  t.throws(() => latentMmd(broken, broken, kernel), refused);
  t.throws(() => latentMmd(codes, pointsOf(new Float32Array(27), 3), kernel), refused);
  for (const blocks of [1, 6, 2.5]) t.throws(() => latentMmd(codes, codes, kernel, { blocks }), refused);
});

test('shuffledCodes(codes, rng) are the same codes, whole, in an order that the generator decides', t => {
  const codes = pointsOf(
    Float32Array.from({ length: 60 }, (_, i) => i),
    3,
  );
  const shuffled = shuffledCodes(codes, Rng.fromSeed(1));
  const firsts = [...shuffled.data].filter((_, i) => i % 3 === 0);
  t.deepEqual(
    [...shuffled.data],
    firsts.flatMap(first => [first, first + 1, first + 2]),
  );
  t.deepEqual(
    firsts.sort((a, b) => a - b),
    [...codes.data].filter(value => value % 3 === 0),
  );
  t.notDeepEqual(shuffled, codes);
  t.deepEqual(shuffledCodes(codes, Rng.fromSeed(1)), shuffled);
  t.throws(() => shuffledCodes({ ...codes, shape: [9, 7] }, Rng.fromSeed(1)), { instanceOf: RangeError });
});

test('meanNorm(codes, σ) is the length of the mean code in units of σ', t => {
  const codes = pointsOf(Float32Array.of(1, 2, 5, 6), 2); // mean (3, 4)
  t.is(meanNorm(codes, 1), 5);
  t.is(meanNorm(codes, 2.5), 2);
});
