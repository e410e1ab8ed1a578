import type { ImageShape, ModelName, Prescribed } from '../../models/index.js';
import type { TrainingConfig } from '../../training/index.js';
import type { DataConfig } from './config.js';

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
  readonly lambda: Readonly<Record<ModelName, number>>;
  readonly learningRate: { readonly [model in ModelName]?: number } & { readonly others: number };
  readonly discriminatorLearningRate: number;
  readonly learningRateSchedule: TrainingConfig['learningRateSchedule'];
  /** From this epoch on encoder and decoder of a model with a discriminator take steps ten times smaller, it does not. */
  readonly settling: number | null;
  readonly epochs: number;
  readonly batchSize: number;
  readonly pretraining: TrainingConfig['pretraining'];
  readonly testImages: number;
}
