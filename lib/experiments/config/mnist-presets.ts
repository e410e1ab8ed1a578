import {
  type ModelName,
  RELEASED_INITIAL_STD,
  RELEASED_PIXEL_NOISE,
  RELEASED_SCALE,
} from '../../models/index.js';
import { RELEASED_MANUAL } from '../../training/index.js';
import type { DataConfig, PresetName } from './config.js';
import type { Preset } from './preset-config.js';

/**
 * λ of each model. [O]: of the size at which codes that are off the prior by a small shift cost about what they cost
 * WAE-MMD with the paper's 10; a shift by δ adds ‖δ‖² to Sinkhorn's divergence, ‖δ‖²/d to the sliced distance.
 */
export const lambda: Readonly<Record<ModelName, number>> = {
  vae: 1, // [V] the evidence lower bound
  'wae-mmd': 10, // [P] [C] lambda
  'wae-gan': 10, // [P] [C] lambda
  'wae-energy': 5, // [O]
  'wae-sliced': 10, // [O]
  'wae-max-sliced': 1, // [O]
  'wae-sinkhorn': 1, // [O]
  'wae-cramer-wold': 100, // [O]
  'wae-sigreg': 20, // [O] a shift by δ adds 0.48 ‖δ‖²/(dσ²)
  rae: 0.01, // [O]
};

/** What the sizes have in common: `config_mnist` of the released code. */
const common = {
  image: [28, 28, 1],
  prior: {
    kind: 'normal', // [P] [C] pz
    dimension: 8, // [P] [C] zdim
    sigma: 1, // [P] [C] pz_scale
  },
  kernelSize: 4, // [P] [C] conv_filters_dim
  initialStd: RELEASED_INITIAL_STD, // [C] init_std
  pixelNoise: RELEASED_PIXEL_NOISE, // [C] e_noise
  cost: {
    vae: { kind: 'cross-entropy' }, // [P] "Bernoulli decoder" for MNIST
    wae: { kind: 'squared-l2', scale: RELEASED_SCALE['squared-l2'] }, // [P] [C] cost; the 0.05 is in [C] alone
  },
  lambda,
  batchSize: 100, // [P] [C] batch_size
  learningRate: { others: 1e-3 }, // [P] [C] lr
  discriminatorLearningRate: 5e-4, // [P] [C] lr_adv
} as const satisfies Partial<Preset>;

const pretraining = { batchSize: 1000, maxSteps: 200, tolerance: 0.1 }; // [C] e_pretrain_sample_size, pretrain_encoder

/** The preset of a size, for MNIST and for the procedural digits alike. */
export function mnistPreset(name: PresetName, data: DataConfig): Preset {
  return { ...common, ...sizes[name], data };
}

/** The released code's `config_mnist`, from which the text is not known to differ. */
const full = {
  width: 128,
  encoder: [1, 2, 4, 8], // e_num_filters 1024, e_num_layers 4
  decoder: [8, 4, 2], // g_num_filters 1024, g_num_layers 3, dcgan_mod
  epochs: 100, // epoch_num
  learningRateSchedule: RELEASED_MANUAL, // lr_schedule
  settling: null,
  discriminator: { units: 512, logPrior: false }, // d_num_filters, gan_p_trick
  pretraining,
  testImages: 10_000,
} as const satisfies Partial<Preset>;

const sizes = {
  /** [O] Minutes on two cores. */
  quick: {
    width: 12,
    // In the first steps all weights before the pixels learn to be negative, since most pixels are black; from 0.01 they
    // do not come back within 1,000 steps, and the VAE's strokes stay grey.
    initialStd: 0.05,
    encoder: [1, 2, 4],
    decoder: [4, 2, 1],
    batchSize: 50, // twice the steps of 100 in little more time
    epochs: 4,
    learningRateSchedule: {
      kind: 'manual',
      at: [
        [2, 1 / 2],
        [3, 1 / 5],
      ],
    },
    settling: null,
    discriminator: { units: 256, logPrior: false },
    pretraining: { ...pretraining, batchSize: 500 },
    testImages: 500,
  },
  /** [O] The paper's settings at reduced width and depth: three layers, an eighth of the filters, 20 epochs. */
  standard: {
    width: 32,
    encoder: [1, 2, 4],
    decoder: [4, 2, 1],
    epochs: 20,
    // The released code's factors, at half and at four fifths of the way.
    learningRateSchedule: {
      kind: 'manual',
      at: [
        [10, 1 / 2],
        [16, 1 / 5],
      ],
    },
    settling: 18,
    discriminator: { units: 512, logPrior: false }, // [P] [C] d_num_filters
    pretraining,
    testImages: 1000,
  },
  /** [P] [C] The paper's configuration, on MNIST's own split; a GPU's work. */
  paper: full,
  /** [C] The same on the released code's split; in what that code differs beside: celeba-presets.ts. */
  released: full,
} as const satisfies Readonly<Record<PresetName, Partial<Preset>>>;

/** How many of MNIST's digits a preset takes; all if it does not say. */
export const mnistOf: Readonly<Record<PresetName, { readonly train?: number; readonly test?: number }>> = {
  // [O] A quarter of them four times over costs what all of them cost once, and the learning rate can fall meanwhile.
  quick: { train: 15_000, test: 2_000 },
  standard: {},
  paper: {},
  released: {},
};

/** How many procedural digits a preset draws. */
export const digitsOf: Readonly<Record<PresetName, { readonly train: number; readonly test: number }>> = {
  quick: { train: 10_000, test: 1_000 },
  standard: { train: 60_000, test: 10_000 },
  paper: { train: 60_000, test: 10_000 },
  released: { train: 60_000, test: 10_000 },
};
