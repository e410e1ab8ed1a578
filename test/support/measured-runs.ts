import type { ExperimentConfig } from '../../lib/experiments/config/config.js';
import type { Manifest } from '../../lib/experiments/run/manifest.js';
import type { SampleMetrics } from '../../lib/experiments/measure/measure-samples.js';
import type { Metrics } from '../../lib/experiments/measure/metrics-file.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import type { Measured } from '../../lib/metrics/statistics/measured.js';

const one: Measured = { value: 1, low: 0.9, high: 1.1, n: 100, protocol: 'p' };

const samples: SampleMetrics = {
  frechet: one,
  kid: one,
  precision: one,
  recall: one,
  density: one,
  coverage: one,
  sharpness: one,
  sharpnessMinimum: 0,
};

/** Metrics of a run in which every number is 1. */
function metricsOf({ preset, seed, data, model, training }: ExperimentConfig): Metrics {
  return {
    experiment: data.name,
    preset,
    model: model.kind,
    seed,
    epochs: training.epochs,
    step: 1,
    n: 100,
    testSquaredError: 1,
    testSquaredErrorStandardError: 0.1,
    ssim: one,
    latent: {
      mean: [0],
      std: [1],
      mmd: { value: 0, standardError: 1, n: 100, blocks: 1 },
      mmdTest: { statistic: 0, pValue: 1, n: 100, protocol: 'p' },
      sliced: { value: one, floor: one },
      sinkhorn: { value: one, floor: one },
      mardia: null,
      activity: { variances: [1], active: 1, n: 100, protocol: 'p' },
    },
    ...samples,
    frechetAtInfinity: one,
    diversity: one,
    memorisation: one,
    interpolation: one,
    samplers: { gaussian: samples, mixture: samples },
    real: { frechet: one, sharpness: one },
    imagesPerSecond: 1,
    peakRssMiB: 1,
  };
}

function manifestOf({ seed }: ExperimentConfig): Manifest {
  return {
    status: 'finished',
    version: '0',
    commit: null,
    dirty: null,
    node: 'v0',
    tfjs: '0',
    backend: 'none',
    backendVersion: '0',
    gpu: false,
    processor: 'none',
    threads: 1,
    seed,
    sources: {},
    sessions: [],
  };
}

/** A run's folder with metrics and manifest that were made up, and nothing else. */
export function measuredRun(
  path: string,
  config: ExperimentConfig,
  change: Partial<Metrics> = {},
): RunFolder {
  const folder = RunFolder.create(path, config);
  folder.writeJson('metrics.json', { ...metricsOf(config), ...change });
  folder.writeJson('manifest.json', manifestOf(config));
  return folder;
}
