import { meanWithStandardError, nextTurn, type OnProgress, type Rng } from '../../base/index.js';
import type { Dataset, ImageSet } from '../../datasets/index.js';
import { bootstrapMean, type Inception, type Pictures, structuralSimilarity } from '../../metrics/index.js';
import { decodeCodes, encodeImages, type Model, squaredErrors } from '../../models/index.js';
import {
  gaussianSampler,
  mixtureSampler,
  priorSampler,
  type Sampler,
  secondStageSampler,
} from '../../samplers/index.js';
import type { ExperimentConfig } from '../config/config.js';
import { type Manifest, peakRssMiB } from '../run/manifest.js';
import { measureCodes } from './measure-codes.js';
import { measureInception } from './measure-inception.js';
import { measurePrior, measureSampler, type SampleMetrics } from './measure-samples.js';
import type { Metrics } from './metrics.js';
import type { Reference } from './reference.js';

/** Training images whose codes the samplers are fitted to, at most; at the preset `quick` and at the others. */
const fittedImages = { quick: 1000, others: 10_000 } as const;

/** A trained run. */
export interface TrainedRun {
  readonly config: ExperimentConfig;
  readonly manifest: Manifest;
  readonly model: Model;
  /** Steps that the model was trained for. */
  readonly step: number;
}

/** What is measured beside the rest. */
export interface MeasureOptions {
  /** Where given, the published FID is measured too. */
  readonly inception?: Inception | undefined;
  /** How many images have passed through Inception. */
  readonly onInceptionProgress?: OnProgress | undefined;
  /** Ends the measuring between two of its parts, or two batches of Inception. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Measures a model on the test images and on as many samples.
 * @throws the signal's reason where it is aborted before the end
 */
export async function measure(
  { config, manifest, model, step }: TrainedRun,
  { train, test }: Dataset,
  reference: Reference,
  rng: Rng,
  { inception, onInceptionProgress: onProgress, signal }: MeasureOptions = {},
): Promise<Metrics> {
  const { prior } = model.config;
  const n = test.count;
  const means = encodeImages(model, test.images, n);
  const codes =
    model.encoder.config.kind === 'gaussian'
      ? encodeImages(model, test.images, n, rng.split('codes'))
      : means;
  const published =
    inception === undefined
      ? undefined
      : await measureInception(model, priorSampler(prior), test, inception, {
          rng: rng.split('prior samples'),
          signal,
          onProgress,
        });
  await nextTurn(signal);
  const rebuilt = reconstruction(model, test, means, rng.split('reconstruction'));
  await nextTurn(signal);
  const latent = measureCodes(codes, means, prior, rng.split('latent'));
  await nextTurn(signal);
  const sampled = measurePrior(model, priorSampler(prior), means, reference, rng.split('prior samples'));
  await nextTurn(signal);
  const quick = config.preset === 'quick';
  const samplers = await fittedSamplers(model, train, reference, rng.split('samplers'), { quick, signal });
  const sessions = manifest.sessions;
  const seconds = sessions.reduce((sum, session) => sum + session.seconds, 0);
  const images = sessions.reduce((sum, session) => sum + session.steps * config.training.batchSize, 0);
  return {
    experiment: config.data.name,
    preset: config.preset,
    model: config.model.kind,
    seed: config.seed,
    epochs: config.training.epochs,
    step,
    n,
    ...rebuilt,
    latent,
    ...sampled,
    samplers,
    real: {
      frechet: reference.floor,
      sharpness: reference.sharpness,
      ...(published && { inceptionFrechet: published.floor }),
    },
    ...(published && { inceptionFrechet: published.frechet }),
    imagesPerSecond: seconds > 0 ? images / seconds : 0,
    peakRssMiB: Math.max(peakRssMiB(), ...sessions.map(session => session.peakRssMiB)),
  };
}

function reconstruction(
  model: Model,
  test: ImageSet,
  means: Float32Array,
  rng: Rng,
): Pick<Metrics, 'testSquaredError' | 'testSquaredErrorStandardError' | 'ssim'> {
  const pixels = decodeCodes(model, means, test.count);
  const { value, standardError } = meanWithStandardError(squaredErrors(test.images, pixels, test.count));
  const pictures = (data: Pictures['data']): Pictures => ({ data, shape: [test.count, ...test.shape] });
  const similarities = structuralSimilarity(pictures(test.images), pictures(pixels));
  return {
    testSquaredError: value,
    testSquaredErrorStandardError: standardError,
    ssim: bootstrapMean(similarities, 'SSIM, Gaussian window, 11 × 11, σ = 1.5', { rng }),
  };
}

async function fittedSamplers(
  model: Model,
  train: ImageSet,
  reference: Reference,
  rng: Rng,
  { quick, signal }: { readonly quick: boolean; readonly signal: AbortSignal | undefined },
): Promise<Metrics['samplers']> {
  const { dimension } = model.config.prior;
  const count = Math.min(quick ? fittedImages.quick : fittedImages.others, train.count);
  const codes = encodeImages(model, train.images, count, rng.split('codes'));
  const gaussian = gaussianSampler(codes, dimension);
  const mixture = mixtureSampler(codes, dimension, { rng: rng.split('mixture') });
  const measured = async (sampler: Sampler): Promise<SampleMetrics> => {
    await nextTurn(signal);
    return measureSampler(model, sampler, reference, rng.split(`${sampler.name} samples`));
  };
  const fitted = { gaussian: await measured(gaussian), mixture: await measured(mixture) };
  if (quick) return fitted;
  const options = { rng: rng.split('second stage'), ...(signal && { signal }) };
  const second = await secondStageSampler(codes, dimension, options);
  return { ...fitted, 'second-stage': await measured(second) };
}
