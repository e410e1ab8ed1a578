import {
  bestMatchingEncoder,
  bestRelaxedEncoder,
  type CodeDivergence,
  codeDivergence,
  exactPenaltyWeight,
  totalVariationTransport,
} from '../../lib/theory/encoder-program.js';
import {
  aggregatedPosterior,
  decoderOfMap,
  finiteWorld,
  optimalCoupling,
  randomWorld,
  reconstructionCosts,
  withNoisyDecoder,
} from '../../lib/theory/finite-world.js';
import type { Matrix } from '../../lib/base/matrix.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { slow as test } from '../support/slow.js';

const tv: CodeDivergence = { kind: 'total-variation' };
const exact = { rtol: 1e-9, atol: 1e-12 };
const root = Rng.fromSeed(11);

/** exp(−(i − j)²/2) */
const gauss = (k: number): CodeDivergence => ({
  kind: 'mmd',
  kernel: {
    data: Float64Array.from({ length: k * k }, (_, e) => Math.exp(-((Math.floor(e / k) - (e % k)) ** 2) / 2)),
    shape: [k, k],
  },
});

/** One datum in the middle of two places, each with its code: everything has a closed form. */
const seesaw = (p: number): ReturnType<typeof finiteWorld> =>
  finiteWorld({
    data: { data: Float64Array.of(1), shape: [1, 1] },
    dataWeights: Float64Array.of(1),
    priorWeights: Float64Array.of(p, 1 - p),
    places: { data: Float64Array.of(1, 3), shape: [2, 1] },
    decoder: decoderOfMap([0, 1], 2),
  });

test('bestMatchingEncoder(world) costs W_c(P_X, P_G) with a deterministic decoder, injective or not', async t => {
  for (let s = 0; s < 40; s++) {
    const options = {
      codes: 5,
      places: 5 + (s % 3),
      decoder: s % 2 === 0 ? 'injective' : 'deterministic',
    } as const;
    const world = randomWorld(root.split('deterministic', s), options);
    const best = await bestMatchingEncoder(world);
    allClose(t, best.value, optimalCoupling(world).value, exact);
    allClose(t, aggregatedPosterior(world, best.encoder), world.priorWeights, exact);
    allClose(t, best.gap, 0, { atol: 1e-12 });
    t.is(best.divergence, 0);
    t.is(best.value, best.reconstruction);
  }
});

test('bestMatchingEncoder(world) with a random decoder is transport to the codes, above W_c(P_X, P_G)', async t => {
  for (let s = 0; s < 10; s++) {
    const world = randomWorld(root.split('random', s), { decoder: 'random' });
    const { value } = await bestMatchingEncoder(world);
    t.true(value > optimalCoupling(world).value * (1 + 1e-6));
    allClose(t, value, totalVariationTransport(world, Infinity).value, exact);
  }
});

test('bestMatchingEncoder(a decoder that draws any place) costs the independent coupling', async t => {
  const world = withNoisyDecoder(randomWorld(root.split('noise')), 1);
  const { data, shape } = reconstructionCosts(world);
  const mean = data.reduce((sum, cost, e) => sum + cost * world.dataWeights[Math.floor(e / shape[1])]!, 0);
  allClose(t, (await bestMatchingEncoder(world)).value, mean / shape[1], exact);
});

test('bestRelaxedEncoder(world, total variation, λ) is transport with clipped costs, and exact from exactPenaltyWeight on', async t => {
  for (let s = 0; s < 10; s++) {
    const world = randomWorld(root.split('relaxed', s));
    const whole = optimalCoupling(world).value;
    const weight = exactPenaltyWeight(world);
    for (const part of [0, 0.3, 0.9, 1, 2]) {
      const relaxed = await bestRelaxedEncoder(world, tv, part * weight);
      allClose(t, relaxed.value, totalVariationTransport(world, part * weight).value, exact);
      allClose(t, relaxed.value, relaxed.reconstruction + part * weight * relaxed.divergence, exact);
      allClose(t, relaxed.gap, 0, { atol: 1e-12 });
      if (part >= 1) allClose(t, relaxed.value, whole, exact);
    }
    t.true(totalVariationTransport(world, 0.999 * weight).value < whole * (1 - 1e-9));
  }
});

test('bestRelaxedEncoder(seesaw, …) has its closed forms', async t => {
  // q on the far code costs 4 q; p is the near code's prior. Total variation: 1 − p − q where q ≤ 1 − p.
  const world = seesaw(0.3);
  allClose(t, exactPenaltyWeight(world), 4, exact);
  allClose(t, (await bestRelaxedEncoder(world, tv, 3)).value, 3 * 0.7, exact);
  allClose(t, (await bestRelaxedEncoder(world, tv, 5)).value, 4 * 0.7, exact);
  // MMD with the unit matrix: 4 q + λ·2 (0.7 − q)², least at q = 0.7 − 1/λ.
  const unit: CodeDivergence = { kind: 'mmd', kernel: { data: Float64Array.of(1, 0, 0, 1), shape: [2, 2] } };
  const relaxed = await bestRelaxedEncoder(world, unit, 8);
  allClose(t, relaxed.encoder.data, [1 - 0.575, 0.575], { rtol: 1e-9 });
  allClose(t, relaxed.value, 4 * 0.575 + 16 * 0.125 ** 2, exact);
  allClose(t, relaxed.divergence, 2 * 0.125 ** 2, { rtol: 1e-8 });
});

test('bestRelaxedEncoder(world, MMD, λ) is optimal by its gap, rises with λ, and nears W_c(P_X, P_G) like 1/λ', async t => {
  const world = randomWorld(root.split('mmd'));
  const whole = optimalCoupling(world).value;
  const lambdas = [0, 0.1, 1, 10, 100, 1e3, 1e4];
  const values: number[] = [];
  for (const lambda of lambdas) {
    const { value, gap, encoder } = await bestRelaxedEncoder(world, gauss(6), lambda);
    t.true(gap >= 0 && gap <= 1e-11, `gap ${gap} at λ = ${lambda}`);
    t.true(encoder.data.every(share => share >= 0));
    values.push(value);
  }
  t.true(values.every((value, i) => i === 0 || value >= values[i - 1]!));
  const [thousand, tenThousand] = values.slice(-2).map(value => whole - value) as [number, number];
  allClose(t, thousand / tenThousand, 10, { rtol: 1e-3 });
});

test('bestRelaxedEncoder(world, …, 0) gives every datum its cheapest code', async t => {
  const world = randomWorld(root.split('free'), { decoder: 'random' });
  const { data, shape } = reconstructionCosts(world);
  const cheapest = (i: number): number => Math.min(...data.subarray(i * shape[1], (i + 1) * shape[1]));
  const expected = world.dataWeights.reduce((sum, weight, i) => sum + weight * cheapest(i), 0);
  for (const divergence of [tv, gauss(6)]) {
    allClose(t, (await bestRelaxedEncoder(world, divergence, 0)).value, expected, exact);
  }
});

test('codeDivergence(…) is half the absolute, or the kernel’s, difference', t => {
  const world = seesaw(0.3);
  allClose(t, codeDivergence(tv, world, Float64Array.of(0.8, 0.2)), 0.5);
  const kernel: Matrix = { data: Float64Array.of(2, 0.5, 0.5, 1), shape: [2, 2] };
  allClose(t, codeDivergence({ kind: 'mmd', kernel }, world, Float64Array.of(0.8, 0.2)), 0.25 * (3 - 1));
});

test('bad λ and kernels are refused', async t => {
  const world = seesaw(0.5);
  await t.throwsAsync(bestRelaxedEncoder(world, tv, -1), {
    message: /`lambda` to be finite and ≥ 0, got -1/,
  });
  t.throws(() => totalVariationTransport(world, NaN), { message: /`lambda` to be ≥ 0, got NaN/ });
  await t.throwsAsync(bestRelaxedEncoder(world, gauss(3), 1), {
    message: /`kernel` to be \[2, 2\], got \[3, 3\]/,
  });
});
