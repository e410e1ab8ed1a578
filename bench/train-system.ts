import * as tf from '@tensorflow/tfjs';
import { loadDigits } from '../lib/datasets/digits/digits.js';
import { loadFaces } from '../lib/datasets/faces/faces.js';
import { compile, eager, namedVariable } from '../lib/engine/index.js';
import { makeModel } from '../lib/models/kinds.js';
import type { Model } from '../lib/models/auto-encoder.js';
import { variablesOf } from '../lib/models/networks.js';
import { Rng } from '../lib/base/random.js';
import { saveCheckpoint } from '../lib/engine/checkpoint.js';
import { drawNoise, learnersOf, stepInputs, trainStep } from '../lib/training/train-step.js';
import { type Layout, type Raced, standardLayout, standardModel } from './train-layout.js';

/** What a step takes besides the images, drawn before the clock starts. */
export interface StepNoise {
  /** Draws from the prior, [batch, latent]. */
  readonly zPrior: Float32Array;
  /** Added to the pixels, [batch, …image]. */
  readonly pixelNoise: Float32Array;
}

/** A training step in a race. */
export interface System {
  /** Trained numbers: weights, biases, scales and offsets. */
  readonly parameters: number;
  /**
   * One training step on the fixed images.
   * @param noise ready to be fed
   * @returns the loss before the update and the milliseconds that the step took
   */
  step(noise: StepNoise): { readonly loss: number; readonly ms: number };
}

/** The common start of all systems: a WAE-MMD of a layout, a batch of procedural images, and its first noise. */
export interface Start {
  readonly layout: Layout;
  readonly model: Model;
  readonly images: Uint8Array;
  /** Draws the noise of step `index`. */
  noise(index: number): StepNoise;
}

/** Makes the start from the bench's own seed; the same in every process. */
export async function makeStart(experiment: Raced, width: number): Promise<Start> {
  const rng = Rng.fromSeed(1).split('bench/train');
  const layout = standardLayout(experiment, width);
  const model = makeModel(standardModel(experiment, width), rng.split('weights'));
  const load = experiment === 'digits' ? loadDigits : loadFaces;
  const { train } = await load({ train: layout.batch, test: 1, seed: 1 });
  return {
    layout,
    model,
    images: train.images,
    noise: index => drawNoise(model, layout.batch, rng.split('noise', index)) as unknown as StepNoise,
  };
}

/** How many numbers the model trains. */
export function countParameters(model: Model): number {
  return model.players[0]?.parameters.reduce((sum, { size }) => sum + size, 0) ?? 0;
}

/** Writes the start as one `.safetensors` file with the layout in its metadata, for systems in other languages. */
export function exportStart({ layout, model, images, noise }: Start, path: string): void {
  const { batch, image, latent } = layout;
  const { zPrior, pixelNoise } = noise(0);
  const extra = tf.tidy(() => [
    namedVariable('batch/images', tf.tensor(Float32Array.from(images), [batch, ...image])),
    namedVariable('batch/zPrior', tf.tensor(zPrior, [batch, latent])),
    namedVariable('batch/pixelNoise', tf.tensor(pixelNoise, [batch, ...image])),
  ]);
  saveCheckpoint(path, [...variablesOf(model.networks), ...extra], { layout: JSON.stringify(layout) });
  tf.dispose(extra);
}

/** The project's own step, compiled or eager. */
export function ownSystem(
  { layout, model, images }: Start,
  mode: 'compiled' | 'eager',
  precision: 'float32' | 'bfloat16',
): System {
  const { batch, learningRate, beta1, beta2, lambda } = layout;
  const learners = learnersOf(model.players, { beta1, beta2 });
  const [step, inputs] = [trainStep(learners), stepInputs(model, batch, learners)];
  const runner = mode === 'compiled' ? compile(step, inputs, { precision }) : eager(step, inputs);
  let count = 0;
  return {
    parameters: countParameters(model),
    step(noise) {
      count += 1;
      const start = performance.now();
      const outputs = runner.run({
        images,
        zPrior: noise.zPrior,
        pixelNoise: noise.pixelNoise,
        lambda: Float32Array.of(lambda),
        ...learners[0]?.optimizer.inputs(count, { autoencoderRate: learningRate }),
      });
      const ms = performance.now() - start;
      return { loss: outputs['autoencoder']?.[0] ?? NaN, ms };
    },
  };
}
