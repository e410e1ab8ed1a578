import { join } from 'node:path';
import { type Points } from '../../../lib/base/index.js';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../../lib/engine/backend.js';
import {
  encodeData,
  fittedImages,
  measure,
  type MeasureOptions,
  type TrainedRun,
} from '../../../lib/experiments/measure/measure.js';
import { measureCodes } from '../../../lib/experiments/measure/measure-codes.js';
import {
  measureInception,
  measurePrior,
  measureSampler,
  type SampleMetrics,
} from '../../../lib/experiments/measure/measure-samples.js';
import type { Metrics } from '../../../lib/experiments/measure/metrics-file.js';
import { disposeModel } from '../../../lib/experiments/run/model-of-run.js';
import type { Reference } from '../../../lib/experiments/measure/reference.js';
import { meanWithStandardError } from '../../../lib/base/statistics.js';
import { loadInception } from '../../../lib/metrics/networks/inception.js';
import { samplePrior } from '../../../lib/latent/prior.js';
import { bestGaussianLoss } from '../../../lib/metrics/codes/discrimination.js';
import { discriminatorLoss } from '../../../lib/penalties/adversarial.js';
import { bootstrapMean } from '../../../lib/metrics/statistics/measured.js';
import { squaredErrors } from '../../../lib/models/costs.js';
import { structuralSimilarity } from '../../../lib/metrics/images/ssim.js';
import type { Model } from '../../../lib/models/auto-encoder.js';
import { makeModel } from '../../../lib/models/kinds.js';
import { Rng } from '../../../lib/base/random.js';
import { flowSampler } from '../../../lib/samplers/flow-sampler.js';
import { gaussianSampler } from '../../../lib/samplers/gaussian-sampler.js';
import { mixtureSampler } from '../../../lib/samplers/mixture-sampler.js';
import { priorSampler, type Sampler } from '../../../lib/samplers/sampler.js';
import { secondStageSampler } from '../../../lib/samplers/second-stage-sampler.js';
import { encodeImages, reconstructImages } from '../../../lib/models/inference.js';
import { allClose } from '../../support/all-close.js';
import { features } from '../../support/metrics-fixture.js';
import { slow as test } from '../../support/slow.js';
import { tinyManifest } from '../../support/tiny-manifest.js';
import { tinyConfig, tinyImages } from '../../support/tiny-models.js';
import { tinyReference } from '../../support/tiny-reference.js';

/** Discs that SSIM's window fits on; more to train on than the preset `quick` fits its samplers to. */
const discs = {
  name: 'discs',
  train: tinyImages(1010, 1, 12),
  test: tinyImages(30, 2, 12),
  classes: 10,
  sources: {},
};
const fewDiscs = { ...discs, train: tinyImages(40, 1, 12) };
const tiny = tinyConfig('vae', {}, 3);
const { prior } = tiny.model;
const discReference = tinyReference(discs);
/** The streams of a measurement. */
const stream = (name: string): Rng => Rng.fromSeed(7).split(name);
/** Of a Gaussian encoder, whose codes are not their means. */
let tinyVae: Model;
let tinyRun: TrainedRun;
let means: Points;
let ofDiscs: Metrics;

/** Measures the run on images, with one seed for codes and numbers. */
function measured(
  run: TrainedRun,
  data: typeof discs,
  reference: Reference,
  options: MeasureOptions = {},
): Promise<Metrics> {
  const codes = encodeData(run.model, data, fittedImages(run.config.preset), Rng.fromSeed(7));
  return measure(run, data, codes, reference, Rng.fromSeed(7), options);
}

test.before(async () => {
  await loadBackend();
  tinyVae = makeModel({ ...tiny.model, image: [12, 12, 1], initialStd: 0.5 }, Rng.fromSeed(1));
  tinyRun = { config: tiny, sessions: tinyManifest.sessions, model: tinyVae, step: 40 };
  means = encodeImages(tinyVae, discs.test.images, 30);
  ofDiscs = await measured(tinyRun, discs, discReference);
});

test.after(() => disposeModel(tinyVae));

test.serial('measure(run): errors and similarity are of the test images rebuilt from their mean codes', t => {
  const { images, shape } = discs.test;
  const rebuilt = reconstructImages(tinyVae, images, 30);
  const { value, standardError } = meanWithStandardError(squaredErrors(images, rebuilt, 30));
  const { testSquaredError, testSquaredErrorStandardError, ssim } = ofDiscs;
  allClose(t, [testSquaredError, testSquaredErrorStandardError], [value, standardError], { rtol: 1e-6 });
  const similarities = structuralSimilarity(
    { data: images, shape: [30, ...shape] },
    { data: rebuilt, shape: [30, ...shape] },
  );
  const expected = bootstrapMean(similarities, ssim.protocol, { rng: stream('reconstruction') });
  allClose(t, [ssim.value, ssim.low, ssim.high], [expected.value, expected.low, expected.high], {
    rtol: 1e-6,
  });
});

test.serial('measure(run): latent is of draws from Q(Z|x), and of the mean codes', async t => {
  const codes = encodeImages(tinyVae, discs.test.images, 30, stream('codes'));
  t.notDeepEqual(codes, means);
  t.deepEqual(ofDiscs.latent, await measureCodes(codes, means, prior, stream('latent')));
});

test.serial('measure(run): its samples are draws from the prior, with midpoints of mean codes', async t => {
  const sampled = await measurePrior(
    tinyVae,
    priorSampler(prior),
    means,
    discReference,
    stream('prior samples'),
  );
  t.deepEqual({ ...ofDiscs, ...sampled }, ofDiscs);
  const { frechet, sharpness } = ofDiscs.real;
  t.deepEqual([frechet, sharpness], [discReference.floor, discReference.sharpness]);
});

/** What is measured of a sampler's draws. */
function draws(sampler: Sampler, reference: Reference): Promise<SampleMetrics> {
  return measureSampler(tinyVae, sampler, reference, stream('samplers').split(`${sampler.name} samples`));
}

test.serial(
  'measure(run): samplers are fitted to draws from Q(Z|x) of the first 1,000 training images',
  async t => {
    const codes = encodeImages(tinyVae, discs.train.images, 1000, stream('samplers').split('codes'));
    const rng = stream('samplers').split('mixture');
    t.deepEqual(ofDiscs.samplers, {
      gaussian: await draws(gaussianSampler(codes), discReference),
      mixture: await draws(mixtureSampler(codes, { rng }), discReference),
    });
  },
);

test.serial(
  'measure(run of another preset than quick) has a second stage, of training codes too',
  async t => {
    const reference = tinyReference(fewDiscs);
    const run: TrainedRun = { ...tinyRun, config: { ...tiny, preset: 'standard' } };
    const { samplers } = await measured(run, fewDiscs, reference);
    const codes = encodeImages(tinyVae, fewDiscs.train.images, 40, stream('samplers').split('codes'));
    const rng = stream('samplers').split('second stage');
    const second = await secondStageSampler(codes, { rng });
    t.deepEqual(samplers.gaussian, await draws(gaussianSampler(codes), reference));
    t.deepEqual(samplers['second-stage'], await draws(second, reference));
  },
);

test.serial(
  'measure(run, { inception }) adds the published FID of the same draws from the prior',
  async t => {
    const networks = fileURLToPath(new URL('../../../../test/fixtures/inception/', import.meta.url));
    const inception = await loadInception(join(networks, 'channels-first.onnx'));
    t.teardown(() => inception.dispose());
    const few = { ...fewDiscs, test: tinyImages(8, 2, 12) };
    const reference = tinyReference(few);
    const metrics = await measured(tinyRun, few, reference, { inception });
    const published = await measureInception(tinyVae, priorSampler(prior), few.test, inception, {
      rng: stream('prior samples'),
    });
    t.deepEqual(metrics.inceptionFrechet, published.frechet);
    t.deepEqual(metrics.real.inceptionFrechet, published.floor);
    t.is(ofDiscs.inceptionFrechet, undefined);
  },
);

test.serial(
  'measure(run of another preset than quick) has a flow from the prior to training codes',
  async t => {
    const reference = tinyReference(fewDiscs);
    const run: TrainedRun = { ...tinyRun, config: { ...tiny, preset: 'standard' } };
    const { samplers } = await measured(run, fewDiscs, reference);
    const codes = encodeImages(tinyVae, fewDiscs.train.images, 40, stream('samplers').split('codes'));
    const flow = await flowSampler(codes, prior, { rng: stream('samplers').split('flow') });
    t.deepEqual(samplers.flow, await draws(flow, reference));
  },
);

test.serial('measure(run) of data with images of validation has each sampler’s distance to them', async t => {
  t.is(ofDiscs.validationFrechet, undefined);
  const validation = features(
    discReference.training.data.slice(0, 20 * discReference.training.shape[1]),
    discReference.training.shape[1],
  );
  const metrics = await measured(tinyRun, discs, { ...discReference, validation });
  for (const { validationFrechet, frechet } of [
    metrics,
    metrics.samplers.gaussian,
    metrics.samplers.mixture,
  ]) {
    t.true(validationFrechet! > 0);
    t.not(validationFrechet, frechet.value);
  }
  const same = await measured(tinyRun, discs, { ...discReference, validation: discReference.test });
  allClose(t, same.validationFrechet ?? NaN, same.frechet.value, { rtol: 1e-9 });
});

test.serial('measure(run): the error of as many training images stands beside that of the test images', t => {
  const { images } = discs.train;
  const rebuilt = reconstructImages(tinyVae, images, 30);
  const first = images.subarray(0, 30 * 144);
  const { value } = meanWithStandardError(squaredErrors(first, rebuilt, 30));
  allClose(t, [ofDiscs.trainSquaredError ?? NaN], [value], { rtol: 1e-6 });
  t.is(ofDiscs.discrimination, undefined);
});

test.serial(
  'measure(a WAE-GAN) has the loss of its discriminator, and the best for Gaussian codes',
  async t => {
    const config = tinyConfig('wae-gan', {}, 3);
    const model = makeModel({ ...config.model, image: [12, 12, 1], initialStd: 0.5 }, Rng.fromSeed(1));
    const { discrimination } = await measured(
      { config, sessions: tinyManifest.sessions, model, step: 40 },
      discs,
      discReference,
    );
    const codes = encodeImages(model, discs.test.images, 30);
    const draws30 = samplePrior(prior, 30, stream('discrimination').split('prior'));
    const expected = tf.tidy(() => {
      const logits = ({ data }: Points<Float32Array>): tf.Tensor =>
        model.discriminate!(tf.tensor2d(data, [30, 3]));
      return discriminatorLoss(logits(draws30), logits(codes)).dataSync<'float32'>()[0]!;
    });
    allClose(t, [discrimination?.loss ?? NaN], [expected], { rtol: 1e-5 });
    const best = bestGaussianLoss(codes, 1, { rng: stream('discrimination').split('best') });
    t.is(discrimination?.best, best);
    disposeModel(model);
  },
);

test.serial('measure(run, { signal }) throws the reason of an aborted signal', async t => {
  const reason = new Error('enough');
  const measuring = measured(tinyRun, discs, discReference, { signal: AbortSignal.abort(reason) });
  t.is(await t.throwsAsync(measuring), reason);
});

test.serial('measure(run) names the run, and counts the images of all sessions', t => {
  const { experiment, preset, model, seed, epochs, step, n } = ofDiscs;
  t.deepEqual(
    { experiment, preset, model, seed, epochs, step, n },
    { experiment: 'digits', preset: 'quick', model: 'vae', seed: 3, epochs: 2, step: 40, n: 30 },
  );
  t.is(ofDiscs.imagesPerSecond, (40 * 8) / 5);
  t.is(ofDiscs.peakRssMiB, 1e6);
});
