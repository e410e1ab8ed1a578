import {
  type Dataset,
  holdOut,
  loadCelebA,
  loadDigits,
  loadFaces,
  loadImages,
  loadMnist,
} from '../../datasets/index.js';
import { nextTurn, type OnProgress, UserError } from '../../base/index.js';
import { paperTestImages } from '../draw/paper-column.js';
import { findManifest } from '../run/manifest.js';
import type { RunFolder } from '../run/run-folder.js';
import { type DataConfig, differences, type ExperimentConfig } from './config.js';

/** Where images come from, and who hears of it. */
export interface LoadDataOptions {
  /** Where real files may lie. */
  readonly directory?: string;
  /** Ends the loading: of faces soon, of digits once they are there. */
  readonly signal?: AbortSignal | undefined;
  /** Called for each picture that takes time to prepare. */
  readonly onProgress?: OnProgress;
}

/**
 * Loads the images that a configuration names.
 * @throws UserError if real files are missing or damaged, or as many images are to be held out as there are
 * @throws the signal's reason if it is aborted before the end
 */
export async function loadData(config: DataConfig, options: LoadDataOptions = {}): Promise<Dataset> {
  const data = await load(config, options);
  await nextTurn(options.signal);
  const { validation } = config;
  if (validation === undefined) return data;
  if (validation >= data.train.count) {
    throw new UserError(
      `${data.name} has ${data.train.count} training images, and ${validation} of them were to be held out; hold out fewer`,
    );
  }
  return holdOut(data, validation);
}

async function load(
  config: DataConfig,
  { directory, signal, onProgress }: LoadDataOptions,
): Promise<Dataset> {
  const where = directory === undefined ? {} : { directory };
  const progress = onProgress === undefined ? {} : { onProgress };
  switch (config.name) {
    case 'mnist': {
      const { name: _, validation: __, ...which } = config;
      return loadMnist({ ...which, ...where });
    }
    case 'digits':
      return loadDigits({ train: config.train, test: config.test, seed: config.seed });
    case 'celeba':
      return loadCelebA({ ...where, ...progress, signal });
    case 'faces':
      return loadFaces({ train: config.train, test: config.test, seed: config.seed, signal, ...progress });
    case 'images': {
      if (directory === undefined) {
        throw new UserError(`the images of ${config.title} are your own; name their folder with --data`);
      }
      const { name: _, validation: __, ...spec } = config;
      return loadImages(spec, { directory, signal, ...progress });
    }
    default:
      throw new TypeError(`loadData: unknown data set ${JSON.stringify(config satisfies never)}`);
  }
}

/**
 * Refuses images that are fewer than a batch for training, or than the paper's figure shows for testing.
 * @throws UserError that says how many are needed
 */
export function checkEnoughImages(
  { training: { batchSize } }: ExperimentConfig,
  { name, train, test }: Dataset,
): void {
  if (train.count < batchSize) {
    throw new UserError(
      `${name} has ${train.count} training images, and a batch is ${batchSize}; use more images, or a smaller --batch`,
    );
  }
  if (test.count < paperTestImages) {
    throw new UserError(
      `${name} has ${test.count} test images, and the figure needs ${paperTestImages}; use more images`,
    );
  }
}

/**
 * Refuses images that are not those a run was trained on, by their checksums; lets all pass if the run has no
 * checkpoint, or no manifest that tells.
 * @throws UserError that names every file that differs
 */
export function checkSameImages(folder: RunFolder, { sources }: Dataset): void {
  const saved = folder.hasModel ? findManifest(folder) : undefined;
  if (saved === undefined) return;
  const found = differences(saved.sources, sources).map(({ path: name, values: [before, now] }) => {
    if (before === undefined) return `${name} was not there`;
    return now === undefined ? `${name} is missing` : `${name} is another`;
  });
  if (found.length === 0) return;
  throw new UserError(
    `${folder.path} was trained on other images than these (${found.join(', ')}); ` +
      'name the folder of its own images with --data, or train on these in another folder with --out',
  );
}
