import type { Cost, ImageShape, WaeGanConfig } from '../../models/index.js';
import type { Prior } from '../../latent/index.js';
import type { TrainingConfig } from '../../training/index.js';
import type { DataConfig, ModelName } from './config.js';

// Sources in the presets' files: [P] the paper (tolstikhin:18, Section 4 and Appendix C), [C] its released code
// (`configs.py`), [V] kingma-welling:14, [K] knop:20, [O] ours.

/** What an experiment prescribes at one size, for every model. */
export interface Preset {
  readonly data: DataConfig;
  readonly image: ImageShape;
  readonly prior: Prior;
  /** Filters of the first convolution. */
  readonly width: number;
  /** The encoder's and the decoder's filters in units of the width. */
  readonly encoder: readonly number[];
  readonly decoder: readonly number[];
  readonly kernelSize: number;
  /** Standard deviation of initial weights. */
  readonly initialStd: number;
  /** Standard deviation of the noise on the pixels that a WAE's encoder sees. */
  readonly pixelNoise: number;
  /** c(x, y) of the VAE, and of every WAE. */
  readonly cost: { readonly vae: Cost; readonly wae: Cost };
  /** Units of each of the discriminator's four hidden layers; the rest as in `WaeGanConfig`. */
  readonly discriminator: Omit<WaeGanConfig['discriminator'], 'units'> & { readonly units: number };
  readonly lambda: Readonly<Record<ModelName, number>>;
  readonly learningRate: { readonly [model in ModelName]?: number } & { readonly others: number };
  readonly discriminatorLearningRate: number;
  readonly learningRateSchedule: TrainingConfig['learningRateSchedule'];
  /** From this epoch on WAE-GAN's encoder and decoder take steps ten times smaller, its discriminator does not. */
  readonly settling: number | null;
  readonly epochs: number;
  readonly batchSize: number;
  readonly pretraining: TrainingConfig['pretraining'];
  readonly testImages: number;
}
