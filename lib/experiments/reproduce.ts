import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkCount } from '../checks.js';
import type { Dataset } from '../datasets/dataset.js';
import { Rng } from '../random.js';
import type { TrainEvent, Trainer, TrainOutcome } from '../training/train.js';
import {
  type DataConfig,
  type ExperimentName,
  type ModelName,
  paperModelNames,
  type PresetName,
} from './config.js';
import { loadData } from './data.js';
import { checkEnoughImages, checkSameImages } from './data-checks.js';
import { type Evaluation, evaluateRun, saveFigures } from './evaluate.js';
import { parseManifest } from './manifest.js';
import { type Overrides, presetConfig } from './presets.js';
import { seedFolder, writeResultsTable } from './results-table.js';
import { type Reference, referenceOf } from './reference.js';
import { RunFolder } from './run-folder.js';
import { trainRun } from './train-run.js';
import { unlessAborted } from '../turn.js';

/** What to reproduce and where. */
export interface ReproduceOptions {
  readonly experiment: ExperimentName;
  readonly preset: PresetName;
  readonly overrides?: Overrides;
  /** How many seeds, from the first on; 1. */
  readonly seeds?: number;
  /** Where real images lie. */
  readonly data?: string;
  /** Loads the images; by default `loadData` from `data`, with the signal. */
  readonly load?: (config: DataConfig) => Promise<Dataset>;
  /** Whether each run's own figures are drawn beside those of all; true. */
  readonly ownFigures?: boolean;
  /** Folder of all results; the runs go to `<out>/<experiment>/<preset>/<model>`, further seeds' to `…/seed-2/<model>`. */
  readonly out: string;
  /** Stops the loading of images, and after the step or the part of measuring at hand. */
  readonly signal?: AbortSignal;
  /** Called when a model's turn comes: trained from the start, further, or already finished. */
  readonly onModel?: (model: ModelName, state: 'begun' | 'resumed' | 'finished', folder: RunFolder) => void;
  readonly onEvent?: (event: TrainEvent, trainer: Trainer) => void;
  /** Called before a trained model is measured, which may take minutes. */
  readonly onMeasure?: (model: ModelName) => void;
  /** Called when it was. */
  readonly onMeasured?: (evaluation: Evaluation) => void;
}

/** What was reproduced. */
export interface Reproduction {
  readonly kind: 'finished' | 'stopped';
  readonly directory: string;
  readonly evaluations: readonly Evaluation[];
}

/**
 * Trains VAE, WAE-MMD and WAE-GAN, measures them, and writes the paper's figure, the training curves, the latent
 * planes and the table. Runs that are finished are not trained again, but measured; runs that were stopped go on where
 * they were.
 * @throws UserError where a folder holds a run of another configuration or of other images, or the images are missing or
 * too few; then nothing is begun
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { experiment, preset, overrides = {}, out, seeds = 1, ownFigures = true, signal } = options;
  const { onMeasure = () => {}, onMeasured = () => {} } = options;
  const where = options.data === undefined ? {} : { directory: options.data };
  const { load = (config: DataConfig) => loadData(config, { ...where, signal }) } = options;
  checkCount(seeds, 'seeds', 1, 'reproduce');
  const directory = join(out, experiment, preset);
  const { seed: firstSeed = 1 } = overrides;
  const models = paperModelNames.length;
  const runs = Array.from({ length: seeds }, (_, k) => {
    const seed = firstSeed + k;
    const folder = k === 0 ? directory : join(directory, seedFolder(seed));
    return paperModelNames.map(model => ({
      path: join(folder, model),
      config: presetConfig(experiment, preset, model, { ...overrides, seed }),
    }));
  }).flat();
  // What is there must fit before images are loaded, and nothing is begun before they are.
  for (const { path, config } of runs) {
    if (RunFolder.exists(path)) RunFolder.open(path).expect(config);
    else RunFolder.checkFree(path);
  }
  const loading = load(presetConfig(experiment, preset, paperModelNames[0], overrides).data);
  const data = await unlessAborted(loading, signal);
  if (data === undefined) return { kind: 'stopped', directory, evaluations: [] };
  for (const { path, config } of runs) {
    checkEnoughImages(config, data);
    if (RunFolder.exists(path)) checkSameImages(RunFolder.open(path), data);
  }
  const folders = runs.map(({ path, config }) =>
    RunFolder.exists(path) ? RunFolder.open(path) : RunFolder.create(path, config),
  );
  const shared = { plotlyScript: join(out, 'plotly.js') };
  const evaluations: Evaluation[] = [];
  let reference: Reference | undefined;
  try {
    for (const folder of folders) {
      const before = stateOf(folder);
      if ((await finishRun(folder, data, options)) === 'stopped')
        return { kind: 'stopped', directory, evaluations };
      onMeasure(folder.config.model.kind);
      reference ??= await referenceOf(experiment, data);
      // One seed's figures of the latent space are enough, and a finished run's do not change.
      const drawn = before === 'finished' && existsSync(folder.file('figures', 'planes.json'));
      const all = evaluations.length < models && !drawn;
      const figures = ownFigures ? (all ? 'all' : 'summary') : 'none';
      const measuring = evaluateRun(folder, data, reference, { ...shared, figures, signal });
      const evaluation = await unlessAborted(measuring, signal);
      if (evaluation === undefined) return { kind: 'stopped', directory, evaluations };
      evaluations.push(evaluation);
      onMeasured(evaluation);
      if (evaluations.length === models)
        await saveFigures(evaluations, directory, Rng.fromSeed(firstSeed).split('figures'), shared);
      // A seed at a time: half a seed's metrics may be of an earlier version.
      if (evaluations.length % models === 0) writeResultsTable(out);
    }
  } finally {
    reference?.network.dispose();
  }
  return { kind: 'finished', directory, evaluations };
}

function stateOf(folder: RunFolder): 'begun' | 'resumed' | 'finished' {
  const saved = folder.readJson('manifest.json');
  if (!folder.hasCheckpoint || saved === undefined) return 'begun';
  return parseManifest(saved, folder.path).status === 'finished' ? 'finished' : 'resumed';
}

async function finishRun(
  folder: RunFolder,
  data: Dataset,
  { signal, onModel = () => {}, onEvent }: ReproduceOptions,
): Promise<TrainOutcome['kind']> {
  const state = stateOf(folder);
  onModel(folder.config.model.kind, state, folder);
  if (state === 'finished') return 'finished';
  const outcome = await trainRun(folder, data, {
    ...(signal === undefined ? {} : { signal }),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
  return outcome.kind;
}
