import * as tf from '@tensorflow/tfjs';
import { holdOut } from '../../lib/datasets/hold-out.js';
import { loadBackend } from '../../lib/engine/index.js';
import { nameOf } from '../../lib/engine/variables.js';
import { NonFiniteLossError } from '../../lib/base/errors.js';
import type { ExperimentConfig } from '../../lib/experiments/config/config.js';
import { makeModel, type ModelName } from '../../lib/models/kinds.js';
import { disposeModel } from '../../lib/experiments/run/model-of-run.js';
import { samplePrior } from '../../lib/latent/prior.js';
import { momentsLoss } from '../../lib/penalties/moments.js';
import { Rng } from '../../lib/base/random.js';
import type { TrainingConfig } from '../../lib/training/config.js';
import { formatHistory, type HistoryRecord, type TrainRecord } from '../../lib/training/history.js';
import { encodeImages } from '../../lib/models/inference.js';
import { pretrainEncoder } from '../../lib/training/pretrain.js';
import { Trainer, type TrainEvent } from '../../lib/training/train.js';
import type { TrainState } from '../../lib/training/train-state.js';
import { allClose } from '../support/all-close.js';
import { read } from '../support/gradients.js';
import { slow as test } from '../support/slow.js';
import { disposeAll, tinyConfig, tinyData, tinyModel, tinyTraining } from '../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

const models: readonly ModelName[] = ['vae', 'wae-mmd', 'wae-gan'];

/** Trains from scratch; returns the records, all events and the last state. */
async function train(
  { model: modelConfig, training, seed }: ExperimentConfig,
  data = tinyData(),
): Promise<{
  readonly records: HistoryRecord[];
  readonly events: TrainEvent[];
  readonly state: TrainState;
}> {
  const rng = Rng.fromSeed(seed);
  const model = makeModel(modelConfig, rng.split('weights'));
  const trainer = new Trainer(model, data, training, rng.split('training'));
  const events: TrainEvent[] = [];
  try {
    const outcome = await trainer.run({ onEvent: event => events.push(event) });
    if (outcome.kind !== 'finished') throw new Error('the training did not finish');
    const records = events.flatMap(event => (event.kind === 'record' ? [event.record] : []));
    return { records, events, state: trainer.state };
  } finally {
    trainer.dispose();
    disposeAll(model);
  }
}

const trainRecords = (records: readonly HistoryRecord[]): TrainRecord[] =>
  records.filter(record => record.kind === 'train');

for (const kind of models) {
  test.serial(
    `Trainer.run: ${kind}: the same seed gives the same history, byte for byte, another seed another`,
    async t => {
      const before = tf.memory().numTensors;
      const [first, second] = [await train(tinyConfig(kind)), await train(tinyConfig(kind))];
      const history = formatHistory(first.records);
      t.is(formatHistory(second.records), history);
      t.not(formatHistory((await train(tinyConfig(kind, {}, 2))).records), history);
      t.is(tf.memory().numTensors, before);
    },
  );
}

test.serial('Trainer.run looks at images of validation after each epoch, if there are any', async t => {
  const { validation, ...data } = holdOut(tinyData(), 8);
  const { records } = await train(tinyConfig('wae-mmd'), { ...data, validation: validation! });
  const { records: expected } = await train(tinyConfig('wae-mmd'), { ...data, test: validation! });
  t.deepEqual(
    records,
    expected.map(record => (record.kind === 'test' ? { ...record, kind: 'validation' } : record)),
  );
  t.is(records.filter(({ kind }) => kind === 'validation').length, 2);
});

test.serial(
  'Trainer.run records every recordEvery steps, at the end, and the test images after each epoch',
  async t => {
    const { records, events, state } = await train(tinyConfig('wae-gan', { recordEvery: 3 }));
    t.deepEqual(
      records.map(({ kind, step, epoch }) => [kind, step, epoch]),
      [
        ['train', 3, 0],
        ['test', 4, 0],
        ['train', 6, 1],
        ['train', 8, 1],
        ['test', 8, 1],
      ],
    );
    t.deepEqual(Object.keys(trainRecords(records)[0]?.terms ?? {}).sort(), [
      'discriminator',
      'penalty',
      'reconstruction',
    ]);
    t.is(state.step, 8);
    const saves = events.flatMap(event => (event.kind === 'save' ? [event.step] : []));
    t.deepEqual(saves, [4, 8]);
    // A record is the mean of the steps since the last one.
    const losses = events.flatMap(event => (event.kind === 'step' ? [event.loss] : []));
    t.is(losses.length, 8);
    const mean = (losses[6]! + losses[7]!) / 2;
    allClose(t, trainRecords(records)[2]!.loss, mean, { rtol: 1e-12 });
  },
);

test.serial('Trainer.run lowers the loss of every model', async t => {
  for (const kind of models) {
    const { records } = await train(tinyConfig(kind, { epochs: 10, learningRate: 5e-3, recordEvery: 4 }));
    const errors = records.flatMap(r => (r.kind === 'test' ? [r.terms['squaredError']!] : []));
    const costs = trainRecords(records).map(r => r.terms['reconstruction']!);
    t.true(errors.at(-1)! < errors[0]!, `${kind}: ${errors.join(' ')}`);
    t.true(costs.at(-1)! < costs[0]!, `${kind}: ${costs.join(' ')}`);
  }
});

test.serial('Trainer.run follows the learning-rate schedule and adapts λ', async t => {
  const { records } = await train(
    tinyConfig('wae-gan', {
      epochs: 3,
      recordEvery: 1,
      learningRateSchedule: {
        kind: 'manual',
        at: [
          [1, 0.5],
          [2, 0.1],
        ],
      },
      lambdaSchedule: { kind: 'adaptive', every: 3 },
    }),
  );
  const steps = trainRecords(records);
  t.deepEqual(
    steps.map(r => r.learningRate / 1e-3),
    [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.05],
  );
  let lambda = 10;
  steps.forEach(({ lambda: recorded, terms, step }) => {
    allClose(t, recorded, lambda, { rtol: 1e-12 });
    if (step % 3 === 0)
      lambda = 0.5 * lambda + (0.5 * terms['reconstruction']!) / Math.abs(terms['penalty']!);
  });
  t.not(steps.at(-1)?.lambda, 10);
});

test.serial('Trainer.run lets the discriminator keep its rate while the encoder stands still', async t => {
  const still = { kind: 'manual', at: [[1, 1e-12]] } as const;
  const moves = async (
    own: Partial<TrainingConfig>,
  ): Promise<{ encoder: boolean; discriminator: boolean }> => {
    const config = tinyConfig('wae-gan', { epochs: 2, learningRateSchedule: still, ...own });
    const rng = Rng.fromSeed(1);
    const model = makeModel(config.model, rng);
    const trainer = new Trainer(model, tinyData(), config.training, rng);
    const kernels = ['encoder/code/kernel', 'discriminator/dense0/kernel'];
    const seen: Float32Array[][] = [];
    await trainer.run({
      onEvent: ({ kind }) => {
        if (kind !== 'save') return;
        const found = kernels.map(name =>
          model.networks.flatMap(n => n.parameters).find(v => nameOf(v) === name),
        );
        seen.push(found.map(variable => variable!.dataSync().slice() as Float32Array));
      },
    });
    trainer.dispose();
    disposeModel(model);
    const moved = kernels.map((_, k) => {
      const [before, after] = [seen[0]![k]!, seen[1]![k]!];
      return before.some((value, i) => Math.abs(value - after[i]!) > 1e-6);
    });
    return { encoder: moved[0]!, discriminator: moved[1]! };
  };
  t.deepEqual(await moves({}), { encoder: false, discriminator: false });
  t.deepEqual(await moves({ discriminatorLearningRateSchedule: { kind: 'constant' } }), {
    encoder: false,
    discriminator: true,
  });
});

test.serial('Trainer.run lowers the learning rate on a plateau', async t => {
  // A rate too small to change anything: the loss makes no progress.
  const { records, state } = await train(
    tinyConfig('wae-mmd', {
      epochs: 5,
      recordEvery: 1,
      learningRate: 1e-12,
      learningRateSchedule: {
        kind: 'plateau',
        startEpoch: 0,
        window: 20,
        patience: 1,
        divisor: 2,
        floor: 0.1,
      },
    }),
  );
  t.true(state.plateau.factor < 1);
  t.is(state.plateau.step, 20);
  const rates = trainRecords(records).map(r => r.learningRate / 1e-12);
  t.is(rates[0], 1);
  t.true(rates.every((rate, i) => i === 0 || rate <= rates[i - 1]!));
  t.true(rates.at(-1)! < 1);
});

test.serial('Trainer.run keeps the number of tensors constant over the epochs', async t => {
  for (const kind of models) {
    const config = tinyConfig(kind, { epochs: 4 });
    const rng = Rng.fromSeed(1);
    const model = makeModel(config.model, rng);
    const trainer = new Trainer(model, tinyData(), config.training, rng);
    const counts: number[] = [];
    await trainer.run({ onEvent: e => void (e.kind === 'save' && counts.push(tf.memory().numTensors)) });
    t.is(counts.length, 4);
    t.is(new Set(counts).size, 1, `${kind}: ${counts.join()}`);
    trainer.dispose();
    disposeAll(model);
  }
});

test.serial('Trainer.run throws NonFiniteLossError that names step, term and checkpoint', async t => {
  for (const [learningRate, step] of [[1e38, 2]] as const) {
    const config = tinyConfig('wae-mmd', { learningRate });
    const model = makeModel(config.model, Rng.fromSeed(1));
    const trainer = new Trainer(model, tinyData(), config.training, Rng.fromSeed(2));
    const error = await t.throwsAsync(trainer.run({ checkpoint: () => 'here' }), {
      instanceOf: NonFiniteLossError,
    });
    t.is(error?.step, step);
    t.is(error?.checkpoint, 'here');
    t.true(['autoencoder', 'reconstruction', 'penalty'].includes(error?.term ?? ''));
    t.is(trainer.state.step, step - 1);
    trainer.dispose();
    disposeAll(model);
  }
  const model = makeModel(tinyModel('wae-gan'), Rng.fromSeed(1));
  const weights = model.networks[2]!.parameters[0]!;
  tf.tidy(() => weights.assign(tf.fill(weights.shape, NaN)));
  const trainer = new Trainer(model, tinyData(), tinyTraining, Rng.fromSeed(2));
  const error = await t.throwsAsync(trainer.run(), { instanceOf: NonFiniteLossError });
  t.is(error?.step, 1);
  t.is(error?.term, 'discriminator');
  t.regex(error?.message ?? '', /no checkpoint was saved yet/);
  trainer.dispose();
  disposeAll(model);
});

test.serial(
  'Trainer refuses a batch larger than the training set, and leaves the rest of an epoch out',
  async t => {
    const model = makeModel(tinyModel('vae'), Rng.fromSeed(1));
    t.throws(() => new Trainer(model, tinyData(), { ...tinyTraining, batchSize: 33 }, Rng.fromSeed(1)), {
      instanceOf: RangeError,
      message: 'Trainer: expected at least `batchSize` = 33 training images, got 32',
    });
    const trainer = new Trainer(model, tinyData(), { ...tinyTraining, batchSize: 10 }, Rng.fromSeed(1));
    t.deepEqual([trainer.stepsPerEpoch, trainer.steps], [3, 6]);
    const outcome = await trainer.run();
    t.is(outcome.steps, 6);
    t.true(outcome.seconds >= outcome.stepSeconds && outcome.stepSeconds > 0);
    trainer.dispose();
    disposeAll(model);
  },
);

test.serial('Trainer.run does not save weights that are not finite, though the losses hide it', async t => {
  for (const kind of models) {
    const model = makeModel(tinyModel(kind), Rng.fromSeed(1));
    const weights = model.encoder.network.parameters[0]!;
    tf.tidy(() => weights.assign(tf.fill(weights.shape, NaN)));
    const trainer = new Trainer(model, tinyData(), tinyTraining, Rng.fromSeed(2));
    const saves: number[] = [];
    const error = await t.throwsAsync(
      trainer.run({
        checkpoint: () => 'here',
        onEvent: event => {
          if (event.kind === 'save') saves.push(event.step);
        },
      }),
      { instanceOf: NonFiniteLossError },
    );
    // At once where the loss shows it, else at the end of the epoch.
    t.true((error?.step ?? 5) <= 4);
    t.is(error?.checkpoint, 'here');
    t.deepEqual(saves, []);
    trainer.dispose();
    disposeAll(model);
  }
});

/** Adam and precision of the tiny trainings, at a rate that gets somewhere. */
const pretraining = {
  batchSize: 32,
  learningRate: 1e-2,
  beta1: 0.5,
  beta2: 0.999,
  precision: 'float32',
} as const;

test.serial(
  'pretrainEncoder brings the codes’ moments near the prior’s and leaves the decoder alone',
  async t => {
    const config = tinyModel('wae-mmd');
    const model = makeModel(config, Rng.fromSeed(1));
    const before = tf.memory().numTensors;
    const decoder = model.decoder.network.parameters.map(p => p.dataSync<'float32'>().slice());
    const { train: images } = tinyData();
    const distance = (): number => {
      const codes = encodeImages(model, images.images, 32).data;
      const draws = samplePrior(config.prior, 1000, Rng.fromSeed(9)).data;
      return read(
        tf.tidy(() => momentsLoss(tf.tensor2d(codes, [32, 3]), tf.tensor2d(draws, [1000, 3])) as tf.Tensor),
      );
    };
    const far = distance();
    const losses: number[] = [];
    const done = await pretrainEncoder(
      model,
      images,
      { ...pretraining, maxSteps: 60, tolerance: 1e-9 },
      Rng.fromSeed(2),
      { onStep: (_, loss) => losses.push(loss) },
    );
    t.true(done);
    t.is(losses.length, 60);
    t.true(losses.at(-1)! < losses[0]! / 2, losses.join(' '));
    // Evaluation has its own statistics, which training moved there on the way.
    t.true(distance() < far / 2, `${distance()} after, ${far} before`);
    t.deepEqual(
      model.decoder.network.parameters.map(p => p.dataSync<'float32'>().slice()),
      decoder,
    );
    t.is(tf.memory().numTensors, before);
    disposeAll(model);
  },
);

test.serial('pretrainEncoder ends at the first loss below the tolerance, or when asked to stop', async t => {
  const model = makeModel(tinyModel('wae-gan'), Rng.fromSeed(1));
  const { train: images } = tinyData();
  const losses: number[] = [];
  const options = { ...pretraining, maxSteps: 100, tolerance: 0.2 };
  t.true(
    await pretrainEncoder(model, images, options, Rng.fromSeed(2), {
      onStep: (_, loss) => losses.push(loss),
    }),
  );
  t.true(losses.length < 100 && losses.at(-1)! < 0.2, losses.join(' '));
  t.true(losses.slice(0, -1).every(loss => loss >= 0.2));
  const before = tf.memory().numTensors;
  const stop = new AbortController();
  let steps = 0;
  const whole = await pretrainEncoder(model, images, { ...options, tolerance: 1e-9 }, Rng.fromSeed(2), {
    signal: stop.signal,
    onStep: step => {
      steps = step;
      if (step === 3) stop.abort();
    },
  });
  t.false(whole);
  t.is(steps, 3);
  t.is(tf.memory().numTensors, before);
  disposeAll(model);
});

test.serial('pretrainEncoder stops at a loss that is not finite', async t => {
  const model = makeModel(tinyModel('wae-mmd'), Rng.fromSeed(1));
  const before = tf.memory().numTensors;
  const weights = model.encoder.network.parameters[0]!;
  tf.tidy(() => weights.assign(tf.fill(weights.shape, NaN)));
  const options = { ...pretraining, maxSteps: 10, tolerance: 0.1 };
  const error = await t.throwsAsync(pretrainEncoder(model, tinyData().train, options, Rng.fromSeed(2), {}), {
    instanceOf: NonFiniteLossError,
  });
  // The fused batch-norm and ReLU make 0 of NaN: the loss may hide it, the weights can't.
  t.true(['pretraining', 'encoder/conv0/kernel'].includes(error?.term ?? ''), error?.message);
  t.is(tf.memory().numTensors, before);
  disposeAll(model);
});
