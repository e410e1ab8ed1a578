import * as tf from '@tensorflow/tfjs';
import type { ExecutionContext } from 'ava';
import { compile, eager, loadBackend, nameOf, type StepRunner } from '../../lib/engine/index.js';
import { makeModel, type ModelConfig, modelNames, paperModelNames } from '../../lib/models/kinds.js';
import type { Model } from '../../lib/models/auto-encoder.js';
import type { EncoderKind } from '../../lib/models/encoder.js';
import { variablesOf } from '../../lib/models/networks.js';
import { Rng } from '../../lib/base/random.js';
import { drawNoise, type Learner, learnersOf, stepInputs, trainStep } from '../../lib/training/train-step.js';
import { allClose } from '../support/all-close.js';
import { slow as test } from '../support/slow.js';
import { disposeAll, stepValues, tinyMlp, tinyModel } from '../support/tiny-models.js';

const native = (await loadBackend()).name === 'tensorflow';
/** Without the native library there is no compiled step to compare: these tests are skipped, visibly. */
const nativeTest = native ? test.serial : test.serial.skip;

const batchSize = 16;
const learningRate = 1e-4;
const steps = 10;

interface Training {
  readonly model: Model;
  readonly learners: readonly Learner[];
  readonly runner: StepRunner;
}

function begin(config: ModelConfig, mode: 'eager' | 'float32' | 'bfloat16'): Training {
  const model = makeModel(config, Rng.fromSeed(1));
  const learners = learnersOf(model.players, { beta1: 0.5, beta2: 0.999 });
  const [step, inputs] = [trainStep(learners), stepInputs(model, batchSize, learners)];
  return {
    model,
    learners,
    runner: mode === 'eager' ? eager(step, inputs) : compile(step, inputs, { precision: mode }),
  };
}

function end({ model, learners, runner }: Training): void {
  runner.dispose();
  disposeAll(model, learners);
}

/** Runs one step `t` and returns its outputs as numbers. */
function advance({ model, learners, runner }: Training, t: number): Record<string, number> {
  const values = stepValues(model, learners, batchSize, t, Rng.fromSeed(2), { learningRate });
  return Object.fromEntries(Object.entries(runner.run(values)).map(([name, value]) => [name, value[0]!]));
}

/** Networks' variables and moments by name. */
function valuesOf({ model, learners }: Training): Map<string, Float32Array> {
  const moments = learners.flatMap(({ optimizer }) => [
    ...optimizer.firstMoments,
    ...optimizer.secondMoments,
  ]);
  return new Map(
    [...variablesOf(model.networks), ...moments].map(v => [nameOf(v), v.dataSync<'float32'>().slice()]),
  );
}

/**
 * The bias of a dense layer before a batch-norm: the norm takes it out again (unless a rectifier between them cuts),
 * so its gradient is 0 but for rounding, and Adam makes whole steps of that rounding. The norm's running mean follows
 * it, and nothing else does.
 */
const isIdle = (name: string): boolean => /^(en|de)coder\/(dense\d+\/bias|norm\d+\/mean)/.test(name);

const onePlayer = ['autoencoder', 'penalty', 'reconstruction'];
const outputsOf = (kind: ModelConfig['kind']): readonly string[] => {
  if (kind === 'wae-gan') return ['autoencoder', 'discriminator', 'penalty', 'reconstruction'];
  return kind === 'rae' ? [...onePlayer, 'weights'] : onePlayer;
};

function agrees(t: ExecutionContext, config: ModelConfig): void {
  const [compiled, plain] = [begin(config, 'float32'), begin(config, 'eager')];
  t.deepEqual([compiled.runner.mode, plain.runner.mode], ['compiled', 'eager']);
  for (let step = 1; step <= steps; step++) {
    const [actual, expected] = [advance(compiled, step), advance(plain, step)];
    t.deepEqual(Object.keys(actual).sort(), [...outputsOf(config.kind)]);
    const names = Object.keys(expected);
    // Relative to the loss: a term may be near 0, as an unbiased MMD is.
    const loss = Math.abs(expected['autoencoder']!);
    allClose(
      t,
      names.map(name => actual[name]!),
      names.map(name => expected[name]!),
      { rtol: 1e-5, atol: 1e-5 * Math.min(1, loss) },
    );
  }
  compiled.runner.pull();
  const [actual, expected] = [valuesOf(compiled), valuesOf(plain)];
  const start = begin(config, 'eager');
  const before = valuesOf(start);
  t.deepEqual([...actual.keys()], [...expected.keys()]);
  for (const [name, values] of expected) {
    if (isIdle(name) && config.architecture.kind === 'mlp') {
      allClose(t, actual.get(name) ?? [], values, { rtol: 0, atol: 2 * steps * learningRate });
      continue;
    }
    t.notDeepEqual(values, before.get(name), `${name} is trained`);
    const scale = values.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0);
    // Moments are sums of gradients, whose terms nearly cancel: they keep a digit less.
    const allowed = /\/[mv]$/.test(name) ? 1e-4 : 1e-5;
    allClose(t, actual.get(name) ?? [], values, { rtol: allowed, atol: allowed * scale });
  }
  for (const training of [compiled, plain, start]) end(training);
}

const cases: readonly (readonly [string, ModelConfig])[] = [
  ['vae', tinyModel('vae')],
  ['wae-mmd', tinyModel('wae-mmd')],
  ['wae-gan', tinyModel('wae-gan')],
  ['vae, mlp', tinyModel('vae', { architecture: tinyMlp })],
  ['wae-mmd, mlp', tinyModel('wae-mmd', { architecture: tinyMlp })],
  ['wae-gan, mlp', tinyModel('wae-gan', { architecture: tinyMlp })],
  ['wae-mmd, deterministic', tinyModel('wae-mmd', { encoder: { kind: 'deterministic' } })],
  ['wae-gan, gaussian', tinyModel('wae-gan', { encoder: { kind: 'gaussian' } })],
  ...modelNames
    .filter(name => !paperModelNames.some(other => other === name))
    .flatMap(name => [
      [name, tinyModel(name)] as const,
      [`${name}, mlp`, tinyModel(name, { architecture: tinyMlp })] as const,
    ]),
];

for (const [name, config] of cases) {
  nativeTest(
    `trainStep: ${name}: compiled and eager agree to 1e-5 over ten steps, in losses and variables`,
    t => agrees(t, config),
  );
}

nativeTest(
  'trainStep: the sphere, the cube, the log-prior form and the median kernel compile to the same',
  t => {
    const mmd = tinyModel('wae-mmd', { encoder: { kind: 'deterministic' } });
    const gan = tinyModel('wae-gan', { encoder: { kind: 'deterministic' } });
    if (mmd.kind !== 'wae-mmd' || gan.kind !== 'wae-gan') throw new Error('unreachable');
    agrees(t, { ...mmd, prior: { ...mmd.prior, kind: 'uniform-sphere' } });
    agrees(t, { ...mmd, prior: { ...mmd.prior, kind: 'uniform-cube' } });
    agrees(t, { ...mmd, kernel: { kind: 'rbf', bandwidth: 'median' } });
    agrees(t, { ...gan, discriminator: { ...gan.discriminator, logPrior: true } });
  },
);

nativeTest('trainStep in bfloat16 gives the same losses within 2e-2, with float32 weights', t => {
  for (const kind of modelNames) {
    const [low, full] = [begin(tinyModel(kind), 'bfloat16'), begin(tinyModel(kind), 'float32')];
    for (let step = 1; step <= steps; step++) {
      const [actual, expected] = [advance(low, step), advance(full, step)];
      allClose(t, actual['autoencoder']!, expected['autoencoder']!, { rtol: 2e-2 });
      allClose(t, actual['reconstruction']!, expected['reconstruction']!, { rtol: 2e-2 });
    }
    low.runner.pull();
    // A weight in bfloat16 would have its last 16 bits clear; a step of 1e-4 would be lost in it.
    for (const [name, values] of valuesOf(low)) {
      if (!name.endsWith('kernel')) continue;
      const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
      t.true(
        bits.some(word => (word & 0xffff) !== 0),
        name,
      );
    }
    end(low);
    end(full);
  }
});

nativeTest('trainStep compiled keeps the number of tensors over 50 steps', t => {
  const atFirst = tf.memory().numTensors;
  for (const kind of modelNames) {
    const training = begin(tinyModel(kind), 'float32');
    advance(training, 1);
    const { numTensors, numBytes } = tf.memory();
    for (let step = 2; step <= 51; step++) advance(training, step);
    training.runner.pull();
    t.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes], kind);
    end(training);
  }
  t.is(tf.memory().numTensors, atFirst);
});

test.serial('trainStep eager keeps the number of tensors', t => {
  const atFirst = tf.memory().numTensors;
  for (const kind of modelNames) {
    const training = begin(tinyModel(kind), 'eager');
    advance(training, 1);
    const { numTensors } = tf.memory();
    for (let step = 2; step <= 4; step++) advance(training, step);
    t.is(tf.memory().numTensors, numTensors, kind);
    end(training);
  }
  t.is(tf.memory().numTensors, atFirst);
});

test.serial('trainStep: D moves first, then encoder and decoder against the new D (Algorithm 1)', t => {
  const training = begin(tinyModel('wae-gan', { encoder: { kind: 'deterministic' } }), 'eager');
  const { model, learners, runner } = training;
  const [, discriminator] = [...learners].reverse() as [Learner, Learner];
  t.is(discriminator.player.name, 'discriminator');
  const values = stepValues(model, learners, batchSize, 1, Rng.fromSeed(2), { lambda: 1, learningRate: 0 });
  const rates = { discriminatorRate: Float32Array.of(0.05) };
  const first = runner.run({ ...values, ...rates });
  // Encoder and decoder stood still: the next step's penalty before D's move is what the first step saw after it.
  const second = runner.run(values);
  allClose(t, first['penalty'] ?? [], second['penalty'] ?? [], { rtol: 1e-5 });
  t.true((second['discriminator']?.[0] ?? 0) < (first['discriminator']?.[0] ?? 0), 'D descends its loss');
  const third = runner.run({ ...values, ...rates });
  t.notDeepEqual(third['penalty'], second['penalty']);
  end(training);
});

test.serial('trainStep: each player moves its own networks and no other', t => {
  for (const moved of ['discriminator', 'autoencoder'] as const) {
    const training = begin(tinyModel('wae-gan'), 'eager');
    const { model, learners, runner } = training;
    const before = valuesOf(training);
    const values = stepValues(model, learners, batchSize, 1, Rng.fromSeed(2), { learningRate: 0 });
    runner.run({ ...values, [`${moved}Rate`]: Float32Array.of(1e-3) });
    for (const [name, now] of valuesOf(training)) {
      if (!/(kernel|bias|gamma|beta)$/.test(name)) continue;
      const mine = name.startsWith('discriminator') === (moved === 'discriminator');
      // The bias of the encoder's norm and the like always have a gradient.
      if (mine) t.notDeepEqual(now, before.get(name), `${moved} moves ${name}`);
      else t.deepEqual(now, before.get(name), `${moved} leaves ${name}`);
    }
    end(training);
  }
});

test.serial('trainStep: the loss is reconstruction + λ · penalty, and D’s its term times λ', t => {
  for (const kind of modelNames) {
    const config = tinyModel(kind);
    const training = begin(config, 'eager');
    const { model, learners, runner } = training;
    for (const lambda of [0, 3]) {
      const values = stepValues(model, learners, batchSize, 1, Rng.fromSeed(2), { lambda, learningRate: 0 });
      const out = runner.run(values);
      const [loss, cost, penalty] = ['autoencoder', 'reconstruction', 'penalty'].map(
        name => out[name]![0]!,
      ) as [number, number, number];
      const decay = config.kind === 'rae' ? config.weightDecay * out['weights']![0]! : 0;
      allClose(t, loss, cost + lambda * penalty + decay, { rtol: 1e-5 });
    }
    end(training);
  }
});

nativeTest('drawNoise and stepInputs name the same inputs for every kind of encoder and penalty', t => {
  const kinds: EncoderKind[] = [
    { kind: 'deterministic' },
    { kind: 'gaussian' },
    { kind: 'additive-noise', std: 0.01 },
  ];
  const configs = [
    ...kinds.map(encoder => tinyModel('wae-mmd', { encoder })),
    tinyModel('wae-sliced'),
    tinyModel('wae-max-sliced'),
  ];
  for (const config of configs) {
    const model = makeModel(config, Rng.fromSeed(1));
    const learners = learnersOf(model.players, {});
    const inputs = stepInputs(model, batchSize, learners);
    const noise = drawNoise(model, batchSize, Rng.fromSeed(3));
    for (const [name, values] of Object.entries(noise)) {
      t.is(
        values.length,
        (inputs[name]?.shape ?? []).reduce((a, b) => a * b, 1),
        name,
      );
    }
    const rest = ['images', 'lambda', 'beta1Power', 'beta2Power', 'autoencoderRate'];
    t.deepEqual(Object.keys(inputs).sort(), [...Object.keys(noise), ...rest].sort());
    t.deepEqual(noise, drawNoise(model, batchSize, Rng.fromSeed(3)));
    disposeAll(model, learners);
  }
});
