import { type Points, pointsOf } from '../../../lib/base/index.js';
import { Rng } from '../../../lib/base/random.js';
import { bestGaussianLoss, lossOfLogits } from '../../../lib/metrics/codes/discrimination.js';
import { jensenShannonOfNormals } from '../../../lib/theory/normal-closed-forms.js';
import { allClose } from '../../support/all-close.js';
import { slow as test } from '../../support/slow.js';

const log4 = Math.log(4);

/** Codes whose mean and variance (over n − 1) on the line are exactly these. */
function codesOf(mean: number, sigma: number): Points {
  return pointsOf(
    Float32Array.from([-1, 1], sign => mean + (sign * sigma) / Math.SQRT2),
    1,
  );
}

test('lossOfLogits is log 4 of logits 0, and −mean log D(z) − mean log(1 − D(z̃)) of others', t => {
  allClose(t, lossOfLogits([0, 0], [0]), log4, { rtol: 1e-15 });
  const D = (logit: number): number => 1 / (1 + Math.exp(-logit));
  const expected = -(Math.log(D(1)) + Math.log(D(-0.5))) / 2 - Math.log(1 - D(2));
  allClose(t, lossOfLogits([1, -0.5], [2]), expected, { rtol: 1e-12 });
  allClose(t, lossOfLogits([800], [-800]), 0, { atol: 1e-12 });
  allClose(t, lossOfLogits([-800], [800]), 1600, { rtol: 1e-12 });
});

test('bestGaussianLoss(codes) is log 4 − 2 JS of the two normals on the line', t => {
  for (const [mean, sigma, priorSigma] of [
    [0, 1, 1],
    [1.5, 1, 1],
    [0, 0.5, 1],
    [-1, 2, 1.4],
  ] as const) {
    const best = bestGaussianLoss(codesOf(mean, sigma), priorSigma, {
      rng: Rng.fromSeed(1),
      draws: 100_000,
    });
    const js = jensenShannonOfNormals({ mean: [0], sigma: priorSigma }, { mean: [mean], sigma });
    allClose(t, best, log4 - 2 * js, { atol: 0.01 });
  }
});

test('bestGaussianLoss(codes) sees correlation, and does not mind a turn or a scale', t => {
  const rng = Rng.fromSeed(2);
  const draws = rng.fillNormal(new Float32Array(4000));
  const correlated = draws.map((value, i) =>
    i % 2 === 0 ? value + 1.5 : 0.9 * draws[i - 1]! + 0.44 * value + 1,
  );
  const best = (codes: Float32Array, sigma = 1): number =>
    bestGaussianLoss(pointsOf(codes, 2), sigma, { rng: Rng.fromSeed(3) });
  t.true(best(draws) > log4 - 0.01);
  t.true(best(correlated) < log4 - 0.4);
  const turned = correlated.map((value, i) =>
    i % 2 === 0 ? 0.6 * value - 0.8 * correlated[i + 1]! : 0.8 * correlated[i - 1]! + 0.6 * value,
  );
  allClose(t, best(turned), best(correlated), { atol: 0.015 });
  allClose(
    t,
    best(
      correlated.map(value => 8 * value),
      8,
    ),
    best(correlated),
    { rtol: 1e-5 },
  );
});

test('bestGaussianLoss(codes) of codes in a plane is 0, and of no code an error', t => {
  const flat = pointsOf(Float32Array.of(1, 2, 2, 4, 3, 6), 2);
  t.is(bestGaussianLoss(flat, 1, { rng: Rng.fromSeed(1) }), 0);
  t.throws(() => bestGaussianLoss(pointsOf(new Float32Array(2), 2), 1, { rng: Rng.fromSeed(1) }), {
    instanceOf: RangeError,
    message: /^bestGaussianLoss: expected/,
  });
  t.throws(() => bestGaussianLoss(flat, 0, { rng: Rng.fromSeed(1) }), { instanceOf: RangeError });
});
