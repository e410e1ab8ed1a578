import { z } from 'zod';
import type { Dataset } from '../datasets/dataset.js';
import { codeMoments, type LatentMmd, latentMmd } from '../metrics/latent.js';
import { meanWithStandardError } from '../metrics/estimate.js';
import { squaredErrors } from '../metrics/reconstruction.js';
import type { Model } from '../models/auto-encoder.js';
import { samplePrior } from '../models/priors.js';
import { RELEASED_SCALES, resolveKernel } from '../penalties/kernels.js';
import type { Rng } from '../random.js';
import { encodeImages, reconstructImages } from '../training/inference.js';
import { UserError } from '../errors.js';
import {
  type ExperimentConfig,
  type ExperimentName,
  experimentNames,
  type ModelName,
  modelNames,
  type PresetName,
  presetNames,
} from './config.js';
import { type Manifest, peakRssMiB } from './manifest.js';

/** What `metrics.json` holds. */
export interface Metrics {
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
  readonly latent: {
    /** Of the test images' codes (draws from Q(Z|x)), one number a coordinate. */
    readonly mean: readonly number[];
    readonly std: readonly number[];
    /** Unbiased MMD² of those codes to as many prior draws, the IMQ kernel summed over the released scales. */
    readonly mmd: LatentMmd;
  };
  /** Training images per second of wall time, epochs whole: data, records and saving included. */
  readonly imagesPerSecond: number;
  readonly peakRssMiB: number;
}

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
  latent: z.strictObject({
    mean: z.array(z.number()),
    std: z.array(z.number()),
    mmd: z.strictObject({ value: z.number(), standardError: z.number(), n: z.number(), blocks: z.number() }),
  }),
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

/** Measures a model on the test images. */
export function measure(
  model: Model,
  { test }: Dataset,
  config: ExperimentConfig,
  manifest: Manifest,
  step: number,
  rng: Rng,
): Metrics {
  const { prior } = model.config;
  const n = test.count;
  const errors = meanWithStandardError(
    squaredErrors(test.images, reconstructImages(model, test.images, n), n),
  );
  const codes = encodeImages(model, test.images, n, rng.split('codes'));
  const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, prior);
  const {
    value,
    standardError,
    n: compared,
    blocks,
  } = latentMmd(codes, samplePrior(prior, n, rng.split('prior')), prior.dimension, kernel);
  const images = manifest.sessions.reduce((sum, s) => sum + s.steps * config.training.batchSize, 0);
  const seconds = manifest.sessions.reduce((sum, s) => sum + s.seconds, 0);
  return {
    experiment: config.data.name,
    preset: config.preset,
    model: config.model.kind,
    seed: config.seed,
    epochs: config.training.epochs,
    step,
    n,
    testSquaredError: errors.value,
    testSquaredErrorStandardError: errors.standardError,
    latent: { ...codeMoments(codes, prior.dimension), mmd: { value, standardError, n: compared, blocks } },
    imagesPerSecond: seconds > 0 ? images / seconds : 0,
    peakRssMiB: Math.max(peakRssMiB(), ...manifest.sessions.map(s => s.peakRssMiB)),
  };
}
