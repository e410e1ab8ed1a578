import type { ImageSet } from '../../datasets/index.js';
import {
  filmFigure,
  filmPicture,
  filmPlane,
  filmReach,
  type FilmView,
  priorMasses,
  saveFigure,
  type SaveFigureOptions,
} from '../../figures/index.js';
import { normalRadius } from '../../latent/index.js';
import { writeFileWhole } from '../../node/index.js';
import { titleOf } from '../../models/index.js';
import { type Film, type TrainingData, watchedImages } from '../../training/index.js';
import { classNamesOf, latentPriorOf } from './latent.js';
import type { RunFolder } from '../run/run-folder.js';
import type { Rng } from '../../base/index.js';

/**
 * How a run's film is looked at: in the plane of its last codes, against the prior, by class.
 * @param watched the images that the film is of
 */
export function filmViewOf(
  { config }: RunFolder,
  film: Film,
  train: ImageSet,
  watched: ImageSet,
  rng: Rng,
): FilmView {
  const { prior } = config.model;
  const plane = filmPlane(film);
  const least = prior.kind === 'normal' ? normalRadius(Math.max(...priorMasses), prior.sigma) : prior.sigma;
  const perEpoch = Math.floor(train.count / config.training.batchSize);
  const classNames = classNamesOf(config.data);
  return {
    film,
    title: titleOf(config.model),
    plane,
    reach: filmReach(film, plane, least),
    prior: latentPriorOf(prior, 500, rng),
    labels: watched.labels,
    ...(classNames !== undefined && { classNames }),
    epochOf: step => Math.round((10 * step) / perEpoch) / 10,
  };
}

/**
 * Saves the film of a run's training as `training.webp`, and its codes as `training.*`; nothing if the run has none.
 */
export async function saveFilm(
  folder: RunFolder,
  data: TrainingData,
  directory: string,
  rng: Rng,
  options: SaveFigureOptions = {},
): Promise<void> {
  const film = folder.readFilm();
  if (film === undefined || film.frames.length === 0) return;
  const watched = watchedImages(data);
  const view = filmViewOf(folder, film, data.train, watched, rng);
  writeFileWhole(`${directory}/training.webp`, await filmPicture(view, watched.images));
  await saveFigure(filmFigure(view), `${directory}/training`, options);
}
