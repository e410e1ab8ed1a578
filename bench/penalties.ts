/**
 * The penalties against each other: every model trained on MNIST for the same processor time, then measured.
 *
 * `npm run bench:penalties -- [--seconds s] [--data DIR]`. A run of the default length writes bench/penalties.json and a
 * section of bench/README.md; one with another only prints, and writes .bench/penalties.json.
 */
import { parseArgs } from 'node:util';
import type { Dataset } from '../lib/datasets/dataset.js';
import { loadMnist } from '../lib/datasets/mnist/mnist.js';
import { loadBackend } from '../lib/engine/backend.js';
import { UserError } from '../lib/base/errors.js';
import type { ExperimentConfig } from '../lib/experiments/config/config.js';
import { makeModel, modelNames } from '../lib/models/kinds.js';
import { disposeModel } from '../lib/experiments/run/model-of-run.js';
import { presetConfig } from '../lib/experiments/config/preset-config.js';
import { type Reference, referenceOf } from '../lib/experiments/measure/reference.js';
import type { Model } from '../lib/models/auto-encoder.js';
import { Rng } from '../lib/base/random.js';
import { Trainer } from '../lib/training/train.js';
import { measureTrained } from './measure-trained.js';
import { occasionOf } from './occasion.js';
import { formatPenalties, type PenaltiesReport, type PenaltyResult } from './penalties-report.js';
import { runBench } from './run-bench.js';
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
    return {
      model: config.model.kind,
      lambda: config.training.lambda,
      steps,
      epochs: (steps * config.training.batchSize) / data.train.count,
      ...measureTrained(model, config.model.prior, data, reference, rng),
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

await runBench(main);
