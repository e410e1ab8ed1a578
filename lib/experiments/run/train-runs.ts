import { join } from 'node:path';
import { checkCount, naming, UserError } from '../../base/index.js';
import type { Dataset } from '../../datasets/index.js';
import { type ModelName, paperModelNames } from '../../models/index.js';
import type { Trainer, TrainEvent } from '../../training/index.js';
import {
  type DataConfig,
  type ExperimentConfig,
  type ExperimentName,
  type PresetName,
} from '../config/config.js';
import { checkSize } from '../config/check-size.js';
import { checkEnoughImages, checkSameImages, loadData } from '../config/load-data.js';
import { findManifest } from './manifest.js';
import { type Overrides, presetConfig } from '../config/preset-config.js';
import { RunFolder } from './run-folder.js';
import { runPath } from '../config/run-path.js';
import { trainRun } from './train-run.js';

/** Which runs, and where they are. */
export interface RunsOptions {
  readonly experiment: ExperimentName;
  readonly preset: PresetName;
  readonly overrides?: Overrides;
  /** Which models, in their order; the paper's three. */
  readonly models?: readonly ModelName[];
  /** How many seeds, from `overrides.seed` on; 1. */
  readonly seeds?: number;
  /** Where real images lie. */
  readonly data?: string;
  /** Loads the images; by default `loadData` from `data`, with the signal. */
  readonly load?: (config: DataConfig) => Promise<Dataset>;
  /**
   * Folder of all results; the runs go to `<out>/<experiment>/<preset>/<model>`, with overrides to
   * `<out>/<experiment>/<preset>-epochs-2/<model>`, further seeds' to `…/seed-2/<model>`.
   */
  readonly out: string;
  /** Stops the loading of images, and after the step or the part of measuring at hand. */
  readonly signal?: AbortSignal;
  /** Called when a model's turn comes: trained from the start, further, or already finished. */
  readonly onModel?: (model: ModelName, state: 'begun' | 'resumed' | 'finished', folder: RunFolder) => void;
  readonly onEvent?: (event: TrainEvent, trainer: Trainer) => void;
}

/** Runs and their images. */
export interface Runs {
  /** Every model of the first seed, then of the next. */
  readonly folders: readonly RunFolder[];
  readonly data: Dataset;
}

/**
 * Trains what is not trained yet, one model after another, and returns the runs with their images. A run that is
 * finished costs no time, so that a notebook and the command share what either trained.
 * @throws UserError if a folder holds a run of another configuration or of other images, or the images are missing or
 *   too few; then nothing is begun
 * @throws the signal's reason if it is aborted before the end; what was trained is saved, and the same call goes on
 */
export async function trainRuns(options: RunsOptions): Promise<Runs> {
  const runs = await prepareRuns(options);
  for (const folder of runs.folders) await trainPrepared(folder, runs.data, options);
  return runs;
}

/**
 * Opens or begins the runs, and loads their images; trains nothing.
 * @throws as {@link trainRuns}
 */
export async function prepareRuns(options: RunsOptions): Promise<Runs> {
  const { experiment, preset, overrides = {}, models = paperModelNames, seeds = 1, signal } = options;
  const where = options.data === undefined ? {} : { directory: options.data };
  const { load = (config: DataConfig) => loadData(config, { ...where, signal }) } = options;
  naming('trainRuns', () => {
    checkCount(seeds, 'seeds', 1);
    checkCount(models.length, 'models', 1);
  });
  const { seed: firstSeed = 1 } = overrides;
  const runs = Array.from({ length: seeds }, (_, k) => ({ ...overrides, seed: firstSeed + k })).flatMap(
    asked =>
      models.map((model): { path: string; config: ExperimentConfig } => ({
        path: join(options.out, runPath(experiment, preset, model, asked)),
        config: presetConfig(experiment, preset, model, asked),
      })),
  );
  // What is there must fit before images are loaded, and nothing is begun before they are.
  for (const { path, config } of runs) {
    checkSize(config);
    if (RunFolder.isBegun(path)) RunFolder.open(path).expect(config);
    else RunFolder.checkFree(path);
  }
  // The same images for all.
  const data = await load(runs[0]!.config.data);
  for (const { path, config } of runs) {
    checkEnoughImages(config, data);
    if (RunFolder.isBegun(path)) checkSameImages(RunFolder.open(path), data);
  }
  const folders = runs.map(({ path, config }) => RunFolder.openOrCreate(path, config));
  return { folders, data };
}

/**
 * Trains a run to its end, unless it is there already.
 * @throws the signal's reason if it is aborted before the end
 */
export async function trainPrepared(
  folder: RunFolder,
  data: Dataset,
  { signal, onModel = () => {}, onEvent }: Pick<RunsOptions, 'signal' | 'onModel' | 'onEvent'>,
): Promise<void> {
  const finished = isFinished(folder);
  onModel(
    folder.config.model.kind,
    finished ? 'finished' : folder.hasCheckpoint ? 'resumed' : 'begun',
    folder,
  );
  if (finished) return;
  await trainRun(folder, data, {
    ...(signal === undefined ? {} : { signal }),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
  if (!isFinished(folder)) signal?.throwIfAborted();
}

/** Whether a run was trained to its end. */
export function isFinished(folder: RunFolder): boolean {
  return folder.hasModel && findManifest(folder)?.status === 'finished';
}

/**
 * Refuses a run that was not trained to its end.
 * @throws UserError
 */
export function checkFinished(folder: RunFolder): void {
  if (isFinished(folder)) return;
  throw new UserError(`${folder.path} is not trained to its end; go on with it by --resume first`);
}
