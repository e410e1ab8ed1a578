import type { Dataset } from '../datasets/index.js';
import {
  ballsFigure,
  type BallsPanel,
  type CurveRun,
  type LatentPanel,
  type NeighbourPanel,
  neighboursPicture,
  type PaperColumn,
  paperFigure,
  planeOf,
  saveFigure,
  trainingCurves,
} from '../figures/index.js';
import type { Prior } from '../latent/index.js';
import { modelKinds, titleOf } from '../models/index.js';
import { nextTurn, Rng } from '../base/index.js';
import { writeFileWhole } from '../node/index.js';
import { checkSameImages } from './config/load-data.js';
import { attributeImages } from './draw/attributes.js';
import { classNamesOf, latentFigureOf, latentPanel, latentPriorOf } from './draw/latent.js';
import { curveWords } from './draw/curve-words.js';
import { paperColumn, paperImagesPerRow } from './draw/paper-column.js';
import { saveFilm } from './draw/film.js';
import { ballsOf, runCodes } from './draw/geometry.js';
import { findManifest } from './run/manifest.js';
import { encodeData, fittedImages, measure, type MeasureOptions } from './measure/measure.js';
import { measuredNow, type Metrics, readMetrics } from './measure/metrics-file.js';
import { disposeModel, modelOfRun } from './run/model-of-run.js';
import type { RunFolder } from './run/run-folder.js';
import { neighbourPanel } from './draw/neighbours.js';
import type { Reference } from './measure/reference.js';
import { saveGeometry } from './draw/save-geometry.js';

/** What an evaluation found, and what a figure of several runs is made from. */
export interface Evaluation {
  readonly metrics: Metrics;
  readonly column: PaperColumn;
  readonly panel: LatentPanel;
  readonly neighbours: NeighbourPanel;
  readonly balls: BallsPanel;
  readonly curves: CurveRun;
  readonly prior: Prior;
  /** What the classes of the test images are called; absent if they go by their numbers. */
  readonly classNames?: readonly string[];
}

/** Where figures are saved. */
export interface SaveFiguresOptions {
  /** The one copy of plotly's script that the pages share; by default `plotly.js` beside the figures. */
  readonly plotlyScript?: string;
}

/** What an evaluation does beside measuring. */
export interface EvaluateOptions extends SaveFiguresOptions, MeasureOptions {
  /**
   * What is drawn of the run itself: `all`; `summary`, without its latent space and the film of its training; or `none`.
   * `all` by default.
   */
  readonly figures?: 'all' | 'summary' | 'none';
  /** Whether a run that has a `metrics.json` of these weights and images is measured again; true. */
  readonly remeasure?: boolean;
}

/**
 * Measures a run's trained model on the test images and on its samples; writes `metrics.json` and `figures/`.
 * @throws UserError if the run was trained on other images, has no checkpoint or a damaged one, or another process writes
 *   in its folder; the signal's
 *   reason if it is aborted before the last figure
 */
export async function evaluateRun(
  folder: RunFolder,
  data: Dataset,
  reference: Reference,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { figures, remeasure } = options;
  // Nothing is written then, and the folder may be one that can't be.
  const reads = figures === 'none' && remeasure === false && readMetrics(folder) !== undefined;
  const unlock = reads ? () => {} : folder.lock();
  try {
    return await evaluateLocked(folder, data, reference, options);
  } finally {
    unlock();
  }
}

async function evaluateLocked(
  folder: RunFolder,
  data: Dataset,
  reference: Reference,
  { figures = 'all', remeasure = true, ...options }: EvaluateOptions,
): Promise<Evaluation> {
  const { config } = folder;
  checkSameImages(folder, data);
  const { model, step } = modelOfRun(folder);
  const rng = Rng.fromSeed(config.seed).split('evaluation');
  const { colour } = modelKinds[config.model.kind];
  const title = titleOf(config.model);
  try {
    const sessions = findManifest(folder)?.sessions ?? [];
    const run = { config, sessions, model, step };
    const saved = remeasure ? undefined : savedMetrics(folder, { step, n: data.test.count });
    const toMeasure = saved === undefined ? fittedImages(config.preset) : 0;
    const toDraw = figures === 'all' && data.train.attributes !== undefined ? attributeImages : 0;
    const encoded = encodeData(model, data, Math.max(toMeasure, toDraw), rng.split('metrics'));
    const metrics = saved ?? {
      ...(await measure(run, data, encoded, reference, rng.split('metrics'), options)),
      measuredAt: measuredNow(),
    };
    if (saved === undefined) folder.writeJson('metrics.json', metrics);
    await nextTurn(options.signal);
    const codes = runCodes(model, encoded.test, title);
    const classNames = classNamesOf(config.data);
    const evaluation: Evaluation = {
      metrics,
      column: paperColumn(model, data.test, encoded.test, title, rng.split('column')),
      panel: latentPanel(codes, rng.split('panel')),
      neighbours: neighbourPanel(
        model,
        data.train,
        reference,
        { title, memorised: metrics.memorisation },
        rng.split('neighbours'),
      ),
      balls: ballsOf(codes, rng.split('balls')),
      curves: { name: title, colour, history: folder.readHistory(), ...curveWords(config.model) },
      prior: model.config.prior,
      ...(classNames !== undefined && { classNames }),
    };
    if (figures === 'none') return evaluation;
    folder.checkLock();
    const directory = folder.file('figures');
    await saveFigures([evaluation], directory, rng.split('draws'), options);
    if (figures === 'summary') return evaluation;
    await nextTurn(options.signal);
    folder.checkLock();
    const leastGaussian = planeOf(evaluation.panel);
    const input = { images: config.data, codes, encoded, leastGaussian, data, reference };
    await saveGeometry(input, directory, rng.split('geometry'), options);
    await nextTurn(options.signal);
    folder.checkLock();
    await saveFilm(folder, data, directory, rng.split('film'), options);
    return evaluation;
  } finally {
    disposeModel(model);
  }
}

/** What was measured of these weights on as many images; undefined if it was not, or by an earlier version. */
function savedMetrics(
  folder: RunFolder,
  { step, n }: { readonly step: number; readonly n: number },
): Metrics | undefined {
  const metrics = readMetrics(folder);
  return metrics?.step === step && metrics.n === n ? metrics : undefined;
}

/** `seed 1`, or `seeds 1, 2, 3` in the order of the runs if they differ. */
function seedsOf(evaluations: readonly Evaluation[]): string {
  const seeds = evaluations.map(({ metrics }) => metrics.seed);
  return new Set(seeds).size === 1 ? `seed ${seeds[0]}` : `seeds ${seeds.join(', ')}`;
}

/**
 * Saves the paper's figure, samples with their neighbours, the training curves and the codes' least Gaussian plane of
 * some runs in a folder.
 * @param directory where `figure.png`, `neighbours.png`, `curves.*` and `latent.*` are written
 */
export async function saveFigures(
  evaluations: readonly Evaluation[],
  directory: string,
  rng: Rng,
  options: SaveFiguresOptions = {},
): Promise<void> {
  const [first] = evaluations;
  if (first === undefined) throw new RangeError('saveFigures: expected one run or more, got none');
  const columns = evaluations.map(({ column }) => column);
  writeFileWhole(
    `${directory}/figure.png`,
    paperFigure(columns, { imagesPerRow: paperImagesPerRow, caption: seedsOf(evaluations) }),
  );
  await saveFigure(trainingCurves(evaluations.map(({ curves }) => curves)), `${directory}/curves`, options);
  writeFileWhole(
    `${directory}/neighbours.png`,
    neighboursPicture(
      evaluations.map(({ neighbours }) => neighbours),
      first.column.shape,
      {
        title: 'Samples and their nearest training images',
        names: { query: 'sample', nearest: 'nearest' },
      },
    ),
  );
  const title = 'Q(Z|x) of 50 test images at one standard deviation';
  const prior = latentPriorOf(first.prior, 500, rng.split('balls'));
  const balls = evaluations.map(evaluation => evaluation.balls);
  const { classNames } = first;
  const named = classNames === undefined ? {} : { classNames };
  await saveFigure(ballsFigure(balls, prior, { title, ...named }), `${directory}/balls`, options);
  const panels = evaluations.map(({ panel }) => panel);
  await saveFigure(latentFigureOf(panels, first.prior, rng, named), `${directory}/latent`, options);
}
