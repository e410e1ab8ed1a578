import * as tf from '@tensorflow/tfjs';
import type { ImageSet } from '../datasets/index.js';
import {
  Adam,
  adamInputs,
  type AdamOptions,
  adamScalars,
  type InputSpec,
  objectiveAndGradients,
  type Step,
} from '../engine/index.js';
import type { Batch, Model, Player } from '../models/index.js';
import { samplePrior } from '../latent/index.js';
import type { Rng } from '../base/index.js';
import { WeightAverage } from './weight-average.js';

/** A player and the optimiser that moves its parameters. */
export interface Learner {
  readonly player: Player;
  readonly optimizer: Adam;
}

/** Gives each player an optimiser of its own. */
export function learnersOf(players: readonly Player[], options: AdamOptions): readonly Learner[] {
  return players.map(player => ({ player, optimizer: new Adam(player.parameters, options) }));
}

/** The input that holds a player's learning rate. */
export function rateOf({ name }: { readonly name: string }): string {
  return `${name}Rate`;
}

/** The inputs of {@link trainStep} for batches of `batchSize` images. */
export function stepInputs(
  model: Model,
  batchSize: number,
  learners: readonly Learner[],
  average?: WeightAverage,
): Record<string, InputSpec> {
  const { image, prior, encoder } = model.config;
  const codes: InputSpec = { shape: [batchSize, prior.dimension], dtype: 'float32' };
  const images = [batchSize, ...image];
  return {
    images: { shape: images, dtype: 'uint8' },
    zPrior: codes,
    ...(model.directions === undefined
      ? {}
      : { directions: { shape: [model.directions, prior.dimension], dtype: 'float32' } }),
    ...(encoder.kind === 'gaussian' ? { codeNoise: codes } : {}),
    ...(encoder.kind === 'additive-noise' ? { pixelNoise: { shape: images, dtype: 'float32' } } : {}),
    lambda: { shape: [], dtype: 'float32' },
    ...adamInputs(learners.map(({ player }) => rateOf(player))),
    ...(average === undefined ? {} : WeightAverage.inputs),
  };
}

/** The bytes of some images, in the order asked for. */
export function gatherImages(
  { images, shape }: Pick<ImageSet, 'images' | 'shape'>,
  indices: ArrayLike<number>,
): Uint8Array {
  const pixels = shape[0] * shape[1] * shape[2];
  const batch = new Uint8Array(indices.length * pixels);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * pixels;
    batch.set(images.subarray(from, from + pixels), i * pixels);
  }
  return batch;
}

/** Draws the noise that one batch brings: prior draws, and what the encoder and the penalty take. */
export function drawNoise(model: Model, batchSize: number, rng: Rng): Record<string, Float32Array> {
  const { image, prior, encoder } = model.config;
  const noise: Record<string, Float32Array> = {
    zPrior: samplePrior(prior, batchSize, rng.split('prior')).data,
  };
  if (model.directions !== undefined) {
    const sphere = { kind: 'uniform-sphere', dimension: prior.dimension, sigma: 1 } as const;
    noise['directions'] = samplePrior(sphere, model.directions, rng.split('directions')).data;
  }
  if (encoder.kind === 'gaussian') {
    noise['codeNoise'] = rng.split('code').fillNormal(new Float32Array(batchSize * prior.dimension));
  }
  if (encoder.kind === 'additive-noise') {
    const pixels = new Float32Array(batchSize * image[0] * image[1] * image[2]);
    noise['pixelNoise'] = rng.split('pixels').fillTruncatedNormal(pixels, encoder.std);
  }
  return noise;
}

/**
 * One training step: every player in turn descends its loss on the batch by one step of Adam; then the average moves.
 *
 * Its outputs are each player's loss under the player's name, and the terms of the losses under theirs.
 * @see tolstikhin:18, Algorithms 1 and 2, the body of the loop
 */
export function trainStep(learners: readonly Learner[], average?: WeightAverage): Step {
  return inputs => {
    const batch = {
      ...inputs,
      x: tf.div(tf.cast(inputs['images']!, 'float32'), 255),
    } as unknown as Batch;
    const outputs: Record<string, tf.Tensor> = {};
    for (const { player, optimizer } of learners) {
      const { loss, terms, gradients } = objectiveAndGradients(player, batch);
      optimizer.apply(gradients, adamScalars(inputs, rateOf(player)));
      Object.assign(outputs, { [player.name]: loss }, terms);
    }
    average?.update(inputs);
    return outputs;
  };
}
