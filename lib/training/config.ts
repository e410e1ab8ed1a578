import { z } from 'zod';
import type { Schema, Values } from '../base/index.js';
import type { Augmentation } from './augment.js';
import type { LambdaSchedule, LearningRateSchedule, PlateauSchedule } from './schedules.js';

const count = z.number().int().min(1);
const positive = z.number().positive();
const batch = z.number().int().min(2);
const decay = z.number().min(0).lt(1);

const steadySchedules = [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({ kind: z.literal('manual'), at: z.array(z.tuple([z.number().int().min(0), positive])) }),
  z.strictObject({ kind: z.literal('manual-smooth') }),
  z.strictObject({ kind: z.literal('exponential'), period: positive }),
] as const;

const plateauSchedule = z.strictObject({
  kind: z.literal('plateau'),
  startEpoch: z.number().int().min(0),
  window: count,
  patience: count,
  divisor: positive,
  floor: positive,
});

const learningRateSchedule: z.ZodType<LearningRateSchedule> = z.discriminatedUnion('kind', [
  ...steadySchedules,
  plateauSchedule,
]);

type SteadySchedule = Exclude<LearningRateSchedule, PlateauSchedule>;
const steadySchedule: z.ZodType<SteadySchedule> = z.discriminatedUnion('kind', steadySchedules);

const lambdaSchedule: z.ZodType<LambdaSchedule> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({ kind: z.literal('adaptive'), every: count }),
]);

const pretrainingFields = {
  batchSize: batch as Schema<number>,
  maxSteps: count as Schema<number>,
  /** Stops below this loss. */
  tolerance: positive as Schema<number>,
};

/** Training of the encoder alone, before the rest, to the prior's mean and covariance. */
export interface Pretraining extends Values<typeof pretrainingFields> {}

const pretraining = z.strictObject(pretrainingFields as unknown as z.ZodRawShape).nullable();

const augmentation: z.ZodType<Augmentation> = z.strictObject({
  shift: z.number().int().min(0),
  mirror: z.boolean(),
});

const precisions = ['float32', 'bfloat16'] as const;

/** What the configuration of a training holds. */
export const trainingFields = {
  /** Passes over the training images; a batch that is not full is left out. */
  epochs: count as Schema<number>,
  batchSize: batch as Schema<number>,
  /** Adam's α for encoder and decoder. */
  learningRate: positive as Schema<number>,
  /** Adam's α for the discriminator. */
  discriminatorLearningRate: positive as Schema<number>,
  beta1: decay as Schema<number>,
  beta2: decay as Schema<number>,
  learningRateSchedule: learningRateSchedule as Schema<LearningRateSchedule>,
  /** The discriminator's own, if its rate does not go down with the encoder's. */
  discriminatorLearningRateSchedule: steadySchedule.exactOptional() as Schema<SteadySchedule | undefined>,
  /** λ, the weight of the penalty, ≥ 0. */
  lambda: z.number().min(0) as Schema<number>,
  lambdaSchedule: lambdaSchedule as Schema<LambdaSchedule>,
  /** Null for none. */
  pretraining: pretraining as Schema<Pretraining | null>,
  /** What is done to a training image each time it is seen; nothing if it is left out. */
  augmentation: augmentation.exactOptional() as Schema<Augmentation | undefined>,
  /** Measures and shows the average of the weights over the steps in place of the last ones; see {@link WeightAverage}. */
  weightAverage: z.strictObject({ decay }).exactOptional() as Schema<{ readonly decay: number } | undefined>,
  precision: z.enum(precisions) as Schema<(typeof precisions)[number]>,
  /** Steps between two records of the history. */
  recordEvery: count as Schema<number>,
  /** Images of validation, or test images if none are held out, looked at after each epoch. */
  testImages: count as Schema<number>,
};

/** How a model is trained. */
export interface TrainingConfig extends Values<typeof trainingFields> {}
