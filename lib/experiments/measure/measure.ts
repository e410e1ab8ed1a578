import type * as tf from '@tensorflow/tfjs';
import { meanWithStandardError, nextTurn, type OnProgress, type Points, type Rng } from '../../base/index.js';
import type { ImageSet, Splits } from '../../datasets/index.js';
import { priorStd, samplePrior } from '../../latent/index.js';
import {
  bestGaussianLoss,
  bootstrapMean,
  type Discrimination,
  type Inception,
  lossOfLogits,
  type Pictures,
  structuralSimilarity,
} from '../../metrics/index.js';
import {
  codeErrors,
  decodeCodes,
  type EncodedSet,
  encodeSet,
  firstCodes,
  inChunks,
  type Model,
  squaredErrors,
} from '../../models/index.js';
import {
  flowSampler,
  gaussianSampler,
  mixtureSampler,
  priorSampler,
  type Sampler,
  secondStageSampler,
} from '../../samplers/index.js';
import type { ExperimentConfig, PresetName } from '../config/config.js';
import { type Manifest, peakRssMiB } from '../run/manifest.js';
import { measureCodes } from './measure-codes.js';
import { measureInception, measurePrior, measureSampler, type SampleMetrics } from './measure-samples.js';
import type { Metrics } from './metrics-file.js';
import type { Reference } from './reference.js';

/** Training images whose codes the samplers are fitted to, at most. */
export function fittedImages(preset: PresetName): number {
  return preset === 'quick' ? 1000 : 10_000;
}

/** Codes of test images and of training images: all that an evaluation sees of either but pixels. */
export interface DataCodes {
  /** Of all test images. */
  readonly test: EncodedSet;
  /** Of the first training images. */
  readonly train: EncodedSet;
}

/**
 * Encodes the images that a model is measured and drawn on, each once.
 * @param trainImages training images that are encoded, at most: {@link fittedImages} for {@link measure}
 * @param rng of the measurement
 */
export function encodeData(model: Model, { train, test }: Splits, trainImages: number, rng: Rng): DataCodes {
  const first = { ...train, count: Math.min(trainImages, train.count) };
  return {
    test: encodeSet(model, test, rng.split('codes')),
    train: encodeSet(model, first, rng.split('samplers').split('codes')),
  };
}

/** A trained run. */
export interface TrainedRun {
  readonly config: ExperimentConfig;
  /** Of its training, as far as they are known. */
  readonly sessions: Manifest['sessions'];
  readonly model: Model;
  /** Steps that the model was trained for. */
  readonly step: number;
}

/** What is measured beside the rest. */
export interface MeasureOptions {
  /** If given, the published FID is measured too. */
  readonly inception?: Inception | undefined;
  /** How many images have passed through Inception. */
  readonly onInceptionProgress?: OnProgress | undefined;
  /** Ends the measuring between two metrics, or two batches of Inception. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Measures a model on the test images and on as many samples.
 * @param codes of the images, by {@link encodeData} from the same `rng`
 * @throws the signal's reason if it is aborted before the end
 */
export async function measure(
  { config, sessions, model, step }: TrainedRun,
  { train, test }: Splits,
  codes: DataCodes,
  reference: Reference,
  rng: Rng,
  { inception, onInceptionProgress: onProgress, signal }: MeasureOptions = {},
): Promise<Metrics> {
  const { prior } = model.config;
  const n = test.count;
  const { means, draws } = codes.test;
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
  const trainErrors = codeErrors(model, train.images, firstCodes(codes.train, n).means);
  const told = discrimination(model, draws, rng.split('discrimination'));
  await nextTurn(signal);
  const latent = await measureCodes(draws, means, prior, rng.split('latent'), signal);
  await nextTurn(signal);
  const sampled = await measurePrior(
    model,
    priorSampler(prior),
    means,
    reference,
    rng.split('prior samples'),
    signal,
  );
  await nextTurn(signal);
  const fitted = firstCodes(codes.train, fittedImages(config.preset));
  const quick = config.preset === 'quick';
  const samplers = await fittedSamplers(model, fitted, reference, rng.split('samplers'), { quick, signal });
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
    trainSquaredError: meanWithStandardError(trainErrors).value,
    ...(told && { discrimination: told }),
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
  means: Points,
  rng: Rng,
): Pick<Metrics, 'testSquaredError' | 'testSquaredErrorStandardError' | 'ssim'> {
  const pixels = decodeCodes(model, means);
  const { value, standardError } = meanWithStandardError(squaredErrors(test.images, pixels, test.count));
  const pictures = (data: Pictures['data']): Pictures => ({ data, shape: [test.count, ...test.shape] });
  const similarities = structuralSimilarity(pictures(test.images), pictures(pixels));
  return {
    testSquaredError: value,
    testSquaredErrorStandardError: standardError,
    ssim: bootstrapMean(similarities, 'SSIM, Gaussian window, 11 × 11, σ = 1.5', { rng }),
  };
}

/** Undefined for a model without a discriminator. */
function discrimination(
  { config: { prior }, discriminate }: Model,
  codes: Points<Float32Array>,
  rng: Rng,
): Discrimination | undefined {
  if (discriminate === undefined) return undefined;
  const [n, d] = codes.shape;
  const logits = ({ data }: Points<Float32Array>): Float32Array =>
    inChunks(n, data, [d], z => discriminate(z as tf.Tensor2D));
  return {
    loss: lossOfLogits(logits(samplePrior(prior, n, rng.split('prior'))), logits(codes)),
    best: bestGaussianLoss(codes, priorStd(prior), { rng: rng.split('best') }),
    n,
  };
}

/**
 * Components of the mixture, as in ghosh:20, and principal coordinates that it is of, at the most: a step of the fit costs
 * components · n · coordinates² multiplications, and the published latent spaces have 64 coordinates at the most.
 */
const MIXTURE = { components: 10, coordinates: 64 } as const;

async function fittedSamplers(
  model: Model,
  { draws: codes }: EncodedSet,
  reference: Reference,
  rng: Rng,
  { quick, signal }: { readonly quick: boolean; readonly signal: AbortSignal | undefined },
): Promise<Metrics['samplers']> {
  const gaussian = gaussianSampler(codes);
  const mixture = mixtureSampler(codes, {
    rng: rng.split('mixture'),
    components: Math.min(MIXTURE.components, codes.shape[0]),
    coordinates: MIXTURE.coordinates,
  });
  const measured = async (sampler: Sampler): Promise<SampleMetrics> => {
    await nextTurn(signal);
    return measureSampler(model, sampler, reference, rng.split(`${sampler.name} samples`), signal);
  };
  const fitted = { gaussian: await measured(gaussian), mixture: await measured(mixture) };
  if (quick) return fitted;
  const options = { rng: rng.split('second stage'), ...(signal && { signal }) };
  const second = await secondStageSampler(codes, options);
  const flow = await flowSampler(codes, model.config.prior, {
    rng: rng.split('flow'),
    ...(signal && { signal }),
  });
  return { ...fitted, 'second-stage': await measured(second), flow: await measured(flow) };
}
