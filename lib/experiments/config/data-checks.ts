import type { Dataset } from '../../datasets/index.js';
import { UserError } from '../../base/index.js';
import { differences, type ExperimentConfig } from './config.js';
import { paperTestImages } from '../draw/figures.js';
import { parseManifest } from '../run/manifest.js';
import type { RunFolder } from '../run/run-folder.js';

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
 * Refuses images that are not those a run was trained on, by their checksums; lets all pass where the run has no
 * checkpoint, or no manifest that tells.
 * @throws UserError that names every file that differs
 */
export function checkSameImages(folder: RunFolder, { sources }: Dataset): void {
  const saved = folder.readJson('manifest.json');
  if (saved === undefined || !folder.hasCheckpoint) return;
  const trainedOn = parseManifest(saved, folder.file('manifest.json')).sources;
  const found = differences(trainedOn, sources).map(({ path: name, values: [before, now] }) => {
    if (before === undefined) return `${name} was not there`;
    return now === undefined ? `${name} is missing` : `${name} is another`;
  });
  if (found.length === 0) return;
  throw new UserError(
    `${folder.path} was trained on other images than these (${found.join(', ')}); ` +
      'name the folder of its own images with --data, or train on these in another folder with --out',
  );
}
