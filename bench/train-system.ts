import * as tf from '@tensorflow/tfjs';
import { loadDigits } from '../lib/datasets/digits.js';
import { compile, eager, namedVariable } from '../lib/engine/index.js';
import { presetConfig } from '../lib/experiments/presets.js';
import { makeModel } from '../lib/models/model.js';
import type { Model } from '../lib/models/auto-encoder.js';
import { variablesOf } from '../lib/models/networks.js';
import { Rng } from '../lib/random.js';
import { saveCheckpoint } from '../lib/training/checkpoint.js';
import { drawNoise, seat, stepInputs, trainStep } from '../lib/training/step.js';

/** Images of a batch. */
export const BATCH = 100;
/** Adam's α and moments, and λ: the `standard` preset's. */
export const OPTIMIZER = { learningRate: 1e-3, beta1: 0.5, beta2: 0.999, lambda: 10 } as const;

/** What a step takes besides the images, drawn before the clock starts. */
export interface StepNoise {
  /** Draws from the prior, [100, 8]. */
  readonly zPrior: Float32Array;
  /** Added to the pixels, [100, 28, 28, 1]. */
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

/** The common start of all systems: a WAE-MMD of the `standard` layout, a batch of digits, and its first noise. */
export interface Start {
  readonly model: Model;
  readonly images: Uint8Array;
  /** Draws the noise of step `index`. */
  noise(index: number): StepNoise;
}

/** Makes the start from the bench's own seed; the same in every process. */
export function makeStart(width: number): Start {
  const rng = Rng.fromSeed(1).split('bench/train');
  const { model: config } = presetConfig('digits', 'standard', 'wae-mmd', { width });
  const model = makeModel(config, rng.split('weights'));
  const { images } = loadDigits({ train: BATCH, test: 1, seed: 1 }).train;
  return {
    model,
    images,
    noise: index => drawNoise(model, BATCH, rng.split('noise', index)) as unknown as StepNoise,
  };
}

/** How many numbers the model trains. */
export function countParameters(model: Model): number {
  return model.players[0]?.parameters.reduce((sum, { size }) => sum + size, 0) ?? 0;
}

/** Writes the start as one `.safetensors` file, for systems in other languages. */
export function exportStart({ model, images, noise }: Start, path: string): void {
  const { zPrior, pixelNoise } = noise(0);
  const extra = tf.tidy(() => [
    namedVariable('batch/images', tf.tensor(Float32Array.from(images), [BATCH, 28, 28, 1])),
    namedVariable('batch/zPrior', tf.tensor(zPrior, [BATCH, zPrior.length / BATCH])),
    namedVariable('batch/pixelNoise', tf.tensor(pixelNoise, [BATCH, 28, 28, 1])),
  ]);
  saveCheckpoint(path, [...variablesOf(model.networks), ...extra], {});
  tf.dispose(extra);
}

/** The project's own step, compiled or eager. */
export function ownSystem(
  { model, images }: Start,
  mode: 'compiled' | 'eager',
  precision: 'float32' | 'bfloat16',
): System {
  const { learningRate, beta1, beta2, lambda } = OPTIMIZER;
  const seats = seat(model.players, { beta1, beta2 });
  const [step, inputs] = [trainStep(seats), stepInputs(model, BATCH, seats)];
  const runner = mode === 'compiled' ? compile(step, inputs, { precision }) : eager(step, inputs);
  let count = 0;
  return {
    parameters: countParameters(model),
    step(noise) {
      count += 1;
      const { beta1Power = 0, beta2Power = 0 } = seats[0]?.optimizer.powers(count) ?? {};
      const start = performance.now();
      const outputs = runner.run({
        images,
        zPrior: noise.zPrior,
        pixelNoise: noise.pixelNoise,
        lambda: Float32Array.of(lambda),
        autoencoderRate: Float32Array.of(learningRate),
        beta1Power: Float32Array.of(beta1Power),
        beta2Power: Float32Array.of(beta2Power),
      });
      const ms = performance.now() - start;
      return { loss: outputs['autoencoder']?.[0] ?? NaN, ms };
    },
  };
}
