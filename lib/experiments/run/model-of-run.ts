import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../base/index.js';
import { restore } from '../../engine/index.js';
import { makeModel, type Model, variablesOf } from '../../models/index.js';
import { averageNameOf, parseStep } from '../../training/index.js';
import { damagedState, type RunFolder } from './run-folder.js';

/**
 * The trained model of a run, with the average of its weights if the run keeps one; free it with {@link disposeModel}. Of
 * a run that has its weights alone the discriminator, if the model has one, is left out.
 * @returns the model and the number of steps it was trained for
 * @throws UserError if the run has no checkpoint, or a damaged one, or one of another configuration
 */
export function modelOfRun(folder: RunFolder): { readonly model: Model; readonly step: number } {
  const checkpoint = folder.readModel();
  const step = parseStep(checkpoint.metadata['state']);
  if (step === undefined)
    throw damagedState(folder.hasCheckpoint ? folder.checkpointPath : folder.weightsPath);
  const made = makeModel(folder.config.model, Rng.fromSeed(folder.config.seed));
  const coders = variablesOf([made.encoder.network, made.decoder.network]);
  let model = made;
  try {
    if (folder.hasCheckpoint) {
      restore(variablesOf(made.networks), checkpoint, folder.checkpointPath);
      if (folder.config.training.weightAverage !== undefined) {
        restore(coders, checkpoint, folder.checkpointPath, averageNameOf);
      }
    } else {
      restore(coders, checkpoint, folder.weightsPath);
      const { discriminate: _, ...rest } = made;
      model = rest;
    }
  } catch (error) {
    disposeModel(made);
    throw error;
  }
  return { model, step };
}

/** Frees a model's variables. */
export function disposeModel(model: Model): void {
  tf.dispose(variablesOf(model.networks));
}
