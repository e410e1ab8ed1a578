import { z } from 'zod';
import { UserError } from '../../base/index.js';
import type { Measured } from '../../metrics/index.js';
import { type ModelName, modelNames } from '../../models/index.js';
import { type ExperimentName, experimentNames, type PresetName, presetNames } from '../config/config.js';
import type { CodeMetrics } from './measure-codes.js';
import type { PriorSampleMetrics, SampleMetrics } from './measure-samples.js';
import type { RunFolder } from '../run/run-folder.js';

/** What `metrics.json` holds; its own numbers of samples are of draws from the prior. */
export interface Metrics extends PriorSampleMetrics {
  readonly experiment: ExperimentName;
  readonly preset: PresetName;
  readonly model: ModelName;
  readonly seed: number;
  readonly epochs: number;
  /** Steps of the checkpoint that was measured. */
  readonly step: number;
  /** Test images measured. */
  readonly n: number;
  /** Mean over the test images of Σ (x − y)² over pixels in [0, 1], y decoded from the mean code. */
  readonly testSquaredError: number;
  readonly testSquaredErrorStandardError: number;
  /** Structural similarity of the test images and their reconstructions. */
  readonly ssim: Measured;
  readonly latent: CodeMetrics;
  /** Draws from other samplers than the prior, fitted to training codes. */
  readonly samplers: {
    readonly gaussian: SampleMetrics;
    readonly mixture: SampleMetrics;
    /** Absent at the preset `quick`. */
    readonly 'second-stage'?: SampleMetrics | undefined;
  };
  /** Test images against themselves: the floor of the Fréchet distance, and their sharpness. */
  readonly real: {
    readonly frechet: Measured;
    readonly sharpness: Measured;
    readonly inceptionFrechet?: Measured | undefined;
  };
  /** The published FID of draws from the prior; there where the weights were given. */
  readonly inceptionFrechet?: Measured | undefined;
  /** Training images per second of wall time, epochs whole: data, records and saving included. */
  readonly imagesPerSecond: number;
  readonly peakRssMiB: number;
}

const measured = z.strictObject({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.number(),
  protocol: z.string(),
});

const samples = {
  frechet: measured,
  kid: measured,
  precision: measured,
  recall: measured,
  density: measured,
  coverage: measured,
  sharpness: measured,
  sharpnessMinimum: z.number(),
};

const distance = z.strictObject({ value: measured, floor: measured });

const latent = z.strictObject({
  mean: z.array(z.number()),
  std: z.array(z.number()),
  mmd: z.strictObject({ value: z.number(), standardError: z.number(), n: z.number(), blocks: z.number() }),
  mmdTest: z.strictObject({
    statistic: z.number(),
    pValue: z.number(),
    n: z.number(),
    protocol: z.string(),
  }),
  sliced: distance,
  sinkhorn: distance,
  mardia: z
    .strictObject({
      skewness: z.number(),
      skewnessPValue: z.number(),
      kurtosis: z.number(),
      kurtosisPValue: z.number(),
      n: z.number(),
    })
    .nullable(),
  activity: z.strictObject({
    variances: z.array(z.number()),
    active: z.number(),
    n: z.number(),
    protocol: z.string(),
  }),
});

const schema: z.ZodType<Metrics> = z.strictObject({
  experiment: z.enum(experimentNames),
  preset: z.enum(presetNames),
  model: z.enum(modelNames),
  seed: z.number(),
  epochs: z.number(),
  step: z.number(),
  n: z.number(),
  testSquaredError: z.number(),
  testSquaredErrorStandardError: z.number(),
  ssim: measured,
  latent,
  ...samples,
  frechetAtInfinity: measured,
  diversity: measured,
  memorisation: measured,
  interpolation: measured,
  samplers: z.strictObject({
    gaussian: z.strictObject(samples),
    mixture: z.strictObject(samples),
    'second-stage': z.strictObject(samples).optional(),
  }),
  real: z.strictObject({ frechet: measured, sharpness: measured, inceptionFrechet: measured.optional() }),
  inceptionFrechet: measured.optional(),
  imagesPerSecond: z.number(),
  peakRssMiB: z.number(),
});

/**
 * Checks metrics read from disk.
 * @throws UserError where they do not fit the schema
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
