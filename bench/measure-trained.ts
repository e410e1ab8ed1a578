import type { Dataset } from '../lib/datasets/dataset.js';
import type { Reference } from '../lib/experiments/measure/reference.js';
import { type Estimate, meanWithStandardError } from '../lib/base/statistics.js';
import { frechet } from '../lib/metrics/samples/frechet.js';
import { codeMoments, latentMmd, shuffledCodes } from '../lib/metrics/codes/latent.js';
import { type LatentDistance, latentSliced } from '../lib/metrics/codes/latent-distance.js';
import type { Measured } from '../lib/metrics/statistics/measured.js';
import { sharpness } from '../lib/metrics/images/sharpness.js';
import type { Model } from '../lib/models/auto-encoder.js';
import { type Prior, samplePrior } from '../lib/latent/prior.js';
import { RELEASED_SCALES, resolveKernel } from '../lib/penalties/kernels.js';
import type { Points, Rng } from '../lib/base/index.js';
import { codeErrors, decodeCodes, encodeSet, toBytes } from '../lib/models/inference.js';

/** What the benches that train models say of each. */
export interface Quality {
  /** Of the test images' reconstructions from their mean codes. */
  readonly squaredError: Pick<Estimate, 'value' | 'standardError'>;
  /** Of as many samples from the prior as there are test images. */
  readonly frechet: Measured;
  /** Of the same samples. */
  readonly sharpness: Measured;
  /** Of the test images' codes to the prior. */
  readonly mmd: Estimate;
  readonly sliced: LatentDistance;
  /** Smallest and largest of a coordinate of the codes. */
  readonly mean: readonly [number, number];
  readonly std: readonly [number, number];
}

/** Measures a trained model on the test images. */
export function measureTrained(
  model: Model,
  prior: Prior,
  { test }: Dataset,
  reference: Reference,
  rng: Rng,
): Quality {
  const { images, count: n, shape } = test;
  const { means, draws: codes } = encodeSet(model, test, rng.split('codes'));
  const [priorDraws, otherDraws] = [rng.split('samples'), rng.split('others')].map(stream =>
    samplePrior(prior, n, stream),
  ) as [Points, Points];
  const samples = toBytes(decodeCodes(model, priorDraws));
  const { mean, std } = codeMoments(codes);
  const kernel = resolveKernel({ kind: 'imq', scales: RELEASED_SCALES }, prior);
  const shuffled = shuffledCodes(codes, rng.split('order'));
  const sets = { codes: shuffled, priorDraws, otherDraws };
  return {
    squaredError: meanWithStandardError(codeErrors(model, images, means)),
    frechet: frechet(reference.test, reference.network.features(samples, n), {
      rng: rng.split('frechet'),
      protocol: reference.protocol,
    }),
    sharpness: sharpness({ data: samples, shape: [n, ...shape] }, { rng: rng.split('sharpness') }).mean,
    mmd: latentMmd(shuffled, priorDraws, kernel),
    sliced: latentSliced(sets, { rng: rng.split('directions') }),
    mean: [Math.min(...mean), Math.max(...mean)],
    std: [Math.min(...std), Math.max(...std)],
  };
}
