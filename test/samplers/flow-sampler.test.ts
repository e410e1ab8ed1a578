import * as tf from '@tensorflow/tfjs';
import { type Points, pointsOf } from '../../lib/base/index.js';
import { Rng } from '../../lib/base/random.js';
import { loadBackend } from '../../lib/engine/backend.js';
import type { Prior } from '../../lib/latent/prior.js';
import { flowLoss } from '../../lib/samplers/flow-sampler.js';
import { type FlowOptions, flowSampler } from '../../lib/samplers/flow-sampler.js';
import { gaussianSampler } from '../../lib/samplers/gaussian-sampler.js';
import { allClose } from '../support/all-close.js';
import { coordinate } from '../support/clusters.js';
import { mapped } from '../support/points.js';
import { rawMoment } from '../support/statistics.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const plane: Prior = { kind: 'normal', dimension: 2, sigma: 1 };

const quick = (seed: number, options: Partial<FlowOptions> = {}): FlowOptions => ({
  rng: Rng.fromSeed(seed),
  units: [64, 64],
  steps: 600,
  batchSize: 128,
  learningRate: 5e-3,
  ...options,
});

/** n points, each from a draw. */
function points(n: number, seed: number, draw: (rng: Rng) => readonly number[]): Points<Float32Array> {
  const rng = Rng.fromSeed(seed);
  return pointsOf(Float32Array.from(Array.from({ length: n }, () => draw(rng)).flat()), 2);
}

const normal = points(2000, 1, rng => [rng.normal(), rng.normal()]);
const shifted = points(2000, 2, rng => [3 + 0.5 * rng.normal(), -1 + 2 * rng.normal()]);
/** Two blobs, at x = −2 and 2. */
const apart = points(2000, 3, rng => [
  (rng.integer(2) === 0 ? -2 : 2) + 0.3 * rng.normal(),
  0.3 * rng.normal(),
]);

/** Mean length of the ways over the mean distance of their ends: 1 for straight lines. */
function windings(frames: readonly Points[]): number {
  const length = ({ data: from }: Points, { data: to }: Points): number => {
    let sum = 0;
    for (let i = 0; i < from.length; i += 2) sum += Math.hypot(to[i]! - from[i]!, to[i + 1]! - from[i + 1]!);
    return sum;
  };
  const way = frames.slice(1).reduce((sum, to, k) => sum + length(frames[k]!, to), 0);
  return way / length(frames[0]!, frames.at(-1)!);
}

test.serial('flowSampler(normal codes) draws their means and standard deviations', async t => {
  const sampler = await flowSampler(shifted, plane, quick(4));
  t.is(sampler.name, 'flow');
  const draws = sampler.sample(4000, Rng.fromSeed(5));
  for (const a of [0, 1]) {
    const [own, theirs] = [coordinate(draws, a), coordinate(shifted, a)];
    const [mean, center] = [rawMoment(own, 1), rawMoment(theirs, 1)];
    const spread = Math.sqrt(rawMoment(theirs, 2) - center ** 2);
    allClose(t, mean, center, { rtol: 0, atol: 0.1 * spread + 0.03 });
    allClose(t, Math.sqrt(rawMoment(own, 2) - mean ** 2), spread, { rtol: 0.1 });
  }
});

test.serial('flowSampler(codes like the prior) hardly moves them with optimal pairs', async t => {
  const moved = async (coupling: 'optimal' | 'independent'): Promise<number> => {
    const { paths } = await flowSampler(normal, plane, quick(6, { coupling }));
    const from = points(500, 7, rng => [rng.normal(), rng.normal()]);
    const to = paths(from).at(-1)!.data;
    return Math.sqrt(from.data.reduce((sum, value, i) => sum + (to[i]! - value) ** 2, 0) / 500);
  };
  const [optimal, independent] = [await moved('optimal'), await moved('independent')];
  t.true(optimal < 0.3, `${optimal}`);
  t.true(Number.isFinite(independent));
});

test.serial(
  'flowSampler(two blobs) draws two blobs, the Gaussian one, and optimal pairs go straight',
  async t => {
    const sampler = await flowSampler(apart, plane, quick(8));
    const others = await flowSampler(apart, plane, quick(8, { coupling: 'independent' }));
    const between = (draws: Points): number =>
      coordinate(draws, 0).filter(x => Math.abs(x) < 1).length / draws.shape[0];
    const share = between(sampler.sample(2000, Rng.fromSeed(9)));
    t.true(share < 0.1, `${share} of the flow`);
    t.true(between(gaussianSampler(apart).sample(2000, Rng.fromSeed(9))) > 0.25);
    const from = points(500, 10, rng => [rng.normal(), rng.normal()]);
    const [straight, bent] = [sampler, others].map(({ paths }) => windings(paths(from))) as [number, number];
    t.true(straight < 1.03, `${straight}`);
    t.true(bent > straight + 0.02, `${bent} beside ${straight}`);
  },
);

test.serial('flowSampler(…) does not depend on the unit of the latent space', async t => {
  const wide = await flowSampler(
    mapped(apart, value => 8 * value),
    { ...plane, sigma: 8 },
    quick(11, { steps: 50 }),
  );
  const plain = await flowSampler(apart, plane, quick(11, { steps: 50 }));
  allClose(
    t,
    wide.sample(50, Rng.fromSeed(12)).data.map(value => value / 8),
    plain.sample(50, Rng.fromSeed(12)).data,
    { rtol: 1e-4, atol: 1e-4 },
  );
});

test.serial('flowSampler(…) gives the same for the same seed, and leaves no tensor behind', async t => {
  const before = tf.memory().numTensors;
  const [one, other] = [
    await flowSampler(apart, plane, quick(13, { steps: 20 })),
    await flowSampler(apart, plane, quick(13, { steps: 20 })),
  ];
  t.deepEqual(one.losses, other.losses);
  t.deepEqual(one.sample(30, Rng.fromSeed(1)), other.sample(30, Rng.fromSeed(1)));
  t.deepEqual(one.sample(0, Rng.fromSeed(1)).shape, [0, 2]);
  t.is(tf.memory().numTensors, before);
});

test.serial('flowLoss(…) of a field that is 0 is the mean squared way', t => {
  const loss = tf.tidy(() => {
    const zero = { kernels: [tf.zeros([3, 2])], biases: [tf.zeros([2])] };
    const [x0, x1] = [
      tf.tensor2d([
        [0, 0],
        [1, 1],
      ]),
      tf.tensor2d([
        [3, 4],
        [1, 2],
      ]),
    ];
    return flowLoss(zero, x0, x1, tf.tensor2d([[0.2], [0.7]])).dataSync()[0];
  });
  t.is(loss, (9 + 16 + 0 + 1) / 4);
});

test.serial('flowSampler(…) refuses bad options, and stops when it is asked to', async t => {
  const bad = (options: Partial<FlowOptions>, message: RegExp): Promise<unknown> =>
    t.throwsAsync(flowSampler(apart, plane, quick(1, options)), { instanceOf: RangeError, message });
  await bad({ steps: 0 }, /`steps`/);
  await bad({ batchSize: 0 }, /`batchSize`/);
  await bad({ integrationSteps: 0.5 }, /`integrationSteps`/);
  await bad({ learningRate: 0 }, /`learningRate`/);
  await t.throwsAsync(flowSampler(pointsOf(Float32Array.of(1, 2), 2), plane, quick(1)), {
    instanceOf: RangeError,
    message: /`codes` to hold at least 2/,
  });
  await t.throwsAsync(flowSampler(apart, { ...plane, dimension: 3 }, quick(1)), {
    instanceOf: RangeError,
    message: /`codes` to have the prior's 3 coordinates, got 2/,
  });
  const controller = new AbortController();
  const before = tf.memory().numTensors;
  const stopped = flowSampler(
    apart,
    plane,
    quick(1, { signal: controller.signal, onStep: () => controller.abort() }),
  );
  t.is(await stopped.catch((error: unknown) => error), controller.signal.reason);
  t.is(tf.memory().numTensors, before);
});
