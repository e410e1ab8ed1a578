import { z } from 'zod';
import { type Schema, UserError, type Values } from '../../base/index.js';
import type { Discrimination, Measured } from '../../metrics/index.js';
import { type ModelName, modelNames } from '../../models/index.js';
import { type ExperimentName, experimentNames, type PresetName, presetNames } from '../config/config.js';
import { checkedOut, type Revision, revisionFields } from '../run/manifest.js';
import { measured, strictObject } from '../schemas.js';
import { codeFields, type CodeMetrics } from './measure-codes.js';
import {
  priorSampleFields,
  type PriorSampleMetrics,
  sampleFields,
  type SampleMetrics,
} from './measure-samples.js';
import type { RunFolder } from '../run/run-folder.js';

const samplerFields = {
  gaussian: strictObject(sampleFields) as Schema<SampleMetrics>,
  mixture: strictObject(sampleFields) as Schema<SampleMetrics>,
  /** Absent at the preset `quick`. */
  'second-stage': strictObject(sampleFields).exactOptional() as Schema<SampleMetrics | undefined>,
  /** Absent at the preset `quick`, and from files of before. */
  flow: strictObject(sampleFields).exactOptional() as Schema<SampleMetrics | undefined>,
};

/** Draws from other samplers than the prior, fitted to training codes. */
export interface SamplersMetrics extends Values<typeof samplerFields> {}

const realFields = {
  frechet: measured as Schema<Measured>,
  sharpness: measured as Schema<Measured>,
  inceptionFrechet: measured.exactOptional() as Schema<Measured | undefined>,
};

/** Test images against themselves: the floor of the Fréchet distance, and their sharpness. */
export interface RealMetrics extends Values<typeof realFields> {}

const discrimination: z.ZodType<Discrimination> = z.strictObject({
  loss: z.number(),
  best: z.number(),
  n: z.number(),
});

/** When something was measured, and by which code. */
export interface MeasuredAt extends Revision {
  /** In UTC, as ISO 8601 writes it. */
  readonly date: string;
}

/** Its schema. */
export const measuredAt: z.ZodType<MeasuredAt> = strictObject({
  date: z.string() as Schema<string>,
  ...revisionFields,
});

/** What is measured now. */
export function measuredNow(): MeasuredAt {
  return { date: new Date().toISOString(), ...checkedOut() };
}

const runFields = {
  experiment: z.enum(experimentNames) as Schema<ExperimentName>,
  preset: z.enum(presetNames) as Schema<PresetName>,
  model: z.enum(modelNames) as Schema<ModelName>,
  seed: z.number() as Schema<number>,
  epochs: z.number() as Schema<number>,
  /** Steps of the checkpoint that was measured. */
  step: z.number() as Schema<number>,
  /** Test images measured. */
  n: z.number() as Schema<number>,
  /** Mean over the test images of Σ (x − y)² over pixels in [0, 1], y decoded from the mean code. */
  testSquaredError: z.number() as Schema<number>,
  testSquaredErrorStandardError: z.number() as Schema<number>,
  /** The same over the first training images, as many as there are test images; absent from files of before. */
  trainSquaredError: z.number().exactOptional() as Schema<number | undefined>,
  /** Of test codes, if the model has a discriminator; absent from files of before. */
  discrimination: discrimination.exactOptional() as Schema<Discrimination | undefined>,
  /** Structural similarity of the test images and their reconstructions. */
  ssim: measured as Schema<Measured>,
  latent: strictObject(codeFields) as Schema<CodeMetrics>,
  samplers: strictObject(samplerFields) as Schema<SamplersMetrics>,
  real: strictObject(realFields) as Schema<RealMetrics>,
  /** The published FID of draws from the prior; there if the weights were given. */
  inceptionFrechet: measured.exactOptional() as Schema<Measured | undefined>,
  /** When and by which code this was measured; absent from files of before. */
  measuredAt: measuredAt.exactOptional() as Schema<MeasuredAt | undefined>,
  /** Training images per second of wall time, epochs whole: data, records and saving included. */
  imagesPerSecond: z.number() as Schema<number>,
  peakRssMiB: z.number() as Schema<number>,
};

/** What `metrics.json` holds; its own numbers of samples are of draws from the prior. */
export interface Metrics extends PriorSampleMetrics, Values<typeof runFields> {}

const schema: z.ZodType<Metrics> = strictObject({ ...runFields, ...sampleFields, ...priorSampleFields });

/**
 * Checks metrics read from disk.
 * @throws UserError if they do not fit the schema
 */
export function parseMetrics(value: unknown, origin: string): Metrics {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UserError(
    `${origin} does not fit the schema of metrics (${issue?.path.join('.')}: ${issue?.message}); run \`wae evaluate\` again`,
  );
}

/**
 * The metrics of a run's folder; undefined if there are none, or if they do not fit the schema, such as those of an
 * earlier version.
 * @throws UserError if the file is not JSON
 */
export function readMetrics(run: RunFolder): Metrics | undefined {
  const saved = run.readJson('metrics.json');
  const result = schema.safeParse(saved);
  return result.success ? result.data : undefined;
}
