import type { LambdaSchedule, LearningRateSchedule, PlateauSchedule } from './schedules.js';

/** How a model is trained. */
export interface TrainingConfig {
  /** Passes over the training images; a batch that is not full is left out. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's α for encoder and decoder. */
  readonly learningRate: number;
  /** Adam's α for the discriminator. */
  readonly discriminatorLearningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly learningRateSchedule: LearningRateSchedule;
  /** The discriminator's own, where its rate does not go down with the encoder's. */
  readonly discriminatorLearningRateSchedule?: Exclude<LearningRateSchedule, PlateauSchedule> | undefined;
  readonly lambda: number;
  readonly lambdaSchedule: LambdaSchedule;
  /** Training of the encoder alone, before the rest, to the prior's mean and covariance; null for none. */
  readonly pretraining: {
    readonly batchSize: number;
    readonly maxSteps: number;
    /** Stops below this loss. */
    readonly tolerance: number;
  } | null;
  readonly precision: 'float32' | 'bfloat16';
  /** Steps between two records of the history. */
  readonly recordEvery: number;
  /** Test images looked at after each epoch. */
  readonly testImages: number;
}
