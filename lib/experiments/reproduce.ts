import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Rng, unlessAborted } from '../base/index.js';
import type { ModelName } from '../models/index.js';
import { type Evaluation, evaluateRun, saveFigures } from './evaluate.js';
import { type Reference, referenceOf } from './measure/reference.js';
import { writeResultsTable } from './report/results-table.js';
import { seedFolder, variantFolder } from './config/run-path.js';
import { isFinished, prepareRuns, type RunsOptions, trainPrepared } from './run/train-runs.js';

/** What to reproduce and where. */
export interface ReproduceOptions extends RunsOptions {
  /** Whether each run's own figures are drawn beside those of all; true. */
  readonly ownFigures?: boolean;
  /** Whether runs that are finished and measured are measured again; true. */
  readonly remeasure?: boolean;
  /**
   * Runs what measures and draws, of which nothing is kept before its end, such as with another treatment of signals; by
   * default as it is.
   */
  readonly measuring?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Called before a trained model is measured, which may take minutes. */
  readonly onMeasure?: (model: ModelName) => void;
  /** Called when it was. */
  readonly onMeasured?: (evaluation: Evaluation) => void;
}

/** What was reproduced. */
export interface Reproduction {
  readonly kind: 'finished' | 'stopped';
  /** The folder of the runs of the first seed, and of the figures of all models. */
  readonly directory: string;
  readonly evaluations: readonly Evaluation[];
}

/**
 * Trains the models, VAE, WAE-MMD and WAE-GAN if no others are named, measures them, and writes the paper's figure, the
 * training curves, the latent planes and the table. Runs that are finished are not trained again, but measured; runs
 * that were stopped go on where they were.
 * @throws UserError if a folder holds a run of another configuration or of other images, or the images are missing or
 *   too few; then nothing is begun
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduction> {
  const { signal } = options;
  const evaluations: Evaluation[] = [];
  const directory = firstFolder(options);
  const done = await unlessAborted(reproduceAll(options, directory, evaluations), signal);
  return { kind: done === undefined ? 'stopped' : 'finished', directory, evaluations };
}

/** The folder of the first seed's runs. */
function firstFolder({ experiment, preset, overrides = {}, out }: RunsOptions): string {
  const { seed = 1 } = overrides;
  return join(out, variantFolder(experiment, preset, overrides), seedFolder(seed));
}

/** @throws the signal's reason if it is aborted before the end */
async function reproduceAll(
  options: ReproduceOptions,
  directory: string,
  evaluations: Evaluation[],
): Promise<true> {
  const { experiment, overrides = {}, out, ownFigures = true, remeasure = true, signal } = options;
  const { onMeasure = () => {}, onMeasured = () => {}, measuring = work => work() } = options;
  const { folders, data } = await prepareRuns(options);
  const first = folders.filter(({ path }) => dirname(path) === directory).length;
  const shared = { plotlyScript: join(out, 'plotly.js') };
  const held: { reference?: Reference } = {};
  try {
    for (const folder of folders) {
      const before = isFinished(folder);
      await trainPrepared(folder, data, options);
      onMeasure(folder.config.model.kind);
      // One seed's figures of the latent space are enough, and a finished run's do not change.
      const drawn = before && existsSync(folder.file('figures', 'planes.json'));
      const all = evaluations.length < first && !drawn;
      const figures = ownFigures ? (all ? 'all' : 'summary') : 'none';
      await measuring(async () => {
        held.reference ??= await referenceOf(experiment, data);
        const evaluation = await evaluateRun(folder, data, held.reference, {
          ...shared,
          figures,
          remeasure: remeasure || !before,
          signal,
        });
        evaluations.push(evaluation);
        onMeasured(evaluation);
        if (evaluations.length === first) {
          const rng = Rng.fromSeed(overrides.seed ?? 1).split('figures');
          await saveFigures(evaluations, directory, rng, shared);
        }
      });
      // A seed at a time: half a seed's metrics may be of an earlier version.
      if (evaluations.length % first === 0) writeResultsTable(out);
    }
  } finally {
    held.reference?.network.dispose();
  }
  return true;
}
