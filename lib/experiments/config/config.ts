import { z } from 'zod';
import { UserError } from '../../base/index.js';
import { type ModelConfig, modelSchema } from '../../models/index.js';
import type { TrainingConfig } from '../../training/index.js';

/** The data sets that experiments know. */
export const experimentNames = ['mnist', 'digits', 'celeba', 'faces'] as const;
export type ExperimentName = (typeof experimentNames)[number];

/** The sizes that experiments come in. */
export const presetNames = ['quick', 'standard', 'paper'] as const;
export type PresetName = (typeof presetNames)[number];

/** The size if none is named. */
export const defaultPreset: PresetName = 'quick';

/** Which images. */
export type DataConfig =
  | {
      readonly name: 'mnist';
      /** `canonical`: 60,000 and 10,000; `released`: merged, shuffled with seed 123, the last 10,000 for testing. */
      readonly split: 'canonical' | 'released';
      /** How many of either are taken; all if it is left out. */
      readonly train?: number;
      readonly test?: number;
    }
  | { readonly name: 'digits'; readonly train: number; readonly test: number; readonly seed: number }
  | { readonly name: 'celeba' }
  | { readonly name: 'faces'; readonly train: number; readonly test: number; readonly seed: number };

/** Everything that decides a run: what `config.json` holds. */
export interface ExperimentConfig {
  readonly preset: PresetName;
  /** Decides initial weights, order of images and all noise. */
  readonly seed: number;
  readonly data: DataConfig;
  readonly model: ModelConfig;
  readonly training: TrainingConfig;
}

const count = z.number().int().min(1);
const positive = z.number().positive();
const seed = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

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

const training = z.strictObject({
  epochs: count,
  batchSize: z.number().int().min(2),
  learningRate: positive,
  discriminatorLearningRate: positive,
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  learningRateSchedule: z.discriminatedUnion('kind', [...steadySchedules, plateauSchedule]),
  discriminatorLearningRateSchedule: z.discriminatedUnion('kind', steadySchedules).optional(),
  lambda: z.number().min(0),
  lambdaSchedule: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant') }),
    z.strictObject({ kind: z.literal('adaptive'), every: count }),
  ]),
  pretraining: z
    .strictObject({ batchSize: z.number().int().min(2), maxSteps: count, tolerance: positive })
    .nullable(),
  precision: z.enum(['float32', 'bfloat16']),
  recordEvery: count,
  testImages: count,
});

const schema = z.strictObject({
  preset: z.enum(presetNames),
  seed,
  data: z.discriminatedUnion('name', [
    z.strictObject({
      name: z.literal('mnist'),
      split: z.enum(['canonical', 'released']),
      train: count.optional(),
      test: count.optional(),
    }),
    z.strictObject({ name: z.literal('digits'), train: count, test: count, seed }),
    z.strictObject({ name: z.literal('celeba') }),
    z.strictObject({ name: z.literal('faces'), train: count, test: count, seed }),
  ]),
  model: modelSchema as z.ZodType<ModelConfig>,
  training,
});

/**
 * Checks a configuration against the schema; unknown keys are refused.
 * @param origin where it came from, for the message
 * @throws UserError that names the first field that is wrong
 */
export function parseConfig(value: unknown, origin: string): ExperimentConfig {
  const result = schema.safeParse(value);
  if (result.success) return result.data as ExperimentConfig;
  const issue = result.error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? 'the configuration' : issue.path.join('.');
  throw new UserError(
    `${origin}: ${field} is not valid (${issue?.message ?? 'unknown reason'}); mend it and try again`,
  );
}

/** A field in which two configurations differ. */
export interface Difference {
  readonly path: string;
  /** What the first has there, and the second. */
  readonly values: readonly [unknown, unknown];
}

/** The fields in which two configurations differ, in their order. */
export function differences(a: unknown, b: unknown, path = ''): Difference[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b) ? [] : [{ path, values: [a, b] }];
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap(key => {
    const [left, right] = [a, b].map(side => (side as Record<string, unknown>)[key]);
    return differences(left, right, path === '' ? key : `${path}.${key}`);
  });
}

/** The path of the first field in which two configurations differ, or undefined where they are equal. */
export function firstDifference(a: unknown, b: unknown): string | undefined {
  return differences(a, b)[0]?.path;
}
