import { z } from 'zod';
import {
  codeMidpoints,
  diversity,
  type Features,
  frechet,
  frechetAtInfinity,
  frechetDistance,
  frechetFloor,
  type Inception,
  interpolationQuality,
  kernelDistance,
  type Measured,
  memorisation,
  precisionRecall,
  ratioOrReason,
  sharpness,
  type Unmeasured,
} from '../../metrics/index.js';
import { type AutoEncoder, decodeCodes, toBytes } from '../../models/index.js';
import {
  nextTurn,
  type OnProgress,
  type Points,
  type Rng,
  rowsAt,
  type Schema,
  type Values,
} from '../../base/index.js';
import type { ImageSet } from '../../datasets/index.js';
import { measured, measuredOrReason } from '../schemas.js';
import type { Sampler } from '../../samplers/index.js';
import { blocksOf } from './measure-codes.js';
import type { Reference } from './reference.js';

/** What `metrics.json` holds of the draws of any sampler. */
export const sampleFields = {
  /** Fréchet distance to the test images. */
  frechet: measured as Schema<Measured>,
  /** Fréchet distance to the images of validation, by which samplers are chosen; absent if there are none. */
  validationFrechet: z.number().exactOptional() as Schema<number | undefined>,
  /** Kernel distance (KID) to the test images. */
  kid: measured as Schema<Measured>,
  precision: measured as Schema<Measured>,
  recall: measured as Schema<Measured>,
  density: measured as Schema<Measured>,
  coverage: measured as Schema<Measured>,
  /** Mean over the samples of the variance of the Laplacian. */
  sharpness: measured as Schema<Measured>,
  /** The least sharp sample's, which the released code prints as the set's. */
  sharpnessMinimum: z.number() as Schema<number>,
};

/** What is measured of every sampler's decoded draws, as many as there are test images. */
export interface SampleMetrics extends Values<typeof sampleFields> {}

/** What `metrics.json` holds of draws from the prior alone. */
export const priorSampleFields = {
  frechetAtInfinity: measured as Schema<Measured>,
  /** Mean feature distance of two samples over that of two test images; no value if these do not differ. */
  diversity: measuredOrReason as Schema<Measured | Unmeasured>,
  /** Mean feature distance of a sample to its nearest training image over that of a test image; no value if these lie on training images. */
  memorisation: measuredOrReason as Schema<Measured | Unmeasured>,
  /** Fréchet distance of images decoded midway between two test codes. */
  interpolation: measured as Schema<Measured>,
};

/** What is measured of draws from the prior alone. */
export interface PriorSampleMetrics extends SampleMetrics, Values<typeof priorSampleFields> {}

/** Samples and test images whose nearest training images are looked for, at most. */
const memorisationPoints = 1000;

/** Decoded draws: their bytes and their features. */
interface Samples {
  readonly images: Uint8Array;
  readonly features: Features;
}

function decoded(model: AutoEncoder, codes: Points, { network }: Reference): Samples {
  const images = toBytes(decodeCodes(model, codes));
  return { images, features: network.features(images, codes.shape[0]) };
}

/**
 * Measures the draws of a sampler.
 * @throws the reason of a signal that is aborted before the last metric
 */
export async function measureSampler(
  model: AutoEncoder,
  sampler: Sampler,
  reference: Reference,
  rng: Rng,
  signal?: AbortSignal,
): Promise<SampleMetrics> {
  const codes = sampler.sample(reference.test.shape[0], rng.split('draws'));
  await nextTurn(signal);
  const samples = decoded(model, codes, reference);
  await nextTurn(signal);
  return compare(model, samples, reference, rng, signal);
}

/**
 * Measures draws from the prior, and midpoints between test codes.
 * @param testCodes [n, d], mean codes of the test images
 * @throws the reason of a signal that is aborted before the last metric
 */
export async function measurePrior(
  model: AutoEncoder,
  prior: Sampler,
  testCodes: Points,
  reference: Reference,
  rng: Rng,
  signal?: AbortSignal,
): Promise<PriorSampleMetrics> {
  const samples = decoded(model, prior.sample(reference.test.shape[0], rng.split('draws')), reference);
  const midpoints = codeMidpoints(testCodes, rng.split('pairs'));
  const { protocol, test, training } = reference;
  // At random: test images may lie in an order of their own.
  const some = rng.split('memorisation points').permutation(test.shape[0]).subarray(0, memorisationPoints);
  const frechetOptions = { protocol: `Fréchet distance, ${protocol}` };
  await nextTurn(signal);
  const compared = await compare(model, samples, reference, rng, signal);
  await nextTurn(signal);
  const infinite = frechetAtInfinity(test, samples.features, {
    rng: rng.split('infinity'),
    ...frechetOptions,
  });
  await nextTurn(signal);
  const diverse = ratioOrReason(
    'the test images do not differ in these features',
    () =>
      diversity(test, samples.features, {
        rng: rng.split('diversity'),
        protocol: `mean distance, ${protocol}`,
      }).ratio,
  );
  await nextTurn(signal);
  const memorised = ratioOrReason(
    'the test images lie on training images in these features',
    () =>
      memorisation(rowsAt(samples.features, some), training, rowsAt(test, some), {
        rng: rng.split('memorisation'),
        protocol: `distance to the nearest training image, ${protocol}`,
      }).ratio,
  );
  await nextTurn(signal);
  const between = decoded(model, midpoints, reference);
  await nextTurn(signal);
  return {
    ...compared,
    frechetAtInfinity: bare(infinite),
    diversity: diverse,
    memorisation: memorised,
    interpolation: interpolationQuality(test, between.features, {
      rng: rng.split('interpolation'),
      ...frechetOptions,
    }),
  };
}

async function compare(
  { config }: AutoEncoder,
  { images, features }: Samples,
  { test, validation, protocol }: Reference,
  rng: Rng,
  signal: AbortSignal | undefined,
): Promise<SampleMetrics> {
  const { mean, minimum } = sharpness(
    { data: images, shape: [features.shape[0], ...config.image] },
    { rng: rng.split('sharpness') },
  );
  await nextTurn(signal);
  const toTest = frechet(test, features, {
    rng: rng.split('frechet'),
    protocol: `Fréchet distance, ${protocol}`,
  });
  await nextTurn(signal);
  const kid = kernelDistance(test, features, {
    rng: rng.split('kid'),
    blocks: blocksOf(features.shape[0]),
    protocol: `KID, ${protocol}`,
  });
  await nextTurn(signal);
  return {
    frechet: toTest,
    ...(validation && { validationFrechet: frechetDistance(validation, features) }),
    kid,
    ...precisionRecall(test, features, { rng: rng.split('precision'), protocol: `k-NN, ${protocol}` }),
    sharpness: mean,
    sharpnessMinimum: minimum,
  };
}

/** The five fields of a measurement that has more. */
function bare({ value, low, high, n, protocol }: Measured): Measured {
  return { value, low, high, n, protocol };
}

/** The published FID of samples, and of the test images themselves. */
export interface InceptionMetrics {
  /** Fréchet distance of as many decoded draws as there are test images to these, in Inception's features. */
  readonly frechet: Measured;
  /** The same of two halves of the test images: the floor. */
  readonly floor: Measured;
}

/** How {@link measureInception} goes about it. */
export interface MeasureInceptionOptions {
  readonly rng: Rng;
  /** Ends the measuring between two batches. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the images that have passed, of test images and samples together. */
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Measures draws of a sampler in the features of Inception-v3. With the stream that the other numbers of the sampler
 * are measured with, the draws are the same.
 * @throws the signal's reason
 */
export async function measureInception(
  model: AutoEncoder,
  sampler: Sampler,
  { images, count, shape }: ImageSet,
  inception: Inception,
  { rng, signal, onProgress }: MeasureInceptionOptions,
): Promise<InceptionMetrics> {
  const samples = toBytes(decodeCodes(model, sampler.sample(count, rng.split('draws'))));
  const featuresOf = (data: Uint8Array, before: number): ReturnType<Inception['features']> =>
    inception.features(
      { data, shape: [count, ...shape] },
      { signal, onProgress: done => onProgress?.(before + done, 2 * count) },
    );
  const real = await featuresOf(images, 0);
  const generated = await featuresOf(samples, count);
  const protocol = `Fréchet distance, ${inception.protocol}`;
  return {
    frechet: frechet(real, generated, { rng: rng.split('inception'), protocol }),
    floor: frechetFloor(real, { rng: rng.split('inception floor'), protocol }),
  };
}
