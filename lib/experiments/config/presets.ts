import type { ModelConfig } from '../../models/index.js';
import type { Prior } from '../../latent/index.js';
import { RELEASED_SCALES } from '../../penalties/index.js';
import type { TrainingConfig } from '../../training/index.js';
import { celebaPreset, facesOf } from './celeba-presets.js';
import type { ExperimentConfig, ExperimentName, ModelName, PresetName } from './config.js';
import { digitsOf, mnistOf, mnistPreset } from './mnist-presets.js';
import type { Preset } from './preset.js';

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
  name: PresetName,
  model: ModelName,
  overrides: Overrides = {},
): ExperimentConfig {
  const preset = presetOf(experiment, name, overrides.split);
  const prior = { ...preset.prior, dimension: overrides.latent ?? preset.prior.dimension };
  return {
    preset: name,
    seed: overrides.seed ?? 1,
    data: preset.data,
    model: modelConfig(model, preset, prior, overrides.width ?? preset.width),
    training: {
      epochs: overrides.epochs ?? preset.epochs,
      batchSize: overrides.batch ?? preset.batchSize,
      learningRate: preset.learningRate[model] ?? preset.learningRate.others,
      discriminatorLearningRate: preset.discriminatorLearningRate,
      beta1: 0.5, // [P] [C] adam_beta1
      beta2: 0.999, // [P] [C]
      ...schedules(model, preset),
      lambda: overrides.lambda ?? preset.lambda[model],
      lambdaSchedule: { kind: 'constant' }, // [C] lambda_schedule
      // The VAE's penalty holds its codes to the prior point by point: nothing to prepare.
      pretraining: model === 'vae' ? null : preset.pretraining,
      precision: overrides.precision ?? 'float32', // [O]
      recordEvery: 100, // [O]
      testImages: preset.testImages,
    },
  };
}

function presetOf(
  experiment: ExperimentName,
  name: PresetName,
  split: Overrides['split'] = 'canonical',
): Preset {
  switch (experiment) {
    case 'mnist':
      return mnistPreset(name, { name: 'mnist', split, ...mnistOf[name] });
    case 'digits':
      return mnistPreset(name, { name: 'digits', ...digitsOf[name], seed: 0 });
    case 'celeba':
      return celebaPreset(name, { name: 'celeba' });
    case 'faces':
      return celebaPreset(name, { name: 'faces', ...facesOf[name], seed: 0 });
    default:
      throw new TypeError(`presetConfig: unknown experiment ${JSON.stringify(experiment satisfies never)}`);
  }
}

/**
 * [O] While encoder and discriminator take steps of like size they chase each other: the codes' means wander by 0.3 of
 * the prior's standard deviation, at any common rate. They settle once the encoder is much the slower.
 */
function schedules(
  model: ModelName,
  { learningRateSchedule: schedule, settling }: Preset,
): Pick<TrainingConfig, 'learningRateSchedule' | 'discriminatorLearningRateSchedule'> {
  if (model !== 'wae-gan' || settling === null || schedule.kind !== 'manual') {
    return { learningRateSchedule: schedule };
  }
  return {
    learningRateSchedule: { ...schedule, at: [...schedule.at, [settling, 1 / 10]] },
    discriminatorLearningRateSchedule: schedule,
  };
}

function modelConfig(model: ModelName, preset: Preset, prior: Prior, width: number): ModelConfig {
  const base = {
    image: preset.image,
    architecture: {
      kind: 'dcgan', // [P] [C] e_arch, g_arch
      encoderFilters: preset.encoder.map(multiple => multiple * width),
      decoderFilters: preset.decoder.map(multiple => multiple * width),
      kernelSize: preset.kernelSize,
    },
    prior,
    initialStd: preset.initialStd,
  } as const;
  const wae = {
    ...base,
    encoder: { kind: 'additive-noise', std: preset.pixelNoise },
    cost: preset.cost.wae,
  } as const;
  switch (model) {
    case 'vae':
      return { kind: model, ...base, encoder: { kind: 'gaussian' }, cost: preset.cost.vae };
    case 'wae-mmd':
      return { kind: model, ...wae, kernel: { kind: 'imq', scales: RELEASED_SCALES } }; // [P] [C] mmd_kernel
    case 'wae-gan': {
      const { units, ...rest } = preset.discriminator;
      return { kind: model, ...wae, discriminator: { units: [units, units, units, units], ...rest } }; // [P] [C] d_num_layers
    }
    case 'wae-energy':
      return { kind: model, ...wae };
    case 'wae-sliced':
      return { kind: model, ...wae, penalty: { projections: 50 } }; // [O]
    case 'wae-max-sliced':
      return { kind: model, ...wae, penalty: { starts: 8, steps: 10, stepLength: 0.5 } }; // [O]
    case 'wae-sinkhorn':
      // [O] ε is the mean cost of two prior draws: with one much smaller the divergence of a batch of 100 from 100
      // draws is least for codes that are too narrow (for ε ≤ 4 those of 0.7 σ are ahead of the prior's own).
      return { kind: model, ...wae, penalty: { epsilon: meanCost(prior), iterations: 10 } };
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

/** The width that a preset's model was made with. */
export function presetWidth({ architecture }: ModelConfig): number | undefined {
  return architecture.kind === 'dcgan' ? architecture.encoderFilters[0] : architecture.encoderUnits[0];
}
