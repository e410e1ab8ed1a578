/**
 * What a whole epoch costs beside its steps, and whether memory stays flat: a real run, in a process of its own.
 *
 * Trains a WAE-MMD of the `standard` preset on the embedded digits with `trainRun` in a temporary folder: batches,
 * noise, compiled steps, records, tests, checkpoints. Before and after, the bare step alone is timed on ready inputs.
 * Test images are as many in proportion as in the preset. `--images n --epochs n --steps n`; prints one line of JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBackend } from '../lib/engine/index.js';
import type { ExperimentConfig } from '../lib/experiments/config/config.js';
import { loadData } from '../lib/experiments/config/load-data.js';
import { findManifest, type Session } from '../lib/experiments/run/manifest.js';
import { presetConfig } from '../lib/experiments/config/preset-config.js';
import { RunFolder } from '../lib/experiments/run/run-folder.js';
import { trainRun } from '../lib/experiments/run/train-run.js';
import { median } from './race.js';
import { makeStart, ownSystem } from './train-system.js';

/** What the worker finds. */
export interface EpochReport {
  readonly images: number;
  readonly epochs: number;
  /** Images a second over whole epochs, by the clock. */
  readonly epochImagesPerSecond: number;
  /** Images a second of the bare step, just before and after. */
  readonly bareImagesPerSecond: number;
  /** The first over the second. */
  readonly ratio: number;
  /** Share of the epochs' wall time that was spent inside steps. */
  readonly shareInSteps: number;
  /** After each epoch. */
  readonly residentMiB: readonly number[];
  readonly tensors: readonly number[];
  /** Resident memory after the last epoch over that after the first. */
  readonly residentGrowth: number;
}

async function trainOnce(config: ExperimentConfig): Promise<Session> {
  const parent = mkdtempSync(join(tmpdir(), 'wae-bench-'));
  try {
    const folder = RunFolder.create(join(parent, 'run'), config);
    await trainRun(folder, await loadData(config.data));
    return findManifest(folder)!.sessions[0]!;
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      images: { type: 'string', default: '12000' },
      epochs: { type: 'string', default: '3' },
      steps: { type: 'string', default: '40' },
    },
  });
  const [images, epochs, steps] = [values.images, values.epochs, values.steps].map(Number) as [
    number,
    number,
    number,
  ];
  await loadBackend();
  const preset = presetConfig('digits', 'standard', 'wae-mmd', { epochs });
  const { testImages } = preset.training;
  const share = preset.data.name === 'digits' ? images / preset.data.train : 1;
  const test = Math.max(1, Math.round(testImages * share));
  const config: ExperimentConfig = {
    ...preset,
    data: { name: 'digits', train: images, test, seed: 0 },
    training: { ...preset.training, pretraining: null, testImages: test },
  };

  const start = await makeStart('digits', 32);
  const bare = ownSystem(start, 'compiled', config.training.precision);
  const noise = Array.from({ length: steps }, (_, i) => start.noise(i));
  const turn = (): number[] => noise.map(one => bare.step(one).ms);
  turn();
  const before = turn();
  const session = await trainOnce(config);
  const bareMs = median([...before, ...turn()]);

  const bareImagesPerSecond = (1000 * start.layout.batch) / bareMs;
  const resident = session.residentMiB;
  const report: EpochReport = {
    images,
    epochs,
    epochImagesPerSecond: session.imagesPerSecond,
    bareImagesPerSecond,
    ratio: session.imagesPerSecond / bareImagesPerSecond,
    shareInSteps: session.stepSeconds / session.seconds,
    residentMiB: resident,
    tensors: session.tensors,
    residentGrowth: (resident.at(-1) ?? NaN) / (resident[0] ?? NaN),
  };
  console.log(JSON.stringify(report));
}

await main();
