import * as tf from '@tensorflow/tfjs';
import type { Dataset, ImageSet } from '../../lib/datasets/dataset.js';
import type { InputValues } from '../../lib/engine/index.js';
import type { ExperimentConfig } from '../../lib/experiments/config/config.js';
import type { ModelConfig, ModelName } from '../../lib/models/kinds.js';
import type { Model } from '../../lib/models/auto-encoder.js';
import type { EncoderKind } from '../../lib/models/encoder.js';
import { type Architecture, variablesOf } from '../../lib/models/networks.js';
import { RELEASED_SCALES } from '../../lib/penalties/kernels.js';
import { Rng } from '../../lib/base/random.js';
import type { TrainingConfig } from '../../lib/training/config.js';
import { drawNoise, rateOf, type Learner } from '../../lib/training/train-step.js';

/** Two layers of convolutions, for images whose sides are multiples of 2. */
export const tinyDcgan: Architecture = {
  kind: 'dcgan',
  encoderFilters: [4, 8],
  decoderFilters: [8, 4],
  kernelSize: 4,
};

/** One hidden layer a side. */
export const tinyMlp: Architecture = { kind: 'mlp', encoderUnits: [16], decoderUnits: [16] };

/**
 * A model of 8×8 images with three latent coordinates. Its initial weights are wide enough that no gradient is
 * rounding noise, which Adam would blow up to a whole step.
 */
export function tinyModel(
  kind: ModelName,
  {
    architecture = tinyDcgan,
    encoder = usualEncoder(kind),
  }: { readonly architecture?: Architecture; readonly encoder?: EncoderKind } = {},
): ModelConfig {
  const base = {
    image: [8, 8, 1],
    architecture,
    prior: { kind: 'normal', dimension: 3, sigma: 1 },
    encoder,
    initialStd: 0.1,
  } as const;
  const cost = { kind: 'squared-l2', scale: 0.05 } as const;
  switch (kind) {
    case 'vae':
      return { kind, ...base, cost: { kind: 'cross-entropy' } };
    case 'wae-mmd':
      return {
        kind,
        ...base,
        cost,
        kernel: { kind: 'imq', scales: RELEASED_SCALES },
      };
    case 'wae-gan':
      return {
        kind,
        ...base,
        cost,
        discriminator: { units: [16, 16], logPrior: false },
      };
    case 'wae-energy':
      return { kind, ...base, cost };
    case 'wae-sliced':
      return { kind, ...base, cost, penalty: { projections: 5 } };
    case 'wae-max-sliced':
      return { kind, ...base, cost, penalty: { starts: 3, steps: 4, stepLength: 0.5 } };
    case 'wae-sinkhorn':
      return { kind, ...base, cost, penalty: { epsilon: 1, iterations: 10 } };
    case 'wae-cramer-wold':
      return { kind, ...base, cost, penalty: { against: 'normal' } };
    case 'wae-sigreg':
      return { kind, ...base, cost, penalty: { projections: 5 } };
    case 'rae':
      return { kind, ...base, cost, weightDecay: 1e-3 };
    default:
      throw new TypeError(`tinyModel: unknown model ${JSON.stringify(kind satisfies never)}`);
  }
}

function usualEncoder(kind: ModelName): EncoderKind {
  if (kind === 'vae') return { kind: 'gaussian' };
  return kind === 'rae' ? { kind: 'deterministic' } : { kind: 'additive-noise', std: 0.01 };
}

/** A few epochs of a few steps. */
export const tinyTraining: TrainingConfig = {
  epochs: 2,
  batchSize: 8,
  learningRate: 1e-3,
  discriminatorLearningRate: 5e-4,
  beta1: 0.5,
  beta2: 0.999,
  learningRateSchedule: { kind: 'constant' },
  lambda: 10,
  lambdaSchedule: { kind: 'constant' },
  pretraining: null,
  precision: 'float32',
  recordEvery: 2,
  testImages: 10,
};

/** A run's configuration around {@link tinyModel}. */
export function tinyConfig(
  kind: ModelName,
  training: Partial<TrainingConfig> = {},
  seed = 1,
): ExperimentConfig {
  return {
    preset: 'quick',
    seed,
    data: { name: 'digits', train: 32, test: 10, seed: 0 },
    model: tinyModel(kind),
    training: { ...tinyTraining, lambda: kind === 'vae' ? 1 : 10, ...training },
  };
}

/** Bright discs at random places: images that are easy to draw and not all alike. */
export function tinyImages(count: number, seed: number, side = 8): ImageSet {
  const rng = Rng.fromSeed(seed);
  const images = new Uint8Array(count * side * side);
  for (let i = 0; i < count; i++) {
    const [row, column, radius] = [rng.between(2, side - 2), rng.between(2, side - 2), rng.between(1, 3)];
    for (let p = 0; p < side * side; p++) {
      const distance = Math.hypot(Math.floor(p / side) - row, (p % side) - column);
      images[i * side * side + p] = Math.round(255 * Math.min(Math.max(radius + 0.5 - distance, 0), 1));
    }
  }
  return { images, labels: new Uint8Array(count), count, shape: [side, side, 1] };
}

/** A data set of {@link tinyImages}: 32 to train on and 10 to test. */
export function tinyData(): Dataset {
  return {
    name: 'discs',
    train: tinyImages(32, 1),
    test: tinyImages(10, 2),
    classes: 10,
    sources: { discs: 'procedural seed=1' },
  };
}

/** The inputs of one training step, drawn from `rng`, the images' bytes, too; step `t` counts from 1. */
export function stepValues(
  model: Model,
  learners: readonly Learner[],
  batchSize: number,
  t: number,
  rng: Rng,
  { lambda = 10, learningRate = 1e-4 }: { readonly lambda?: number; readonly learningRate?: number } = {},
): InputValues {
  const [height, width, channels] = model.config.image;
  const pixels = rng.split('images', t);
  const images = Uint8Array.from({ length: batchSize * height * width * channels }, () =>
    pixels.integer(256),
  );
  const values: Record<string, Float32Array | Uint8Array> = {
    images,
    ...drawNoise(model, batchSize, rng.split('noise', t)),
    lambda: Float32Array.of(lambda),
  };
  for (const { player, optimizer } of learners) {
    Object.assign(values, optimizer.inputs(t, { [rateOf(player)]: learningRate }));
  }
  return values;
}

/** Frees a model's variables and its optimisers' moments. */
export function disposeAll(model: Model, learners: readonly Learner[] = []): void {
  tf.dispose(variablesOf(model.networks));
  for (const { optimizer } of learners) optimizer.dispose();
}
