import { z } from 'zod';
import { type Schema, UserError, type Values } from '../../base/index.js';
import type { ImagesSpec } from '../../datasets/index.js';
import { type ModelConfig, modelSchema } from '../../models/index.js';
import { type TrainingConfig, trainingFields } from '../../training/index.js';
import { strictObject } from '../schemas.js';

/** The sizes that experiments come in. */
export const presetNames = ['quick', 'standard', 'paper', 'released'] as const;
export type PresetName = (typeof presetNames)[number];

/** The size if none is named. */
export const defaultPreset: PresetName = 'quick';

/** What images of one's own may be called: it names a folder of results. */
export const titlePattern: RegExp = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

const count = z.number().int().min(1);
const seed = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const splits = ['canonical', 'released'] as const;
const formats = ['pictures', 'idx', 'arrays'] as const;
const fits = ['cover', 'contain', 'fill'] as const;

const imageSplit: z.ZodType<ImagesSpec['split']> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('given') }),
  z.strictObject({ kind: z.literal('drawn'), test: count, seed }),
]);

/** The data sets that experiments know, each with what says which of its images. */
export const dataFields = {
  mnist: {
    /** `canonical`: 60,000 and 10,000; `released`: merged, shuffled with seed 123, the last 10,000 for testing. */
    split: z.enum(splits) as Schema<(typeof splits)[number]>,
    /** How many training images are taken; all if it is left out. */
    train: count.exactOptional() as Schema<number | undefined>,
    /** How many test images are taken; all if it is left out. */
    test: count.exactOptional() as Schema<number | undefined>,
    /** How many of the training images, the last ones, are held out for validation; none if it is left out. */
    validation: count.exactOptional() as Schema<number | undefined>,
  },
  digits: {
    train: count as Schema<number>,
    test: count as Schema<number>,
    seed: seed as Schema<number>,
    /** How many of the training images, the last ones, are held out for validation; none if it is left out. */
    validation: count.exactOptional() as Schema<number | undefined>,
  },
  celeba: {
    /** How many of the training images, the last ones by name, are held out for validation; none if it is left out. */
    validation: count.exactOptional() as Schema<number | undefined>,
  },
  faces: {
    train: count as Schema<number>,
    test: count as Schema<number>,
    seed: seed as Schema<number>,
    /** How many of the training images, the last ones, are held out for validation; none if it is left out. */
    validation: count.exactOptional() as Schema<number | undefined>,
  },
  /** Images of one's own, wherever they lie: see {@link ImagesSpec}. */
  images: {
    title: z.string().regex(titlePattern) as Schema<string>,
    format: z.enum(formats) as Schema<(typeof formats)[number]>,
    size: z.number().int().min(8).max(512) as Schema<number>,
    channels: z.union([z.literal(1), z.literal(3)]) as Schema<1 | 3>,
    fit: z.enum(fits) as Schema<(typeof fits)[number]>,
    filter: z.literal('lanczos3') as Schema<'lanczos3'>,
    transpose: z.boolean().exactOptional() as Schema<boolean | undefined>,
    split: imageSplit as Schema<ImagesSpec['split']>,
    classes: z.array(z.string()).max(256) as Schema<readonly string[]>,
    train: count.exactOptional() as Schema<number | undefined>,
    test: count.exactOptional() as Schema<number | undefined>,
    /** How many of the training images, the last ones, are held out for validation; none if it is left out. */
    validation: count.exactOptional() as Schema<number | undefined>,
  },
};
export type ExperimentName = keyof typeof dataFields;
export const experimentNames: readonly ExperimentName[] = Object.keys(dataFields) as ExperimentName[];

/** Which images. */
export type DataConfig = {
  readonly [Name in ExperimentName]: { readonly name: Name } & Values<(typeof dataFields)[Name]>;
}[ExperimentName];

/** Images of one's own, as a configuration has them. */
/** What images are called: their set's name, or the title of one's own. */
export function dataTitle(data: DataConfig): string {
  return data.name === 'images' ? data.title : data.name;
}

export type ImagesConfig = Extract<DataConfig, { readonly name: 'images' }>;

const data = z.discriminatedUnion(
  'name',
  experimentNames.map(name => strictObject({ name: z.literal(name), ...dataFields[name] })) as unknown as [
    z.ZodObject,
  ],
);

const configFields = {
  preset: z.enum(presetNames) as Schema<PresetName>,
  /** Decides initial weights, order of images and all noise. */
  seed: seed as Schema<number>,
  data: data as unknown as Schema<DataConfig>,
  model: modelSchema as Schema<ModelConfig>,
  training: strictObject(trainingFields) as Schema<TrainingConfig>,
};

/** Everything that decides a run: what `config.json` holds. */
export interface ExperimentConfig extends Values<typeof configFields> {}

const schema = strictObject(configFields);

/**
 * Checks a configuration against the schema; unknown keys are refused.
 * @param origin where it came from, for the message
 * @throws UserError that names the first field that is wrong
 */
export function parseConfig(value: unknown, origin: string): ExperimentConfig {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
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

/** The path of the first field in which two configurations differ, or undefined if they are equal. */
export function firstDifference(a: unknown, b: unknown): string | undefined {
  return differences(a, b)[0]?.path;
}
