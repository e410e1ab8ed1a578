import { rowsAt } from '../../../lib/base/index.js';
import type { ImageSet } from '../../../lib/datasets/dataset.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import {
  measurePrior,
  measureSampler,
  type PriorSampleMetrics,
} from '../../../lib/experiments/measure/measure-samples.js';
import { disposeModel } from '../../../lib/experiments/run/model-of-run.js';
import type { Reference } from '../../../lib/experiments/measure/reference.js';
import { diversity } from '../../../lib/metrics/samples/diversity.js';
import type { Features } from '../../../lib/metrics/samples/features.js';
import { frechet } from '../../../lib/metrics/samples/frechet.js';
import { frechetAtInfinity } from '../../../lib/metrics/samples/frechet-infinity.js';
import { codeMidpoints } from '../../../lib/metrics/samples/interpolation.js';
import { kernelDistance } from '../../../lib/metrics/samples/kernel-distance.js';
import type { Measured } from '../../../lib/metrics/statistics/measured.js';
import { memorisation } from '../../../lib/metrics/samples/memorisation.js';
import { precisionRecall } from '../../../lib/metrics/samples/precision-recall.js';
import { sharpness } from '../../../lib/metrics/images/sharpness.js';
import type { Model } from '../../../lib/models/auto-encoder.js';
import { makeModel } from '../../../lib/models/kinds.js';
import { Rng } from '../../../lib/base/random.js';
import { priorSampler } from '../../../lib/samplers/sampler.js';
import { decodeCodes, toBytes } from '../../../lib/models/inference.js';
import { allClose } from '../../support/all-close.js';
import { tinyModel } from '../../support/tiny-models.js';
import { tinyReference } from '../../support/tiny-reference.js';
import { slow as test } from '../../support/slow.js';

const config = { ...tinyModel('wae-mmd'), initialStd: 0.5 };
const sampler = priorSampler(config.prior);
/** Test images, for three blocks. */
const n = 160;
/** Nearer to the origin than the prior's draws are. */
const testCodes = priorSampler({ ...config.prior, sigma: 0.3 }).sample(n, Rng.fromSeed(2));
/** The stream of the measurement, from its start; its parts go by name. */
const rng = (): Rng => Rng.fromSeed(7);

let model: Model;
let reference: Reference;
let metrics: PriorSampleMetrics;

/**
 * What the model decodes of draws wider than the prior's: images that samples are partly like, so that no precision or
 * recall is 0 or 1.
 */
function wideImages(count: number, seed: number): ImageSet {
  const codes = priorSampler({ ...config.prior, sigma: 1.5 }).sample(count, Rng.fromSeed(seed));
  return {
    images: toBytes(decodeCodes(model, codes)),
    labels: new Uint8Array(count),
    count,
    shape: [8, 8, 1],
  };
}

test.before(async () => {
  await loadBackend();
  model = makeModel(config, Rng.fromSeed(1));
  reference = tinyReference({ train: wideImages(300, 3), test: wideImages(n, 4) });
  metrics = await measurePrior(model, sampler, testCodes, reference, rng());
});

test.after(() => disposeModel(model));

/** Images of the draws named "draws", and their features. */
function samples(): { readonly images: Uint8Array; readonly features: Features } {
  const images = toBytes(decodeCodes(model, sampler.sample(n, rng().split('draws'))));
  return { images, features: reference.network.features(images, n) };
}

test.serial('measureSampler(sampler) compares its decoded draws with the test images', async t => {
  const compared = await measureSampler(model, sampler, reference, rng());
  const { images, features } = samples();
  const { mean, minimum } = sharpness(
    { data: images, shape: [n, 8, 8, 1] },
    { rng: rng().split('sharpness') },
  );
  t.deepEqual(compared, {
    frechet: frechet(reference.test, features, {
      rng: rng().split('frechet'),
      protocol: 'Fréchet distance, quarters',
    }),
    kid: kernelDistance(reference.test, features, {
      rng: rng().split('kid'),
      blocks: 3,
      protocol: 'KID, quarters',
    }),
    ...precisionRecall(reference.test, features, {
      rng: rng().split('precision'),
      protocol: 'k-NN, quarters',
    }),
    sharpness: mean,
    sharpnessMinimum: minimum,
  });
  const { precision, recall, coverage } = compared;
  for (const { value } of [precision, recall, coverage]) t.true(value > 0 && value < 1, String(value));
  t.not(precision.value, recall.value);
});

test.serial('measurePrior(prior) measures its draws as measureSampler does', async t => {
  const common = await measureSampler(model, sampler, reference, rng());
  t.deepEqual({ ...metrics, ...common }, metrics);
});

test.serial('measurePrior(prior) extrapolates the Fréchet distance of its draws, and spreads them', t => {
  const { features } = samples();
  const { distances, slope, ...extrapolated } = frechetAtInfinity(reference.test, features, {
    rng: rng().split('infinity'),
    protocol: 'Fréchet distance, quarters',
  });
  t.true(slope > 0 && distances.length > 2);
  t.deepEqual(metrics.frechetAtInfinity, extrapolated);
  const { ratio } = diversity(reference.test, features, {
    rng: rng().split('diversity'),
    protocol: 'mean distance, quarters',
  });
  t.deepEqual(metrics.diversity, ratio);
});

test.serial('measurePrior(prior, test codes): interpolation is of images midway between these', t => {
  const midpoints = codeMidpoints(testCodes, rng().split('pairs'));
  const images = toBytes(decodeCodes(model, midpoints));
  t.deepEqual(
    metrics.interpolation,
    frechet(reference.test, reference.network.features(images, n / 2), {
      rng: rng().split('interpolation'),
      protocol: 'Fréchet distance, quarters on midpoints',
    }),
  );
});

test.serial(
  'measurePrior(prior): memorisation is how near samples lie to training images, over how near test images do',
  t => {
    const { value, low, high, n: compared, protocol } = metrics.memorisation as Measured;
    // All are compared, in whatever order, which the interval depends on and the value does not.
    const { ratio } = memorisation(samples().features, reference.training, reference.test, { rng: rng() });
    allClose(t, value, ratio.value, { rtol: 1e-12 });
    allClose(t, [low, high], [ratio.low, ratio.high], { rtol: 0.1 });
    t.true(Math.abs(value - 1) > 0.05, String(value));
    t.is(compared, n);
    t.is(protocol, 'distance to the nearest training image, quarters, 300 training points');
  },
);

test.serial('measurePrior(prior): memorisation is of no more than 1,000 samples', async t => {
  const rows = Array.from({ length: 1010 }, (_, i) => i % n);
  const many = { ...reference, test: rowsAt(reference.test, rows) };
  const { frechet: whole, memorisation: part } = await measurePrior(model, sampler, testCodes, many, rng());
  t.deepEqual([whole.n, (part as Measured).n], [1010, 1000]);
});
