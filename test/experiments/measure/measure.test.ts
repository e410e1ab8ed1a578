import * as tf from '@tensorflow/tfjs';
import { loadDigits } from '../../../lib/datasets/digits/digits.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import type { ExperimentConfig } from '../../../lib/experiments/config/config.js';
import {
  type DataCodes,
  encodeData,
  fittedImages,
  measure,
  type TrainedRun,
} from '../../../lib/experiments/measure/measure.js';
import { type Metrics, parseMetrics } from '../../../lib/experiments/measure/metrics-file.js';
import { disposeModel } from '../../../lib/experiments/run/model-of-run.js';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import type { FeatureNetwork } from '../../../lib/metrics/networks/feature-network.js';
import { type Reference, referenceOf } from '../../../lib/experiments/measure/reference.js';
import type { Inception } from '../../../lib/metrics/networks/inception.js';
import type { Measured } from '../../../lib/metrics/statistics/measured.js';
import { makeModel } from '../../../lib/models/kinds.js';
import { Rng } from '../../../lib/base/random.js';
import { slow as test } from '../../support/slow.js';
import { tinyManifest } from '../../support/tiny-manifest.js';

const data = loadDigits({ train: 300, test: 120, seed: 4 });
let reference: Reference;
let metrics: Metrics;

test.before(async () => {
  await loadBackend();
  reference = await referenceOf('digits', data);
  metrics = await measured(untrained('vae'));
});

/** A run of an untrained model. */
function untrained(name: 'vae' | 'wae-mmd', change: Partial<ExperimentConfig> = {}): TrainedRun {
  const config = { ...presetConfig('digits', 'quick', name, { width: 2 }), ...change };
  return {
    config,
    sessions: tinyManifest.sessions,
    model: makeModel(config.model, Rng.fromSeed(1)),
    step: 40,
  };
}

const codesOf = ({ model, config }: TrainedRun, seed: number): DataCodes =>
  encodeData(model, data, fittedImages(config.preset), Rng.fromSeed(seed));

async function measured(run: TrainedRun, seed = 7): Promise<Metrics> {
  try {
    return await measure(run, data, codesOf(run, seed), reference, Rng.fromSeed(seed));
  } finally {
    disposeModel(run.model);
  }
}

/** Every number with an interval, by its path. */
function intervals(value: unknown, path = ''): [string, Measured][] {
  if (typeof value !== 'object' || value === null) return [];
  if ('low' in value && 'high' in value) return [[path, value as Measured]];
  return Object.entries(value).flatMap(([key, part]) => intervals(part, `${path}.${key}`));
}

test.serial('measure(run) fits the schema by way of JSON, and every interval holds its value', t => {
  t.deepEqual(parseMetrics(JSON.parse(JSON.stringify(metrics)), 'metrics'), metrics);
  const all = intervals(metrics);
  t.true(all.length > 25);
  for (const [path, { value, low, high, n, protocol }] of all) {
    t.true(low <= value && value <= high, `${path}: ${low} ${value} ${high}`);
    t.true(n > 0 && protocol.length > 3, path);
  }
  const { checksum } = reference.network as FeatureNetwork;
  t.true(metrics.frechet.protocol.includes(checksum.slice(0, 8)));
});

test.serial('measure(run, rng): the same seed gives the same numbers, another other draws', async t => {
  const [first, second, other] = [
    await measured(untrained('wae-mmd')),
    await measured(untrained('wae-mmd')),
    await measured(untrained('wae-mmd'), 8),
  ];
  // The process's peak memory is no matter of the seed.
  t.deepEqual({ ...first, peakRssMiB: 0 }, { ...second, peakRssMiB: 0 });
  t.not(first.latent.mmdTest.statistic, other.latent.mmdTest.statistic);
  t.is(first.testSquaredError, other.testSquaredError);
});

test.serial(
  'measure(run) finds an untrained decoder’s samples far from the digits, and all alike',
  async t => {
    const metrics = await measured(untrained('wae-mmd'));
    t.true(metrics.frechet.low > 10 * metrics.real.frechet.high);
    t.true((metrics.diversity as Measured).high < 0.5);
    t.true(metrics.sharpness.high < metrics.real.sharpness.low);
    t.true(metrics.recall.value < 0.05);
  },
);

test.serial(
  'measure(run) trains a second stage and a flow at other presets than quick, and leaves no tensor behind',
  async t => {
    const quick = await measured(untrained('vae'));
    t.is(quick.samplers['second-stage'] ?? quick.samplers.flow, undefined);
    const before = tf.memory().numTensors;
    const standard = await measured(untrained('vae', { preset: 'standard' }));
    t.true((standard.samplers['second-stage']?.frechet.value ?? NaN) > 0);
    t.true((standard.samplers.flow?.frechet.value ?? NaN) > 0);
    t.is(tf.memory().numTensors, before);
  },
);

test('parseMetrics(value) takes the published FID and its floor', t => {
  const { frechet, real } = metrics;
  const published = { ...metrics, inceptionFrechet: frechet, real: { ...real, inceptionFrechet: frechet } };
  t.deepEqual(parseMetrics(JSON.parse(JSON.stringify(published)), 'metrics'), published);
});

test('parseMetrics(value) refuses metrics of another schema and names the field', t => {
  t.throws(() => parseMetrics({ ...metrics, kid: 3 }, 'old.json'), { message: /old\.json.*\(kid: / });
});

test.serial(
  'measure(run, { inception, signal }) gives its signal to Inception, and ends with it',
  async t => {
    const reason = new Error('enough');
    const { signal } = new AbortController();
    const inception: Inception = {
      md5: '',
      protocol: '',
      features: (_, options) => {
        t.is(options?.signal, signal);
        return Promise.reject(reason);
      },
      dispose: () => Promise.resolve(),
    };
    const run = untrained('vae');
    t.teardown(() => disposeModel(run.model));
    const codes = codesOf(run, 7);
    const measuring = measure(run, data, codes, reference, Rng.fromSeed(7), { inception, signal });
    t.is(await t.throwsAsync(measuring), reason);
  },
);
