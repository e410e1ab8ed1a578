/**
 * The penalties against each other: every model trained on MNIST for the same processor time, then measured.
 *
 * `npm run bench:penalties -- [--seconds s] [--data DIR]`. A run of the default length writes bench/penalties.json and a
 * section of bench/README.md; one with another only prints, and writes .bench/penalties.json.
 */
import { parseArgs } from 'node:util';
import type { Dataset } from '../lib/datasets/dataset.js';
import { loadMnist } from '../lib/datasets/mnist.js';
import { loadBackend } from '../lib/engine/backend.js';
import { UserError } from '../lib/errors.js';
import { type ExperimentConfig, modelNames } from '../lib/experiments/config.js';
import { disposeModel } from '../lib/experiments/model-of-run.js';
import { presetConfig } from '../lib/experiments/presets.js';
import { type Reference, referenceOf } from '../lib/experiments/reference.js';
import { meanWithStandardError } from '../lib/metrics/estimate.js';
import { frechet } from '../lib/metrics/frechet.js';
import { codeMoments, latentMmd } from '../lib/metrics/latent.js';
import { latentSliced } from '../lib/metrics/latent-distance.js';
import { squaredErrors } from '../lib/metrics/reconstruction.js';
import type { Model } from '../lib/models/auto-encoder.js';
import { makeModel } from '../lib/models/model.js';
import { samplePrior } from '../lib/models/priors.js';
import { RELEASED_SCALES, resolveKernel } from '../lib/penalties/kernels.js';
import { Rng } from '../lib/random.js';
import { decodeCodes, encodeImages, toBytes } from '../lib/training/inference.js';
import { Trainer } from '../lib/training/train.js';
import { occasionOf } from './occasion.js';
import { formatPenalties, type PenaltiesReport, type PenaltyResult } from './penalties-report.js';
import { savePart, saveReport } from './save.js';

/** Processor seconds of all threads that a model may be trained for. */
const budgetSeconds = 240;

/** The preset `standard` at a constant rate: its schedule would know how long the training is. */
function configOf(model: (typeof modelNames)[number]): ExperimentConfig {
  const config = presetConfig('mnist', 'standard', model);
  const { discriminatorLearningRateSchedule: _, ...training } = config.training;
  return { ...config, training: { ...training, learningRateSchedule: { kind: 'constant' } } };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Trains until the processor time is used up, pre-training and compilation included. */
async function trainFor(
  model: Model,
  data: Dataset,
  config: ExperimentConfig,
  seconds: number,
): Promise<number> {
  const controller = new AbortController();
  const end = processorSeconds() + seconds;
  const trainer = new Trainer(model, data, config.training, Rng.fromSeed(config.seed).split('training'));
  try {
    await trainer.run({
      signal: controller.signal,
      onEvent: () => {
        if (processorSeconds() >= end) controller.abort();
      },
    });
    if (!controller.signal.aborted) {
      throw new UserError(`${config.model.kind} came to its last epoch in ${seconds} s; use fewer --seconds`);
    }
    return trainer.state.step;
  } finally {
    trainer.dispose();
  }
}

async function raceOne(
  config: ExperimentConfig,
  data: Dataset,
  reference: Reference,
  seconds: number,
): Promise<PenaltyResult> {
  const model = makeModel(config.model, Rng.fromSeed(config.seed).split('weights'));
  try {
    const steps = await trainFor(model, data, config, seconds);
    const rng = Rng.fromSeed(config.seed).split('bench/penalties');
    const { images, count: n } = data.test;
    const { prior } = config.model;
    const means = encodeImages(model, images, n);
    const codes = encodeImages(model, images, n, rng.split('codes'));
    const [priorDraws, otherDraws] = [rng.split('samples'), rng.split('others')].map(stream =>
      samplePrior(prior, n, stream),
    ) as [Float32Array, Float32Array];
    const samples = reference.network.features(toBytes(decodeCodes(model, priorDraws, n)), n);
    const { mean, std } = codeMoments(codes, prior.dimension);
    const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, prior);
    const sets = { codes, priorDraws, otherDraws, dimension: prior.dimension };
    return {
      model: config.model.kind,
      lambda: config.training.lambda,
      steps,
      epochs: (steps * config.training.batchSize) / data.train.count,
      squaredError: meanWithStandardError(squaredErrors(images, decodeCodes(model, means, n), n)),
      frechet: frechet(reference.test, samples, { rng: rng.split('frechet'), protocol: reference.protocol }),
      mmd: latentMmd(codes, priorDraws, prior.dimension, kernel),
      sliced: latentSliced(sets, { rng: rng.split('directions') }),
      mean: [Math.min(...mean), Math.max(...mean)],
      std: [Math.min(...std), Math.max(...std)],
    };
  } finally {
    disposeModel(model);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: 'string' }, data: { type: 'string' } } });
  const seconds = Number(values.seconds ?? budgetSeconds);
  if (!(seconds > 0)) throw new UserError(`--seconds ${values.seconds} is not a time; give a number > 0`);
  const occasion = occasionOf('penalties');
  const data = await loadMnist(values.data === undefined ? {} : { directory: values.data });
  await loadBackend();
  const reference = await referenceOf('mnist', data);
  const results: PenaltyResult[] = [];
  for (const name of modelNames) {
    const result = await raceOne(configOf(name), data, reference, seconds);
    console.log(
      `${name}: ${result.steps} steps, squared error ${result.squaredError.value.toFixed(2)}, Fréchet distance ${result.frechet.value.toFixed(2)}`,
    );
    results.push(result);
  }
  const report: PenaltiesReport = {
    ...occasion,
    seconds,
    n: data.test.count,
    floor: reference.floor,
    results,
  };
  const text = formatPenalties(report);
  console.log(text);
  if (values.seconds === undefined) saveReport('penalties', report, text);
  else savePart('penalties', report);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
