import type { ImageSet } from '../../datasets/index.js';
import {
  type CurveRun,
  type Figure,
  latentFigure,
  type LatentOptions,
  type LatentPanel,
  type LatentPrior,
  type PaperColumn,
  trainingCurves,
} from '../../figures/index.js';
import { leastGaussianProjection, type Prior, samplePrior } from '../../latent/index.js';
import { decodeCodes, type EncodedSet, meansOf, type Model, toBytes } from '../../models/index.js';
import type { Rng } from '../../base/index.js';
import { gather } from '../../training/index.js';
import type { ExperimentName } from '../config/config.js';
import type { RunCodes } from './geometry.js';

/** Rows and images a row of each cell of the paper's figure. */
const rows = 8;
const perRow = 10;
/** Test images that are reconstructed: half of a cell's. */
const pairs = (rows / 2) * perRow;

/** Test images that {@link paperColumn} takes: two for each row of interpolations, and those that are reconstructed. */
export const paperTestImages: number = 2 * rows + pairs;

/**
 * One model's column of the paper's figure: test interpolations (straight lines between the codes of two test
 * images), test reconstructions, random samples.
 *
 * The test images are the same for every model that is given the same `rng`, and so are the prior draws.
 * @param test {@link paperTestImages} or more
 * @param codes of the test images
 * @see tolstikhin:18, Figures 2 and 3
 */
export function paperColumn(
  model: Model,
  test: ImageSet,
  codes: EncodedSet,
  title: string,
  rng: Rng,
): PaperColumn {
  const { prior } = model.config;
  const d = prior.dimension;
  const order = rng.split('test images').permutation(test.count);
  const ends = meansOf(codes, order.subarray(0, 2 * rows));
  const path = new Float32Array(rows * perRow * d);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < perRow; i++) {
      const t = i / (perRow - 1);
      for (let k = 0; k < d; k++) {
        const [from, to] = [ends[2 * row * d + k]!, ends[(2 * row + 1) * d + k]!];
        path[(row * perRow + i) * d + k] = (1 - t) * from + t * to;
      }
    }
  }
  const rebuilt = order.subarray(2 * rows, paperTestImages);
  const draws = samplePrior(prior, rows * perRow, rng.split('samples'));
  return {
    title,
    shape: test.shape,
    interpolations: toBytes(decodeCodes(model, path, rows * perRow)),
    originals: gather(test, rebuilt),
    reconstructions: toBytes(decodeCodes(model, meansOf(codes, rebuilt), pairs)),
    samples: toBytes(decodeCodes(model, draws, rows * perRow)),
  };
}

/** Images in a row of the paper's figure, for {@link paperColumn}'s columns. */
export const paperImagesPerRow: number = perRow;

/** Draws of a prior that is not normal, beside codes. */
const latentDraws = 2000;

/** The codes of test images in the plane where they look least Gaussian. */
export function latentPanel({ model, title, draws, dimension, labels }: RunCodes, rng: Rng): LatentPanel {
  const { sigma } = model.config.prior;
  const plane = leastGaussianProjection(draws, dimension, rng.split('plane'), { sigma });
  return { title, codes: draws, labels, plane };
}

/** What the classes of a data set are called; undefined where by their numbers. */
export function classNamesOf(experiment: ExperimentName): readonly string[] | undefined {
  return experiment === 'celeba' || experiment === 'faces' ? ['not smiling', 'smiling'] : undefined;
}

/** A prior as figures draw it: circles of a normal one, `count` draws of another. */
export function latentPriorOf(prior: Prior, count: number, rng: Rng): LatentPrior {
  return prior.kind === 'normal'
    ? { kind: 'normal', sigma: prior.sigma }
    : { kind: 'draws', codes: samplePrior(prior, count, rng) };
}

/** Codes of one or several models against their prior. */
export function latentFigureOf(
  panels: readonly LatentPanel[],
  prior: Prior,
  rng: Rng,
  options: LatentOptions = {},
): Figure {
  return latentFigure(panels, latentPriorOf(prior, latentDraws, rng), options);
}

/** Loss, its terms and the held-out squared error of one or several runs. */
export function curvesFigure(runs: readonly CurveRun[]): Figure {
  return trainingCurves(runs);
}
