import type { Manifest } from '../../lib/experiments/run/manifest.js';

/** A run's manifest: of 40 steps in 5 seconds, in two sessions. */
export const tinyManifest: Manifest = {
  status: 'finished',
  version: '0',
  commit: null,
  dirty: null,
  node: '',
  tfjs: '',
  backend: '',
  backendVersion: '',
  gpu: false,
  processor: '',
  threads: 1,
  seed: 1,
  sources: {},
  sessions: [
    {
      startedAt: '',
      steps: 10,
      seconds: 2,
      stepSeconds: 1,
      imagesPerSecond: 0,
      peakRssMiB: 1,
      residentMiB: [],
      tensors: [],
    },
    {
      startedAt: '',
      steps: 30,
      seconds: 3,
      stepSeconds: 1,
      imagesPerSecond: 0,
      peakRssMiB: 1e6,
      residentMiB: [],
      tensors: [],
    },
  ],
};
