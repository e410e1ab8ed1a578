import { nameOf } from '../../engine/index.js';
import { variablesOf } from '../../models/index.js';
import { writeFileWhole, writeTensorFile } from '../../node/index.js';
import { modelCard, type WeightPrecision } from './model-card.js';
import { disposeModel, modelOfRun } from './model-of-run.js';
import type { RunFolder } from './run-folder.js';
import { checkFinished } from './train-runs.js';

/**
 * Saves what a finished run's model needs to be measured and looked at as `weights.safetensors` in its folder: encoder,
 * decoder and running statistics, those that are measured; and a model card, `README.md`.
 * @param precision of kernels; whatever has one axis, and the running statistics, stay float32
 * @throws UserError unless the run is finished, or if another process writes in its folder
 */
export function saveWeights(
  folder: RunFolder,
  { precision = 'float16' }: { readonly precision?: WeightPrecision } = {},
): void {
  checkFinished(folder);
  const unlock = folder.lock();
  try {
    saveLocked(folder, precision);
  } finally {
    unlock();
  }
}

function saveLocked(folder: RunFolder, precision: WeightPrecision): void {
  writeWeights(folder, folder.weightsPath, precision);
  writeFileWhole(folder.file('README.md'), modelCard(folder, { weights: folder.weightsPath, precision }));
}

/** Writes encoder, decoder and running statistics of a run, those that are measured, to a file. */
export function writeWeights(folder: RunFolder, path: string, precision: WeightPrecision): void {
  const { model, step } = modelOfRun(folder);
  try {
    const variables = variablesOf([model.encoder.network, model.decoder.network]);
    const tensors = variables.map(variable => ({
      name: nameOf(variable),
      shape: variable.shape,
      values: variable.dataSync<'float32'>(),
      half: precision === 'float16' && variable.rank > 1,
    }));
    writeTensorFile(path, tensors, { state: JSON.stringify({ step }) });
  } finally {
    disposeModel(model);
  }
}
