import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { compile, loadBackend } from '../../lib/engine/index.js';
import { makeModel, type ModelConfig, modelNames } from '../../lib/models/kinds.js';
import { presetConfig } from '../../lib/experiments/config/preset-config.js';
import type { Batch, Model } from '../../lib/models/auto-encoder.js';
import { type LatentPenalty, makeWae } from '../../lib/models/wae.js';
import {
  cramerWoldPenalty,
  cramerWoldToNormal,
  silvermanBandwidth,
} from '../../lib/penalties/cramer-wold.js';
import { energyPenalty } from '../../lib/penalties/energy.js';
import { maxSlicedPenalty } from '../../lib/penalties/max-sliced.js';
import { sigregPenalty } from '../../lib/penalties/sigreg.js';
import { sinkhornPenalty } from '../../lib/penalties/sinkhorn.js';
import { slicedPenalty } from '../../lib/penalties/sliced.js';
import { Rng } from '../../lib/base/random.js';
import { learnersOf, stepInputs, trainStep } from '../../lib/training/train-step.js';
import { allClose } from '../support/all-close.js';
import { normalPoints, rows, unitVectors } from '../support/points.js';
import { slow } from '../support/slow.js';
import { disposeAll, stepValues, tinyMlp, tinyModel } from '../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

const newNames = modelNames.filter(
  (name): name is Exclude<typeof name, 'vae' | 'wae-mmd' | 'wae-gan' | 'rae'> =>
    !['vae', 'wae-mmd', 'wae-gan', 'rae'].includes(name),
);
const [n, d, lambda, sigma] = [6, 3, 7, 1.5];
const prior = { kind: 'normal', dimension: d, sigma } as const;
const gamma = silvermanBandwidth(n, sigma);

/** The penalty of each model by the function that it stands for. */
const expectedOf: Readonly<
  Record<(typeof newNames)[number], (z: tf.Tensor2D, y: tf.Tensor2D, u: tf.Tensor2D) => tf.Tensor>
> = {
  'wae-energy': (z, y) => energyPenalty(z, y),
  'wae-sliced': (z, y, u) => slicedPenalty(z, y, u),
  'wae-max-sliced': (z, y, u) => maxSlicedPenalty(z, y, u, { steps: 4, stepLength: 0.5 }),
  'wae-sinkhorn': (z, y) => sinkhornPenalty(z, y, { epsilon: 1, iterations: 10 }),
  'wae-cramer-wold': z => cramerWoldToNormal(z, gamma, sigma),
  'wae-sigreg': (z, _, u) => sigregPenalty(z, u, sigma),
};

function makeBatch(directions: number | undefined): Batch {
  const images = Rng.fromSeed(4).fillNormal(new Float32Array(n * 64));
  return {
    x: tf.sigmoid(tf.tensor4d(images, [n, 8, 8, 1])),
    zPrior: rows(normalPoints(n, d, 5), d),
    lambda: tf.scalar(lambda),
    ...(directions === undefined ? {} : { directions: rows(unitVectors(directions, d, 6), d) }),
  };
}

const numbers = (tensor: tf.Tensor | undefined): Float32Array => tensor!.dataSync<'float32'>();

/** The penalty of a model's only player, and the one that is expected of its codes. */
function penalties(
  model: Model,
  expected: (z: tf.Tensor2D, y: tf.Tensor2D, u: tf.Tensor2D) => tf.Tensor,
): { actual: Float32Array; expected: Float32Array; loss: Float32Array; reconstruction: Float32Array } {
  const batch = makeBatch(model.directions);
  const { loss, terms } = model.players[0]!.objective(batch);
  const { z } = model.encoder.encode(batch.x, { kind: 'training', updates: [] }, batch);
  return {
    actual: numbers(terms['penalty']),
    expected: numbers(expected(z, batch.zPrior, batch.directions!)),
    loss: numbers(loss),
    reconstruction: numbers(terms['reconstruction']),
  };
}

for (const name of newNames) {
  test.serial(`${name} has one player, who descends reconstruction + λ · its penalty`, t => {
    const model = makeModel({ ...tinyModel(name, { architecture: tinyMlp }), prior }, Rng.fromSeed(1));
    tf.tidy(() => {
      t.is(model.players.length, 1);
      const { actual, expected, loss, reconstruction } = penalties(model, expectedOf[name]);
      allClose(t, actual, expected, { rtol: 1e-5, atol: 1e-7 });
      const [cost, penalty] = [reconstruction[0]!, actual[0]!];
      allClose(t, loss, [cost + lambda * penalty], { rtol: 1e-5 });
    });
    disposeAll(model);
  });

  slow.serial(`${name}: thirty steps with a large λ lower the penalty`, t => {
    const model = makeModel(tinyModel(name, { architecture: tinyMlp }), Rng.fromSeed(1));
    const learners = learnersOf(model.players, { beta1: 0.5, beta2: 0.999 });
    const runner = compile(trainStep(learners), stepInputs(model, 16, learners));
    const options = { lambda: 100, learningRate: 3e-3 };
    const steps = Array.from(
      { length: 30 },
      (_, i) => runner.run(stepValues(model, learners, 16, i + 1, Rng.fromSeed(2), options))['penalty']?.[0],
    ) as number[];
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
    const [first, last] = [mean(steps.slice(0, 5)), mean(steps.slice(-5))];
    t.true(last < first, `${last} after ${first}`);
    runner.dispose();
    disposeAll(model, learners);
  });
}

test.serial('wae-cramer-wold compares with draws where it is told to, with the γ that it is given', t => {
  const config = tinyModel('wae-cramer-wold', { architecture: tinyMlp });
  const make = (penalty: LatentPenalty): Model => makeWae({ ...config, prior }, penalty, Rng.fromSeed(1));
  const cases = [
    [{ kind: 'cramer-wold', against: 'draws' }, (z, y) => cramerWoldPenalty(z, y, gamma)],
    [{ kind: 'cramer-wold', against: 'draws', gamma: 0.9 }, (z, y) => cramerWoldPenalty(z, y, 0.9)],
    [{ kind: 'cramer-wold', against: 'normal', gamma: 0.9 }, z => cramerWoldToNormal(z, 0.9, sigma)],
  ] as const satisfies readonly (readonly [LatentPenalty, (z: tf.Tensor2D, y: tf.Tensor2D) => tf.Tensor])[];
  for (const [penalty, expected] of cases) {
    const model = make(penalty);
    const { actual, expected: wanted } = tf.tidy(() => penalties(model, expected));
    allClose(t, actual, wanted, { rtol: 1e-5 });
    disposeAll(model);
  }
});

test.serial('makeWae descends a penalty of the caller’s own: of the codes first, of the draws second', t => {
  const config = { ...tinyModel('wae-energy', { architecture: tinyMlp }), prior };
  // Not the same if the two change places.
  const of = (z: tf.Tensor2D, y: tf.Tensor2D): tf.Scalar => z.mul(2).sub(y).square().mean();
  const model = makeWae(config, { kind: 'own', of }, Rng.fromSeed(1));
  const { actual, expected, loss, reconstruction } = tf.tidy(() => penalties(model, of));
  allClose(t, actual, expected, { rtol: 1e-6 });
  allClose(t, loss, [reconstruction[0]! + lambda * actual[0]!], { rtol: 1e-5 });
  disposeAll(model);
  t.throws(() => makeWae(config, { kind: 'own', of: 1 as never }, Rng.fromSeed(1)), {
    instanceOf: TypeError,
    message: 'makeWae: expected `penalty.of` to be a function, got number',
  });
});

test('makeWae refuses options out of range, and Cramér–Wold to a normal or SIGReg with another prior', t => {
  const config = tinyModel('wae-energy');
  const refuse = (penalty: LatentPenalty, base: ModelConfig = config): void => {
    t.throws(() => makeWae(base, penalty, Rng.fromSeed(1)), {
      instanceOf: RangeError,
      message: /^makeWae: expected/,
    });
  };
  refuse({ kind: 'sliced', projections: 0 });
  refuse({ kind: 'max-sliced', starts: 0, steps: 1, stepLength: 1 });
  refuse({ kind: 'max-sliced', starts: 1, steps: -1, stepLength: 1 });
  refuse({ kind: 'sinkhorn', epsilon: 0, iterations: 1 });
  refuse({ kind: 'cramer-wold', against: 'normal', gamma: 0 });
  refuse({ kind: 'sigreg', projections: 0 });
  const cube = { kind: 'uniform-cube', dimension: d, sigma: 1 } as const;
  refuse({ kind: 'cramer-wold', against: 'normal' }, { ...config, prior: cube });
  refuse({ kind: 'sigreg', projections: 1 }, { ...config, prior: cube });
  t.throws(() => makeWae(config, { kind: 'other' } as never, Rng.fromSeed(1)), { instanceOf: TypeError });
});

test.serial(
  'the preset’s λ make a shift of the codes by ½ cost about what it costs WAE-MMD with λ = 10',
  t => {
    const [count, shift] = [100, 0.5];
    const cost = (name: (typeof modelNames)[number]): number => {
      const { model: config, training } = presetConfig('digits', 'quick', name);
      const model = makeModel(
        { ...config, architecture: { kind: 'mlp', encoderUnits: [2], decoderUnits: [2] }, image: [2, 2, 1] },
        Rng.fromSeed(1),
      );
      const k = config.prior.dimension;
      const penalty = (codes: Float32Array): number =>
        tf.tidy(() => {
          const encode: Model['encoder']['encode'] = () => ({ z: rows(codes, k), mean: rows(codes, k) });
          Object.assign(model.encoder, { encode });
          const batch: Batch = {
            x: tf.zeros([count, 2, 2, 1]),
            zPrior: rows(normalPoints(count, k, 2), k),
            lambda: tf.scalar(1),
            ...(model.directions === undefined
              ? {}
              : { directions: rows(unitVectors(model.directions, k, 3), k) }),
          };
          return numbers(model.players[0]!.objective(batch).terms['penalty'])[0]!;
        });
      const codes = normalPoints(count, k, 4);
      const difference = penalty(codes.map(c => c + shift)) - penalty(codes);
      disposeAll(model);
      return training.lambda * difference;
    };
    const reference = cost('wae-mmd');
    for (const name of newNames) {
      const ratio = cost(name) / reference;
      t.true(ratio > 0.6 && ratio < 1.6, `${name}: ${ratio}`);
    }
  },
);
