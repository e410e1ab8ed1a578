import type { ModelName, paperModelNames } from '../../models/index.js';
import { reducedLambda as facesLambda, SYMMETRIC } from '../config/celeba-presets.js';
import type { Changes } from '../config/changes.js';
import type { ExperimentName } from '../config/config.js';
import { lambda as digitsLambda } from '../config/mnist-presets.js';

/** What is tried of the models of a data set, on its validation images: docs/protocol.md. */
export interface Tuning {
  /** What every try has beside its preset. */
  readonly field: Changes;
  /** Learning rates beside that of `field`. */
  readonly rates: readonly number[];
  /** The tries that a model has of its own; without an entry, four λ around its preset's. */
  readonly own: Readonly<Partial<Record<ModelName, readonly Changes[]>>>;
  /** Common choices that a model keeps in any case. */
  readonly always: Readonly<Partial<Record<ModelName, Changes>>>;
  /** The model whose common choices and rate those share that are not of the paper. */
  readonly sharedFrom: (typeof paperModelNames)[number];
  readonly lambda: Readonly<Record<ModelName, number>>;
}

/** In what the tries of digits and of faces differ. */
interface Ranges extends Pick<Tuning, 'field' | 'rates' | 'lambda'> {
  /** σ² of the VAE's Gaussian decoder, in the pixels' unit squared over `unit`. */
  readonly variances: readonly number[];
  /** Squared errors of pixels in [0, 1] times this are in the unit of `variances`. */
  readonly unit: number;
  /** λ of WAE-MMD. */
  readonly mmd: readonly number[];
  /** λ of WAE-GAN, and γ of its discriminator. */
  readonly gan: readonly (readonly [lambda: number, gamma: number])[];
}

function tuningBy({ field, rates, lambda, variances, unit, mmd, gan }: Ranges): Tuning {
  return {
    field: { ...field, 'training.learningRate': 1e-3, 'training.weightAverage': { decay: 0.999 } },
    rates,
    own: {
      vae: [
        { 'model.cost': { kind: 'gaussian' } },
        // A Gaussian decoder's −log density but for its constant.
        ...variances.map(variance => ({
          'model.cost': { kind: 'squared-l2', scale: unit / (2 * variance) },
        })),
      ],
      'wae-mmd': mmd.map(value => ({ 'training.lambda': value })),
      'wae-gan': gan.map(([value, gamma]) => ({
        'training.lambda': value,
        'model.discriminator.slopePenalty': gamma,
      })),
    },
    // Batch-norm biases the batch's estimate of its MMD.
    always: { 'wae-mmd': { 'model.architecture.encoderNormalization': 'batch-renorm' } },
    sharedFrom: 'wae-mmd',
    lambda,
  };
}

const digits = tuningBy({
  field: { 'data.validation': 5000 },
  rates: [2e-3, 5e-4, 2.5e-4],
  lambda: digitsLambda,
  variances: [0.1, 0.05, 0.02],
  unit: 1,
  mmd: [3, 30, 100, 300],
  gan: [
    [10, 1],
    [3, 0],
    [30, 1],
    [3, 1],
  ],
});

const faces = tuningBy({
  field: { 'data.validation': 900, 'training.augmentation': { shift: 2, mirror: true } },
  rates: [3e-4, 1e-4, 3e-5],
  lambda: facesLambda,
  variances: [0.1, 0.03, 1],
  unit: SYMMETRIC, // σ² of pixels in [−1, 1]
  mmd: [1, 3, 30, 100],
  gan: [
    [1, 1],
    [3, 0],
    [3, 1],
    [10, 1],
  ],
});

/** What is tried of the models of a data set. */
export function tuningOf(experiment: ExperimentName): Tuning {
  return experiment === 'celeba' || experiment === 'faces' ? faces : digits;
}
