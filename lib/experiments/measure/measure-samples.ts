import {
  codeMidpoints,
  diversity,
  featureRows,
  type Features,
  frechet,
  frechetAtInfinity,
  interpolationQuality,
  kernelDistance,
  type Measured,
  memorisation,
  precisionRecall,
  sharpness,
} from '../../metrics/index.js';
import { type AutoEncoder, decodeCodes, toBytes } from '../../models/index.js';
import type { Rng } from '../../base/index.js';
import type { Sampler } from '../../samplers/index.js';
import { blocksOf } from './measure-codes.js';
import type { Reference } from './reference.js';

/** What is measured of every sampler's decoded draws, as many as there are test images. */
export interface SampleMetrics {
  /** Fréchet distance to the test images. */
  readonly frechet: Measured;
  /** Kernel distance (KID) to the test images. */
  readonly kid: Measured;
  readonly precision: Measured;
  readonly recall: Measured;
  readonly density: Measured;
  readonly coverage: Measured;
  /** Mean over the samples of the variance of the Laplacian. */
  readonly sharpness: Measured;
  /** The least sharp sample's, which the released code prints as the set's. */
  readonly sharpnessMinimum: number;
}

/** What is measured of draws from the prior alone. */
export interface PriorSampleMetrics extends SampleMetrics {
  readonly frechetAtInfinity: Measured;
  /** Mean feature distance of two samples over that of two test images. */
  readonly diversity: Measured;
  /** Mean feature distance of a sample to its nearest training image over that of a test image. */
  readonly memorisation: Measured;
  /** Fréchet distance of images decoded midway between two test codes. */
  readonly interpolation: Measured;
}

/** Samples and test images whose nearest training images are looked for, at most. */
const memorisationPoints = 1000;

/** Decoded draws: their bytes and their features. */
interface Samples {
  readonly images: Uint8Array;
  readonly features: Features;
}

function decoded(model: AutoEncoder, codes: Float32Array, { network }: Reference): Samples {
  const count = codes.length / model.config.prior.dimension;
  const images = toBytes(decodeCodes(model, codes, count));
  return { images, features: network.features(images, count) };
}

/** Measures the draws of a sampler. */
export function measureSampler(
  model: AutoEncoder,
  sampler: Sampler,
  reference: Reference,
  rng: Rng,
): SampleMetrics {
  const codes = sampler.sample(reference.test.shape[0], rng.split('draws'));
  return compare(model, decoded(model, codes, reference), reference, rng);
}

/**
 * Measures draws from the prior, and midpoints between test codes.
 * @param testCodes [n, d], mean codes of the test images
 */
export function measurePrior(
  model: AutoEncoder,
  prior: Sampler,
  testCodes: Float32Array,
  reference: Reference,
  rng: Rng,
): PriorSampleMetrics {
  const samples = decoded(model, prior.sample(reference.test.shape[0], rng.split('draws')), reference);
  const midpoints = codeMidpoints(testCodes, model.config.prior.dimension, rng.split('pairs'));
  const { protocol, test, training } = reference;
  // At random: test images may lie in an order of their own.
  const some = rng.split('memorisation points').permutation(test.shape[0]).subarray(0, memorisationPoints);
  const frechetOptions = { protocol: `Fréchet distance, ${protocol}` };
  return {
    ...compare(model, samples, reference, rng),
    frechetAtInfinity: measured(
      frechetAtInfinity(test, samples.features, { rng: rng.split('infinity'), ...frechetOptions }),
    ),
    diversity: diversity(test, samples.features, {
      rng: rng.split('diversity'),
      protocol: `mean distance, ${protocol}`,
    }).ratio,
    memorisation: memorisation(featureRows(samples.features, some), training, featureRows(test, some), {
      rng: rng.split('memorisation'),
      protocol: `distance to the nearest training image, ${protocol}`,
    }).ratio,
    interpolation: interpolationQuality(test, decoded(model, midpoints, reference).features, {
      rng: rng.split('interpolation'),
      ...frechetOptions,
    }),
  };
}

function compare(
  { config }: AutoEncoder,
  { images, features }: Samples,
  { test, protocol }: Reference,
  rng: Rng,
): SampleMetrics {
  const { mean, minimum } = sharpness(
    { data: images, shape: [features.shape[0], ...config.image] },
    { rng: rng.split('sharpness') },
  );
  return {
    frechet: frechet(test, features, {
      rng: rng.split('frechet'),
      protocol: `Fréchet distance, ${protocol}`,
    }),
    kid: kernelDistance(test, features, {
      rng: rng.split('kid'),
      blocks: blocksOf(features.shape[0]),
      protocol: `KID, ${protocol}`,
    }),
    ...precisionRecall(test, features, { rng: rng.split('precision'), protocol: `k-NN, ${protocol}` }),
    sharpness: mean,
    sharpnessMinimum: minimum,
  };
}

/** The five fields of a measurement that has more. */
function measured({ value, low, high, n, protocol }: Measured): Measured {
  return { value, low, high, n, protocol };
}
