import { join } from 'node:path';
import type { Dataset } from '../datasets/dataset.js';
import { Rng } from '../random.js';
import type { TrainEvent, Trainer, TrainOutcome } from '../training/train.js';
import { type ExperimentName, type ModelName, paperModelNames, type PresetName } from './config.js';
import { loadData } from './data.js';
import { type Evaluation, evaluateRun, saveFigures } from './evaluate.js';
import { parseManifest } from './manifest.js';
import { type Overrides, presetConfig } from './presets.js';
import { writeResultsTable } from './results-table.js';
import { RunFolder } from './run-folder.js';
import { trainRun } from './train-run.js';

/** What to reproduce and where. */
export interface ReproduceOptions {
  readonly experiment: ExperimentName;
  readonly preset: PresetName;
  readonly overrides?: Overrides;
  /** Where real images lie. */
  readonly data?: string;
  /** Folder of all results; the runs go to `<out>/<experiment>/<preset>/<model>`. */
  readonly out: string;
  readonly signal?: AbortSignal;
  /** Called when a model's turn comes: trained from the start, further, or already finished. */
  readonly onModel?: (model: ModelName, state: 'begun' | 'resumed' | 'finished', folder: RunFolder) => void;
  readonly onEvent?: (event: TrainEvent, trainer: Trainer) => void;
}

/** What was reproduced. */
export interface Reproduction {
  readonly kind: 'finished' | 'stopped';
  readonly directory: string;
  readonly evaluations: readonly Evaluation[];
}

/**
 * Trains VAE, WAE-MMD and WAE-GAN, measures them, and writes the paper's figure, the training curves, the latent
 * planes and the table. Runs that are finished are not trained again; runs that were stopped go on where they were.
 * @throws UserError where a folder holds a run of another configuration
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { experiment, preset, overrides = {}, out } = options;
  const directory = join(out, experiment, preset);
  const configs = paperModelNames.map(model => presetConfig(experiment, preset, model, overrides));
  const [first] = configs;
  if (first === undefined) throw new RangeError('reproduce: there are no models');
  const data = await loadData(first.data, options.data);
  const folders = configs.map(config => {
    const path = join(directory, config.model.kind);
    if (!RunFolder.exists(path)) return RunFolder.create(path, config);
    const folder = RunFolder.open(path);
    folder.expect(config);
    return folder;
  });
  const shared = { plotlyScript: join(out, 'plotly.js') };
  const evaluations: Evaluation[] = [];
  for (const folder of folders) {
    if ((await finishRun(folder, data, options)) === 'stopped')
      return { kind: 'stopped', directory, evaluations };
    evaluations.push(await evaluateRun(folder, data, shared));
  }
  await saveFigures(evaluations, directory, Rng.fromSeed(first.seed).split('figures'), shared);
  writeResultsTable(out);
  return { kind: 'finished', directory, evaluations };
}

async function finishRun(
  folder: RunFolder,
  data: Dataset,
  { signal, onModel = () => {}, onEvent }: ReproduceOptions,
): Promise<TrainOutcome['kind']> {
  const { kind } = folder.config.model;
  const saved = folder.readJson('manifest.json');
  const done =
    folder.hasCheckpoint && saved !== undefined && parseManifest(saved, folder.path).status === 'finished';
  onModel(kind, done ? 'finished' : folder.hasCheckpoint ? 'resumed' : 'begun', folder);
  if (done) return 'finished';
  const outcome = await trainRun(folder, data, {
    ...(signal === undefined ? {} : { signal }),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
  return outcome.kind;
}
