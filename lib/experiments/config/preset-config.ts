import {
  type Architecture,
  type ImageShape,
  type ModelConfig,
  modelKinds,
  type ModelName,
  type Prescribed,
} from '../../models/index.js';
import type { Prior } from '../../latent/index.js';
import type { TrainingConfig } from '../../training/index.js';
import { celebaPreset, facesOf } from './celeba-presets.js';
import { UserError } from '../../base/index.js';
import type { DataConfig, ExperimentConfig, ExperimentName, ImagesConfig, PresetName } from './config.js';
import { imagesPreset } from './images-presets.js';
import { digitsOf, mnistOf, mnistPreset } from './mnist-presets.js';

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
  /** Which images, if they are one's own: what `describeImages` says of their folder, and the name `images`. */
  readonly images?: ImagesConfig;
}

/** The configuration of one model at one size, with what was asked to be different. */
export function presetConfig(
  experiment: ExperimentName,
  name: PresetName,
  model: ModelName,
  overrides: Overrides = {},
): ExperimentConfig {
  const preset = presetOf(experiment, name, overrides);
  const prior = { ...preset.prior, dimension: overrides.latent ?? preset.prior.dimension };
  const config = modelConfig(model, preset, prior, overrides.width ?? preset.width);
  return {
    preset: name,
    seed: overrides.seed ?? 1,
    data: preset.data,
    model: config,
    training: {
      epochs: overrides.epochs ?? preset.epochsOf?.[model] ?? preset.epochs,
      batchSize: overrides.batch ?? preset.batchSize,
      learningRate: preset.learningRate[model] ?? preset.learningRate.others,
      discriminatorLearningRate: preset.discriminatorLearningRate,
      beta1: 0.5, // [P] [C] adam_beta1
      beta2: 0.999, // [P] [C]
      ...schedules('discriminator' in config, preset),
      lambda: overrides.lambda ?? preset.lambda[model],
      lambdaSchedule: { kind: 'constant' }, // [C] lambda_schedule
      pretraining: modelKinds[model].pretrained ? preset.pretraining : null,
      ...(preset.augmentation && { augmentation: preset.augmentation }),
      ...(preset.weightAverage && { weightAverage: preset.weightAverage }),
      precision: overrides.precision ?? 'float32', // [O]
      recordEvery: preset.recordEvery ?? 100, // [O]
      testImages: preset.testImages,
    },
  };
}

function presetOf(
  experiment: ExperimentName,
  name: PresetName,
  { split = name === 'released' ? 'released' : 'canonical', images }: Overrides,
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
    case 'images':
      if (images === undefined) {
        throw new UserError('images of your own have to be found first; name their folder with --data');
      }
      return imagesPreset(name, images);
    default:
      throw new TypeError(`presetConfig: unknown experiment ${JSON.stringify(experiment satisfies never)}`);
  }
}

/**
 * [O] While encoder and discriminator take steps of like size they chase each other: the codes' means wander by 0.3 of
 * the prior's standard deviation, at any common rate. They settle once the encoder is much the slower.
 */
function schedules(
  hasDiscriminator: boolean,
  { learningRateSchedule: schedule, settling }: Preset,
): Pick<TrainingConfig, 'learningRateSchedule' | 'discriminatorLearningRateSchedule'> {
  if (!hasDiscriminator || settling === null || schedule.kind !== 'manual') {
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
      ...(preset.encoderNormalization && { encoderNormalization: preset.encoderNormalization }),
    },
    prior,
    initialStd: preset.initialStd,
  } as const;
  return { kind: model, ...base, ...modelKinds[model].usual({ ...preset, prior }) } as ModelConfig;
}

/** The width that a preset's model was made with. */
export function presetWidth({ architecture }: ModelConfig): number | undefined {
  return architecture.kind === 'dcgan' ? architecture.encoderFilters[0] : architecture.encoderUnits[0];
}

// Sources in the presets' files: [P] the paper (tolstikhin:18, Section 4 and Appendix C), [C] its released code
// (`configs.py`), [V] kingma-welling:14, [K] knop:20, [O] ours.

/** What an experiment prescribes at one size, for every model. */
export interface Preset extends Prescribed {
  readonly data: DataConfig;
  readonly image: ImageShape;
  /** Filters of the first convolution. */
  readonly width: number;
  /** The encoder's and the decoder's filters in units of the width. */
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
  readonly kernelSize: number;
  /** Standard deviation of initial weights. */
  readonly initialStd: number;
  /** By the batch if it is left out. */
  readonly encoderNormalization?: NonNullable<Architecture['encoderNormalization']>;
  /** None if they are left out. */
  readonly augmentation?: NonNullable<TrainingConfig['augmentation']>;
  readonly weightAverage?: NonNullable<TrainingConfig['weightAverage']>;
  readonly lambda: Readonly<Record<ModelName, number>>;
  readonly learningRate: { readonly [model in ModelName]?: number } & { readonly others: number };
  readonly discriminatorLearningRate: number;
  readonly learningRateSchedule: TrainingConfig['learningRateSchedule'];
  /** From this epoch on encoder and decoder of a model with a discriminator take steps ten times smaller, it does not. */
  readonly settling: number | null;
  readonly epochs: number;
  /** Epochs of models that have others. */
  readonly epochsOf?: { readonly [model in ModelName]?: number };
  readonly batchSize: number;
  readonly pretraining: TrainingConfig['pretraining'];
  /** Steps from one record of the training to the next; 100 if it is left out. */
  readonly recordEvery?: number;
  readonly testImages: number;
}
