import * as tf from '@tensorflow/tfjs';
import { makeModel, type Model, variablesOf } from '../../models/index.js';
import { Rng } from '../../base/index.js';
import { restore } from '../../engine/index.js';
import type { TrainState } from '../../training/index.js';
import type { RunFolder } from './run-folder.js';

/**
 * The trained model of a run; free it with {@link disposeModel}.
 * @returns the model and the number of steps it was trained for
 * @throws UserError where the run has no checkpoint, or a damaged one, or one of another configuration
 */
export function modelOfRun(folder: RunFolder): { readonly model: Model; readonly step: number } {
  const checkpoint = folder.readCheckpoint();
  const model = makeModel(folder.config.model, Rng.fromSeed(folder.config.seed));
  restore(variablesOf(model.networks), checkpoint, folder.checkpointPath);
  return { model, step: (JSON.parse(checkpoint.metadata['state'] ?? '{"step":0}') as TrainState).step };
}

/** Frees a model's variables. */
export function disposeModel(model: Model): void {
  tf.dispose(variablesOf(model.networks));
}
