import type { Dataset } from '../../datasets/index.js';
import {
  arithmeticPicture,
  attributesPicture,
  type Figure,
  holesFigure,
  interpolationsPicture,
  latentFigure,
  manifoldPicture,
  matchingFigure,
  neighboursPicture,
  pathDistancesFigure,
  saveFigure,
  type SaveFigureOptions,
  traversalsPicture,
} from '../../figures/index.js';
import { writeFileWhole } from '../../node/index.js';
import type { Projection } from '../../latent/index.js';
import type { Rng } from '../../base/index.js';
import { attributeMultiples, attributePictures } from './attributes.js';
import type { DataConfig } from '../config/config.js';
import { classNamesOf, latentPriorOf } from './latent.js';
import {
  holesOf,
  manifoldOf,
  matchingOf,
  planesOf,
  type RunCodes,
  traversalLevels,
  traversalsOf,
} from './geometry.js';
import { interpolate } from './interpolations.js';
import { codeNeighbours } from './neighbours.js';
import type { DataCodes } from '../measure/measure.js';
import type { Reference } from '../measure/reference.js';

/** What the geometry of a run is drawn from. */
export interface GeometryInput {
  /** Which images. */
  readonly images: DataConfig;
  readonly codes: RunCodes;
  /** Codes of all test images, and of training images if they have attributes. */
  readonly encoded: DataCodes;
  /** The plane in which the codes look least Gaussian. */
  readonly leastGaussian: Projection;
  readonly data: Dataset;
  readonly reference: Reference;
}

/** Draws of a prior that is not normal, in a figure. */
const priorDraws = 1000;

/**
 * Saves what a run's latent space looks like in a folder: `planes.*`, `holes.*`, `matching.*` and `path-distances.*` as
 * plotly figures, `manifold.png`, `traversals.png`, `interpolations.png`, `code-neighbours.png`, `hole-pictures.png`, and of
 * faces `attributes.png` and `arithmetic.png`.
 */
export async function saveGeometry(
  input: GeometryInput,
  directory: string,
  rng: Rng,
  options: SaveFigureOptions = {},
): Promise<void> {
  const figure = (name: string, drawn: Figure): Promise<unknown> =>
    saveFigure(drawn, `${directory}/${name}`, options);
  savePictures(input, directory, rng.split('pictures'));
  const { codes, encoded, images, data, reference } = input;
  const prior = latentPriorOf(codes.model.config.prior, priorDraws, rng.split('prior'));
  const classNames = classNamesOf(images);
  const named = classNames === undefined ? {} : { classNames };
  const panels = planesOf(codes, input.leastGaussian).map(plane => ({
    title: plane.name,
    codes: codes.draws,
    labels: codes.labels,
    plane,
  }));
  await figure(
    'planes',
    latentFigure(panels, prior, { title: `${codes.title}: codes`, maxPoints: 500, ...named }),
  );
  const { panel, decoded } = holesOf(codes, rng.split('holes'));
  await figure('holes', holesFigure([panel], prior, { maxPoints: 500 }));
  const { shape } = data.test;
  writeFileWhole(
    `${directory}/hole-pictures.png`,
    neighboursPicture(decoded, shape, {
      title: `${codes.title}: holes of the prior, decoded`,
      names: { query: 'draw', nearest: 'nearest code' },
    }),
  );
  const matching = matchingOf(codes, rng.split('matching'));
  await figure(
    'matching',
    matchingFigure([matching], prior, { title: 'Codes matched to the prior by optimal transport' }),
  );
  const { starts, distances } = interpolate(codes.model, encoded.test, reference, rng.split('interpolation'));
  const right = '; right: the midpoint’s distance to the training images (a test image’s is 1)';
  const title = `${codes.title}: interpolations${distances.length > 0 ? right : ''}`;
  writeFileWhole(`${directory}/interpolations.png`, interpolationsPicture(starts, shape, { title }));
  if (distances.length > 0) await figure('path-distances', pathDistancesFigure(distances));
}

/** The pictures of decoded codes. */
function savePictures({ codes, encoded, data }: GeometryInput, directory: string, rng: Rng): void {
  const { shape } = data.test;
  const picture = (name: string, bytes: Uint8Array): void =>
    writeFileWhole(`${directory}/${name}.png`, bytes);
  const { title } = codes;
  picture(
    'manifold',
    manifoldPicture([manifoldOf(codes)], shape, {
      title: `${title}: prior quantiles of the principal plane`,
    }),
  );
  const across = `${title}: coordinates at the prior’s quantiles`;
  picture('traversals', traversalsPicture(traversalsOf(codes), traversalLevels, shape, { title: across }));
  const neighbours = codeNeighbours(codes, data.test, rng.split('neighbours'));
  const names = { query: 'test image', nearest: 'nearest code' };
  const near = `${title}: test images, and those whose codes are nearest`;
  picture(
    'code-neighbours',
    neighboursPicture([{ ...neighbours, heading: '' }], shape, { title: near, names }),
  );
  const attributes = attributePictures(codes.model, data, encoded, rng.split('attributes'));
  if (attributes === undefined || attributes.walks.length === 0) return;
  picture(
    'attributes',
    attributesPicture(attributes.walks, attributeMultiples, shape, {
      title: `${title}: multiples of an attribute’s vector added to codes of test images`,
    }),
  );
  picture(
    'arithmetic',
    arithmeticPicture(attributes.sums, shape, { title: `${title}: arithmetic with codes of test images` }),
  );
}
