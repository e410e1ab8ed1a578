import { join } from 'node:path';
import { nextTurn, type Points, Rng, unlessAborted } from '../../base/index.js';
import type { Dataset } from '../../datasets/index.js';
import { priorStd } from '../../latent/index.js';
import { frechet, meanNorm } from '../../metrics/index.js';
import {
  codeErrors,
  decodeCodes,
  encodeImages,
  type Model,
  type ModelName,
  toBytes,
} from '../../models/index.js';
import { priorSampler } from '../../samplers/index.js';
import type { Trainer, TrainEvent } from '../../training/index.js';
import { changedConfig, type Changes } from '../config/changes.js';
import type { DataConfig, ExperimentConfig, ExperimentName, PresetName } from '../config/config.js';
import { checkEnoughImages } from '../config/load-data.js';
import { presetConfig } from '../config/preset-config.js';
import { featureNetworkOf, type ReferenceNetwork } from '../measure/reference.js';
import { measuredNow } from '../measure/metrics-file.js';
import { findManifest } from '../run/manifest.js';
import { disposeModel, modelOfRun } from '../run/model-of-run.js';
import { RunFolder } from '../run/run-folder.js';
import { trainPrepared } from '../run/train-runs.js';
import { chosenTry, nextTries, type Plan, triesOf } from './plan.js';
import { tuningOf } from './tuning.js';
import { appendTry, readTries, triesPath, type TryRecord } from './tries-file.js';

/** Of the epochs of a preset, a try has this part. */
const PART = 1 / 4;

/** What to try. */
export interface TuneOptions {
  readonly experiment: ExperimentName;
  readonly preset: PresetName;
  readonly models: readonly ModelName[];
  /** Folder of all results: the log is `<out>/<experiment>/<preset>/tries.json`. */
  readonly out: string;
  /** Folder of all runs: those of the tries go to `<runs>/tries/<experiment>/<preset>/<model>/<stage>-<n>`. */
  readonly runs: string;
  /** Loads the images. */
  readonly load: (config: DataConfig) => Promise<Dataset>;
  /** Stops after the step at hand; the same call goes on from there. */
  readonly signal?: AbortSignal;
  /** Called before a try: how many the model has had, how many it gets, and the wall time of those it had, s. */
  readonly onTry?: (plan: Plan, folder: RunFolder, had: number, gets: number, seconds: number) => void;
  readonly onEvent?: (event: TrainEvent, trainer: Trainer) => void;
  /** Runs what measures a try, of which nothing is kept before its end; by default as it is. */
  readonly measuring?: <T>(work: () => Promise<T>) => Promise<T>;
  readonly onTried?: (record: TryRecord) => void;
}

/** How far the tries are. */
export interface Tuned {
  readonly kind: 'finished' | 'stopped';
  /** Models whose other tries wait for those of others, and for whose. */
  readonly waiting: ReadonlyMap<ModelName, readonly ModelName[]>;
  /** The log of tries. */
  readonly path: string;
}

/**
 * Makes the tries of the protocol that can be made, one after another, and logs each on validation images. A try that is in
 * the log is not made again.
 * @throws UserError if images are missing or too few, or a folder holds another run
 */
export async function tune(options: TuneOptions): Promise<Tuned> {
  const { experiment, preset, models, out, signal } = options;
  const path = triesPath(out, experiment, preset);
  const tuning = tuningOf(experiment);
  const waiting = new Map<ModelName, readonly ModelName[]>();
  let data: Dataset | undefined;
  let reference: ReferenceNetwork | undefined;
  const makeAll = async (): Promise<true> => {
    let made = true;
    // A model that waits may go on after another one's tries.
    while (made) {
      made = false;
      for (const model of models) {
        const found = nextTries(model, readTries(path), tuning);
        waiting.delete(model);
        if ('waitsFor' in found) waiting.set(model, found.waitsFor);
        for (const plan of 'next' in found ? found.next : []) {
          const config = tryConfig(experiment, preset, plan);
          data ??= await options.load(config.data);
          checkEnoughImages(config, data);
          reference ??= await featureNetworkOf(experiment, data.test.shape);
          const record = await makeTry(plan, config, options, { data, reference, path });
          appendTry(path, record);
          options.onTried?.(record);
          made = true;
        }
      }
    }
    return true;
  };
  try {
    const done = await unlessAborted(makeAll(), signal);
    return { kind: done === undefined ? 'stopped' : 'finished', waiting, path };
  } finally {
    reference?.network.dispose();
  }
}

/** The configuration of a try: its preset with what all tries share, over a quarter of the epochs. */
export function tryConfig(
  experiment: ExperimentName,
  preset: PresetName,
  { model, changes }: Pick<Plan, 'model' | 'changes'>,
  part: number = PART,
): ExperimentConfig {
  const usual = presetConfig(experiment, preset, model);
  // The discriminator's own schedule is no part of what all models share.
  const { discriminatorLearningRateSchedule: _, ...training } = usual.training;
  const epochs = Math.ceil(training.epochs * part);
  const shared: Changes = {
    'training.epochs': epochs,
    'training.learningRateSchedule': {
      kind: 'manual',
      at: [
        [Math.round(epochs / 2), 1 / 2],
        [Math.round((4 * epochs) / 5), 1 / 5],
      ],
    },
    ...tuningOf(experiment).field,
  };
  return changedConfig({ ...usual, training }, { ...shared, ...changes }, `the try of ${model}`);
}

/** The configuration of a model with what was chosen for it, over all epochs; undefined while tries are missing. */
export function tunedConfig(
  experiment: ExperimentName,
  preset: PresetName,
  model: ModelName,
  tries: readonly TryRecord[],
): ExperimentConfig | undefined {
  const chosen = chosenTry(model, tries, tuningOf(experiment));
  return chosen && tryConfig(experiment, preset, chosen, 1);
}

async function makeTry(
  plan: Plan,
  config: ExperimentConfig,
  { experiment, preset, runs, signal, onTry = () => {}, onEvent, measuring = work => work() }: TuneOptions,
  {
    data,
    reference,
    path,
  }: { readonly data: Dataset; readonly reference: ReferenceNetwork; readonly path: string },
): Promise<TryRecord> {
  const before = readTries(path).filter(({ model }) => model === plan.model);
  const number = before.filter(({ stage }) => stage === plan.stage).length + 1;
  const where = join(runs, 'tries', experiment, preset, plan.model, `${plan.stage}-${number}`);
  const folder = RunFolder.openOrCreate(where, config);
  folder.expect(config);
  const seconds = before.reduce((sum, record) => sum + record.seconds, 0);
  onTry(plan, folder, before.length, triesOf(plan.model, tuningOf(experiment)), seconds);
  await trainPrepared(folder, data, { ...(signal && { signal }), ...(onEvent && { onEvent }) });
  const { model } = modelOfRun(folder);
  try {
    await nextTurn(signal);
    const sessions = findManifest(folder)?.sessions ?? [];
    const rng = Rng.fromSeed(config.seed).split('try');
    return {
      ...plan,
      epochs: config.training.epochs,
      ...(await measuring(async () => measureTry(model, data, reference, rng))),
      seconds: sessions.reduce((sum, session) => sum + session.seconds, 0),
      measuredAt: measuredNow(),
    };
  } finally {
    disposeModel(model);
  }
}

/** Measures a try on the validation images, and on as many samples and training images. */
export function measureTry(
  model: Model,
  { train, validation }: Pick<Dataset, 'train' | 'validation'>,
  { network, protocol }: ReferenceNetwork,
  rng: Rng,
): Pick<TryRecord, 'squaredError' | 'trainSquaredError' | 'frechet' | 'meanNorm'> {
  if (validation === undefined) throw new RangeError('measureTry: expected images of validation, got none');
  const { prior } = model.config;
  const { count } = validation;
  const errorOf = (images: Uint8Array, codes: Points): number =>
    codeErrors(model, images, codes).reduce((sum, error) => sum + error, 0) / codes.shape[0];
  const codes = encodeImages(model, validation.images, count);
  const trained = encodeImages(model, train.images, Math.min(count, train.count));
  const samples = priorSampler(prior).sample(count, rng.split('draws'));
  const decoded = toBytes(decodeCodes(model, samples));
  return {
    squaredError: errorOf(validation.images, codes),
    trainSquaredError: errorOf(train.images, trained),
    frechet: frechet(network.features(validation.images, count), network.features(decoded, count), {
      rng: rng.split('frechet'),
      protocol: `Fréchet distance, ${protocol}`,
    }),
    meanNorm: meanNorm(codes, priorStd(prior)),
  };
}
