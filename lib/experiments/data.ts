import type { Dataset } from '../datasets/dataset.js';
import { loadCelebA } from '../datasets/celeba.js';
import { loadDigits } from '../datasets/digits.js';
import { loadFaces } from '../datasets/faces.js';
import { loadMnist } from '../datasets/mnist.js';
import type { DataConfig } from './config.js';

/** Loads the images that a configuration names; `directory` is where real files may lie. */
export async function loadData(config: DataConfig, directory?: string): Promise<Dataset> {
  switch (config.name) {
    case 'mnist':
      return loadMnist({ split: config.split, ...(directory === undefined ? {} : { directory }) });
    case 'digits':
      return loadDigits({ train: config.train, test: config.test, seed: config.seed });
    case 'celeba':
      return loadCelebA(directory === undefined ? {} : { directory });
    case 'faces':
      return loadFaces({ train: config.train, test: config.test, seed: config.seed });
    default:
      throw new TypeError(`loadData: unknown data set ${JSON.stringify(config satisfies never)}`);
  }
}
