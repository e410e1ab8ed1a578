import { type Dataset, loadCelebA, loadDigits, loadFaces, loadMnist } from '../../datasets/index.js';
import { nextTurn, type OnProgress } from '../../base/index.js';
import type { DataConfig } from './config.js';

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
 * @throws UserError where real files are missing or damaged
 * @throws the signal's reason where it is aborted before the end
 */
export async function loadData(config: DataConfig, options: LoadDataOptions = {}): Promise<Dataset> {
  const data = await load(config, options);
  await nextTurn(options.signal);
  return data;
}

async function load(
  config: DataConfig,
  { directory, signal, onProgress }: LoadDataOptions,
): Promise<Dataset> {
  const where = directory === undefined ? {} : { directory };
  const progress = onProgress === undefined ? {} : { onProgress };
  switch (config.name) {
    case 'mnist': {
      const { name: _, ...which } = config;
      return loadMnist({ ...which, ...where });
    }
    case 'digits':
      return loadDigits({ train: config.train, test: config.test, seed: config.seed });
    case 'celeba':
      return loadCelebA({ ...where, ...progress, signal });
    case 'faces':
      return loadFaces({ train: config.train, test: config.test, seed: config.seed, signal, ...progress });
    default:
      throw new TypeError(`loadData: unknown data set ${JSON.stringify(config satisfies never)}`);
  }
}
