import * as tf from '@tensorflow/tfjs';
import { nameOf } from './variables.js';
import { UserError } from '../base/index.js';
import { type FileWords, readTensorFile, writeTensorFile } from '../node/index.js';

/** A checkpoint as it lies on disk: named float32 arrays and text about them. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Saves variables as one `.safetensors` file.
 * @throws UserError if it can't be written; the file that was there stays
 */
export function saveCheckpoint(
  path: string,
  variables: readonly tf.Variable[],
  metadata: Readonly<Record<string, string>>,
): void {
  const tensors = variables.map(variable => ({
    name: nameOf(variable),
    shape: variable.shape,
    values: variable.dataSync<'float32'>(),
  }));
  writeTensorFile(path, tensors, metadata);
}

const checkpointWords: FileWords = {
  noun: 'checkpoint',
  ifMissing: 'train first, or name the folder of another run',
  ifDamaged: 'train again, or put back a copy of it',
};

/**
 * Reads a `.safetensors` file of float32 arrays.
 * @throws UserError if the file is missing, cut short, or does not match its checksums
 */
export function readCheckpoint(path: string, words: FileWords = checkpointWords): Checkpoint {
  const { tensors, metadata } = readTensorFile(path, words);
  for (const [name, { values }] of tensors) {
    if (!(values instanceof Float32Array)) {
      throw new UserError(
        `the ${words.noun} ${path} is damaged (${name} is not float32); ${words.ifDamaged}`,
      );
    }
  }
  return { tensors: tensors as Checkpoint['tensors'], metadata };
}

/**
 * Sets variables to the checkpoint's values.
 * @param nameIn the name that a variable's value has there; its own
 * @throws UserError if the checkpoint lacks one of them or holds it in another shape: it is of another configuration; or
 *   if a value is not finite
 */
export function restore(
  variables: readonly tf.Variable[],
  checkpoint: Checkpoint,
  path: string,
  nameIn: (variable: tf.Variable) => string = nameOf,
): void {
  for (const variable of variables) {
    const name = nameIn(variable);
    const saved = checkpoint.tensors.get(name);
    if (saved === undefined || saved.shape.join() !== variable.shape.join()) {
      throw new UserError(
        `the checkpoint ${path} is of another configuration: ${name} is ` +
          `${saved === undefined ? 'missing' : `[${saved.shape.join(', ')}]`}, expected [${variable.shape.join(', ')}]; ` +
          'use the configuration it was trained with',
      );
    }
    const place = saved.values.findIndex(value => !Number.isFinite(value));
    if (place >= 0) {
      throw new UserError(
        `the checkpoint ${path} is damaged (${name} holds ${saved.values[place]}); train again, or put back a copy of it`,
      );
    }
    tf.tidy(() => variable.assign(tf.tensor(saved.values, variable.shape)));
  }
}
