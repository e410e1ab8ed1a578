import {
  type Figure,
  latentFigure,
  type LatentOptions,
  type LatentPanel,
  type LatentPrior,
} from '../../figures/index.js';
import { leastGaussianProjection, type Prior, samplePrior } from '../../latent/index.js';
import type { Rng } from '../../base/index.js';
import type { DataConfig, ExperimentName } from '../config/config.js';
import type { RunCodes } from './geometry.js';

/** Draws of a prior that is not normal, beside codes. */
const latentDraws = 2000;

/** The codes of test images in the plane where they look least Gaussian. */
export function latentPanel({ model, title, draws, labels }: RunCodes, rng: Rng): LatentPanel {
  const { sigma } = model.config.prior;
  const plane = leastGaussianProjection(draws, rng.split('plane'), { sigma });
  return { title, codes: draws, labels, plane };
}

/**
 * What the classes of a data set are called; undefined if they go by their numbers.
 * @param data its name, or what a configuration says of it: of images of one's own that alone tells
 */
export function classNamesOf(data: ExperimentName | DataConfig): readonly string[] | undefined {
  if (typeof data === 'object' && data.name === 'images') {
    return data.classes.length > 0 ? data.classes : undefined;
  }
  const experiment = typeof data === 'string' ? data : data.name;
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
