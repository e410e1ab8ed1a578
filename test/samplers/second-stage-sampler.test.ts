import * as tf from '@tensorflow/tfjs';
import { pointsOf } from '../../lib/base/index.js';
import { loadBackend } from '../../lib/engine/backend.js';
import { meanWithStandardError } from '../../lib/base/statistics.js';
import { Rng } from '../../lib/base/random.js';
import { gaussianSampler } from '../../lib/samplers/gaussian-sampler.js';
import { type SecondStageOptions, secondStageSampler } from '../../lib/samplers/second-stage-sampler.js';
import { allClose } from '../support/all-close.js';
import { clusters, coordinate } from '../support/clusters.js';
import { mapped } from '../support/points.js';
import { slow as test } from '../support/slow.js';
import { rawMoment } from '../support/statistics.js';

test.before(async () => {
  await loadBackend();
});

/** Correlated normal codes of different scales: x, and y = x/2 + noise. */
const tilted = (() => {
  const plain = clusters([[0, 0]], 2000, 1, 1);
  return mapped(plain, (value, at) => (at % 2 === 0 ? 3 * value + 5 : 0.4 * (plain.data[at - 1]! + value)));
})();
const correlation = Math.SQRT1_2;

/** x normal, y = x² + 0.1 noise. */
const bent = (() => {
  const rng = Rng.fromSeed(2);
  const data = Float32Array.from(
    Array.from({ length: 2000 }, () => {
      const x = rng.normal();
      return [x, x ** 2 + 0.1 * rng.normal()];
    }).flat(),
  );
  return pointsOf(data, 2);
})();

const quick = (seed: number, options: Partial<SecondStageOptions> = {}): SecondStageOptions => ({
  rng: Rng.fromSeed(seed),
  units: [],
  epochs: 2,
  ...options,
});

test.serial(
  'secondStageSampler(normal codes) with linear networks comes to their entropy, mean and covariance',
  async t => {
    const sampler = await secondStageSampler(tilted, quick(3, { epochs: 60, learningRate: 0.02 }));
    // A linear stage can be exact: −log p is then ½ log det(2πe R), R the correlation of the codes.
    const entropy = Math.log(2 * Math.PI) + 1 + 0.5 * Math.log(1 - correlation ** 2);
    allClose(t, sampler.losses.at(-1)!, entropy, { rtol: 0, atol: 0.03 });
    const draws = sampler.sample(20_000, Rng.fromSeed(4));
    for (const a of [0, 1]) {
      const [own, theirs] = [coordinate(draws, a), coordinate(tilted, a)];
      const [mean, center] = [rawMoment(own, 1), rawMoment(theirs, 1)];
      const spread = Math.sqrt(rawMoment(theirs, 2) - center ** 2);
      allClose(t, mean, center, { rtol: 0, atol: 0.06 * spread });
      allClose(t, Math.sqrt(rawMoment(own, 2) - mean ** 2), spread, { rtol: 0.06 });
    }
    const standard = [0, 1].map(a => {
      const column = coordinate(draws, a);
      const { value, standardError } = meanWithStandardError(column);
      return column.map(v => (v - value) / (standardError * Math.sqrt(column.length)));
    }) as [Float64Array, Float64Array];
    const products = standard[0].map((value, i) => value * standard[1][i]!);
    allClose(t, rawMoment(products, 1), correlation, { rtol: 0, atol: 0.06 });
  },
);

test.serial('secondStageSampler(codes on a parabola) draws a parabola, the Gaussian an ellipse', async t => {
  const sampler = await secondStageSampler(bent, quick(5, { units: [64, 64], epochs: 40 }));
  t.is(sampler.name, 'second-stage');
  const [ours, ellipse] = [sampler, gaussianSampler(bent)].map(({ sample }) => {
    const draws = sample(2500, Rng.fromSeed(6));
    const offsets = coordinate(draws, 0).map((x, i) => Math.abs(draws.data[2 * i + 1]! - x ** 2));
    return offsets.sort()[1250]!;
  }) as [number, number];
  t.true(ours < ellipse / 2, `${ours} beside ${ellipse}`);
  t.true(sampler.gamma > 0 && sampler.gamma < 0.45);
});

test.serial(
  'secondStageSampler(codes) gives the same for the same seed, and leaves no tensor behind',
  async t => {
    const before = tf.memory().numTensors;
    const make = (seed: number): ReturnType<typeof secondStageSampler> =>
      secondStageSampler(bent, quick(seed, { units: [8] }));
    const [one, same, other] = [await make(7), await make(7), await make(8)];
    t.deepEqual(one.losses, same.losses);
    t.is(one.gamma, same.gamma);
    const rng = Rng.fromSeed(9);
    const first = one.sample(2100, rng);
    t.deepEqual(first, same.sample(2100, Rng.fromSeed(9)));
    t.notDeepEqual(first, other.sample(2100, Rng.fromSeed(9)));
    t.notDeepEqual(first, one.sample(2100, rng));
    t.deepEqual(one.sample(0, rng).shape, [0, 2]);
    t.is(tf.memory().numTensors, before);
  },
);

test.serial(
  'secondStageSampler(codes) after one step of Adam has log γ off by α, and draws spread by γ',
  async t => {
    const batchSize = tilted.shape[0];
    const options = quick(20, { epochs: 1, batchSize, learningRate: 0.003, initialGamma: 100 });
    const sampler = await secondStageSampler(tilted, options);
    allClose(t, Math.log(sampler.gamma / 100), -0.003, { rtol: 1e-3 });
    const draws = coordinate(sampler.sample(20_000, Rng.fromSeed(21)), 0);
    allClose(t, Math.sqrt(rawMoment(draws, 2)), 3 * sampler.gamma, { rtol: 0.05 });
  },
);

test.serial('secondStageSampler(c z).sample is c times that of z', async t => {
  const plain = (await secondStageSampler(tilted, quick(10))).sample(5, Rng.fromSeed(11));
  for (const scale of [2 ** 30, 2 ** -30]) {
    const scaled = await secondStageSampler(
      mapped(tilted, value => scale * value),
      quick(10),
    );
    const expected = plain.data.map(value => scale * value);
    allClose(t, scaled.sample(5, Rng.fromSeed(11)).data, expected, { rtol: 1e-6 });
  }
});

test.serial('secondStageSampler(codes with a constant coordinate) keeps it', async t => {
  const flat = mapped(tilted, (value, at) => (at % 2 === 0 ? value : 7));
  const draws = (await secondStageSampler(flat, quick(12))).sample(50, Rng.fromSeed(13));
  t.true(coordinate(draws, 1).every(value => value === 7));
  t.true(draws.data.every(Number.isFinite));
  t.true(
    (await secondStageSampler(pointsOf(Float32Array.of(1, 2, 3, 5), 2), quick(14))).losses.every(
      Number.isFinite,
    ),
  );
});

test.serial('secondStageSampler(codes) tells of every epoch, and stops when asked', async t => {
  const told: [number, number][] = [];
  const onEpoch = (epoch: number, loss: number): void => void told.push([epoch, loss]);
  const { losses } = await secondStageSampler(bent, quick(15, { epochs: 3, onEpoch }));
  t.deepEqual(
    told,
    losses.map((loss, epoch) => [epoch, loss]),
  );
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Error('enough'));
  const stopped = secondStageSampler(
    bent,
    quick(16, { epochs: 1000, signal: controller.signal, onEpoch: stop }),
  );
  await t.throwsAsync(stopped, { message: 'enough' });
  t.is(tf.memory().numTensors, before);
});

test.serial('secondStageSampler(…) refuses bad codes and options', async t => {
  const refused = async (options: Partial<SecondStageOptions>, message: RegExp): Promise<void> => {
    await t.throwsAsync(secondStageSampler(bent, quick(17, options)), {
      instanceOf: RangeError,
      message,
    });
  };
  await refused({ epochs: 0 }, /expected `epochs`/);
  await refused({ batchSize: 1.5 }, /expected `batchSize`/);
  await refused({ learningRate: 0 }, /expected `learningRate`/);
  await refused({ units: [8, 0] }, /expected `units`/);
  await t.throwsAsync(secondStageSampler(pointsOf(Float32Array.of(1, 2), 2), quick(18)), {
    message: /at least 2 whole points/,
  });
  const sampler = await secondStageSampler(bent, quick(19));
  t.throws(() => sampler.sample(-1, Rng.fromSeed(1)), { message: /expected `count`/ });
});
