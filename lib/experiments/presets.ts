import type { AutoEncoderConfig } from '../models/auto-encoder.js';
import { RELEASED_SCALE } from '../models/costs.js';
import { RELEASED_PIXEL_NOISE } from '../models/encoder.js';
import { RELEASED_INITIAL_STD } from '../models/layers.js';
import type { ModelConfig } from '../models/model.js';
import type { Prior } from '../models/priors.js';
import { RELEASED_SCALES } from '../penalties/kernels.js';
import type { TrainingConfig } from '../training/config.js';
import { RELEASED_MANUAL } from '../training/schedules.js';
import type { DataConfig, ExperimentConfig, ExperimentName, ModelName, PresetName } from './config.js';

// Sources: [P] the paper (tolstikhin:18, Section 4 and Appendix C), [C] its released code (`configs.py`,
// `config_mnist`), [V] kingma:14, [K] knop:20, [O] ours.

/** What the presets have in common. */
const autoEncoder = {
  image: [28, 28, 1],
  prior: {
    kind: 'normal', // [P] [C] pz
    dimension: 8, // [P] [C] zdim
    sigma: 1, // [P] [C] pz_scale
  },
  initialStd: RELEASED_INITIAL_STD, // [C] init_std
} as const satisfies Partial<AutoEncoderConfig>;

const training = {
  batchSize: 100, // [P] [C] batch_size
  learningRate: 1e-3, // [P] [C] lr
  discriminatorLearningRate: 5e-4, // [P] [C] lr_adv
  beta1: 0.5, // [P] [C] adam_beta1
  beta2: 0.999, // [P] [C]
  lambdaSchedule: { kind: 'constant' }, // [C] lambda_schedule
  precision: 'float32', // [O]
  recordEvery: 100, // [O]
} as const satisfies Partial<TrainingConfig>;

interface Size {
  /** Filters of the first convolution. */
  readonly width: number;
  /** The encoder's and the decoder's filters in units of the width. */
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
  readonly epochs: number;
  readonly learningRateSchedule: TrainingConfig['learningRateSchedule'] & { readonly kind: 'manual' };
  /** From this epoch on WAE-GAN's encoder and decoder take steps ten times smaller, its discriminator does not. */
  readonly settling: number | null;
  /** Units of each of the discriminator's four hidden layers. */
  readonly discriminatorUnits: number;
  readonly pretraining: TrainingConfig['pretraining'];
  readonly testImages: number;
  readonly digits: { readonly train: number; readonly test: number };
}

const pretraining = { batchSize: 1000, maxSteps: 200, tolerance: 0.1 }; // [C] e_pretrain_sample_size, pretrain_encoder

const sizes: Readonly<Record<PresetName, Size>> = {
  /** [O] Minutes on two cores. */
  quick: {
    width: 16,
    encoder: [1, 2, 4],
    decoder: [4, 2, 1],
    epochs: 10,
    learningRateSchedule: {
      kind: 'manual',
      at: [
        [5, 1 / 2],
        [8, 1 / 5],
      ],
    },
    settling: 9,
    discriminatorUnits: 256,
    pretraining: { ...pretraining, batchSize: 500 },
    testImages: 500,
    digits: { train: 10_000, test: 2_000 },
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
    discriminatorUnits: 512, // [P] [C] d_num_filters
    pretraining,
    testImages: 1000,
    digits: { train: 60_000, test: 10_000 },
  },
  /** [C] The released code's MNIST configuration; a GPU's work. */
  paper: {
    width: 128,
    encoder: [1, 2, 4, 8], // e_num_filters 1024, e_num_layers 4
    decoder: [8, 4, 2], // g_num_filters 1024, g_num_layers 3, dcgan_mod
    epochs: 100, // epoch_num
    learningRateSchedule: RELEASED_MANUAL, // lr_schedule
    settling: null,
    discriminatorUnits: 512, // d_num_filters
    pretraining,
    testImages: 10_000,
    digits: { train: 60_000, test: 10_000 },
  },
};

/** What may be changed about a preset from the command line. */
export interface Overrides {
  readonly epochs?: number;
  readonly width?: number;
  readonly latent?: number;
  readonly lambda?: number;
  readonly batch?: number;
  readonly seed?: number;
  readonly split?: 'canonical' | 'released';
  readonly precision?: 'float32' | 'bfloat16';
}

/** The configuration of one model at one size, with what was asked to be different. */
export function presetConfig(
  experiment: ExperimentName,
  preset: PresetName,
  model: ModelName,
  overrides: Overrides = {},
): ExperimentConfig {
  const size = sizes[preset];
  const { width = size.width, latent = autoEncoder.prior.dimension, seed = 1 } = overrides;
  const base = {
    ...autoEncoder,
    prior: { ...autoEncoder.prior, dimension: latent },
    architecture: {
      kind: 'dcgan', // [P] [C] e_arch, g_arch
      encoderFilters: size.encoder.map(multiple => multiple * width),
      decoderFilters: size.decoder.map(multiple => multiple * width),
      kernelSize: 4, // [P] [C] conv_filters_dim
    },
  } as const;
  return {
    preset,
    seed,
    data: dataConfig(experiment, size, overrides),
    model: modelConfig(model, base, size),
    training: {
      ...training,
      epochs: overrides.epochs ?? size.epochs,
      batchSize: overrides.batch ?? training.batchSize,
      ...schedules(model, size),
      lambda: overrides.lambda ?? defaultLambda[model],
      // The VAE's penalty holds its codes to the prior point by point: nothing to prepare.
      pretraining: model === 'vae' ? null : size.pretraining,
      precision: overrides.precision ?? training.precision,
      testImages: size.testImages,
    },
  };
}

/**
 * [O] While encoder and discriminator take steps of like size they chase each other: the codes' means wander by 0.3 of
 * the prior's standard deviation, at any common rate. They settle once the encoder is much the slower.
 */
function schedules(
  model: ModelName,
  { learningRateSchedule, settling }: Size,
): Pick<TrainingConfig, 'learningRateSchedule' | 'discriminatorLearningRateSchedule'> {
  if (model !== 'wae-gan' || settling === null) return { learningRateSchedule };
  return {
    learningRateSchedule: { ...learningRateSchedule, at: [...learningRateSchedule.at, [settling, 1 / 10]] },
    discriminatorLearningRateSchedule: learningRateSchedule,
  };
}

function dataConfig(
  experiment: ExperimentName,
  { digits }: Size,
  { split = 'canonical' }: Overrides,
): DataConfig {
  return experiment === 'mnist' ? { name: 'mnist', split } : { name: 'digits', ...digits, seed: 0 };
}

/**
 * λ of each model. [O]: of the size at which codes that are off the prior by a small shift cost about what they cost
 * WAE-MMD with the paper's 10; a shift by δ adds ‖δ‖² to Sinkhorn's divergence, ‖δ‖²/d to the sliced distance.
 */
const defaultLambda: Readonly<Record<ModelName, number>> = {
  vae: 1, // [V] the evidence lower bound
  'wae-mmd': 10, // [P] [C] lambda
  'wae-gan': 10, // [P] [C] lambda
  'wae-energy': 5, // [O]
  'wae-sliced': 10, // [O]
  'wae-max-sliced': 1, // [O]
  'wae-sinkhorn': 1, // [O]
  'wae-cramer-wold': 100, // [O]
};

function modelConfig(
  model: ModelName,
  base: Omit<AutoEncoderConfig, 'encoder' | 'cost'>,
  { discriminatorUnits: units }: Size,
): ModelConfig {
  const wae = {
    ...base,
    encoder: { kind: 'additive-noise', std: RELEASED_PIXEL_NOISE }, // [C] e_noise
    cost: { kind: 'squared-l2', scale: RELEASED_SCALE['squared-l2'] }, // [P] [C] cost; the 0.05 is in [C] alone
  } as const;
  switch (model) {
    case 'vae':
      // [P] "Bernoulli decoder" for MNIST
      return { kind: model, ...base, encoder: { kind: 'gaussian' }, cost: { kind: 'cross-entropy' } };
    case 'wae-mmd':
      return { kind: model, ...wae, kernel: { kind: 'imq', scales: RELEASED_SCALES } }; // [P] [C] mmd_kernel
    case 'wae-gan':
      // [P] [C] d_num_layers, gan_p_trick
      return { kind: model, ...wae, discriminator: { units: [units, units, units, units], logPrior: false } };
    case 'wae-energy':
      return { kind: model, ...wae };
    case 'wae-sliced':
      return { kind: model, ...wae, penalty: { projections: 50 } }; // [O]
    case 'wae-max-sliced':
      return { kind: model, ...wae, penalty: { starts: 8, steps: 10, stepLength: 0.5 } }; // [O]
    case 'wae-sinkhorn':
      // [O] ε is the mean cost of two prior draws: with one much smaller the divergence of a batch of 100 from 100
      // draws is least for codes that are too narrow (for ε ≤ 4 those of 0.7 σ are ahead of the prior's own).
      return { kind: model, ...wae, penalty: { epsilon: meanCost(wae.prior), iterations: 10 } };
    case 'wae-cramer-wold':
      return { kind: model, ...wae, penalty: { against: 'normal' } }; // [K] Silverman's γ, as where it is left out
    default:
      throw new TypeError(`presetConfig: unknown model ${JSON.stringify(model satisfies never)}`);
  }
}

/** E‖x − y‖² of two draws from a normal prior, 2dσ². */
function meanCost({ dimension, sigma }: Prior): number {
  return 2 * dimension * sigma ** 2;
}

/** The preset of an experiment where none is named. */
export function defaultPreset(experiment: ExperimentName): PresetName {
  return experiment === 'mnist' ? 'standard' : 'quick';
}

/** The width that a preset's model was made with. */
export function presetWidth({ architecture }: ModelConfig): number | undefined {
  return architecture.kind === 'dcgan' ? architecture.encoderFilters[0] : architecture.encoderUnits[0];
}
