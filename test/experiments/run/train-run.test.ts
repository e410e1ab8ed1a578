import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../../lib/engine/index.js';
import { NonFiniteLossError, UserError } from '../../../lib/base/errors.js';
import type { ExperimentConfig } from '../../../lib/experiments/config/config.js';
import { type Manifest, parseManifest } from '../../../lib/experiments/run/manifest.js';
import { disposeModel, modelOfRun } from '../../../lib/experiments/run/model-of-run.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { isFinished } from '../../../lib/experiments/run/train-runs.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { readCheckpoint } from '../../../lib/engine/checkpoint.js';
import { reconstructImages } from '../../../lib/models/inference.js';
import { countPasses, keysOf } from '../../support/count-passes.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

const data = tinyData();
const manifestOf = (folder: RunFolder): Manifest =>
  parseManifest(folder.readJson('manifest.json'), 'manifest.json');

/** What a finished run leaves that the seed decides. */
function remains(folder: RunFolder): {
  history: string;
  film: Buffer;
  tensors: [string, number[]][];
  state: string | undefined;
} {
  const { tensors, metadata } = readCheckpoint(folder.checkpointPath);
  return {
    history: readFileSync(folder.file('history.jsonl'), 'utf8'),
    film: readFileSync(folder.file('film.safetensors')),
    tensors: [...tensors].map(([name, { values }]) => [name, [...values]]),
    state: metadata['state'],
  };
}

/** Trains in steps: each number says after which step (or, negative, pre-training step) to ask for a stop. */
async function trainWithStops(
  path: string,
  config: ExperimentConfig,
  stops: readonly number[],
): Promise<RunFolder> {
  RunFolder.create(path, config);
  for (const at of [...stops, Infinity]) {
    const stop = new AbortController();
    const outcome = await trainRun(RunFolder.open(path), data, {
      signal: stop.signal,
      onEvent: event => {
        if (event.kind === 'step' && event.step === at) stop.abort();
        if (event.kind === 'pretraining' && event.step === -at) stop.abort();
      },
    });
    if (outcome.kind !== (at === Infinity ? 'finished' : 'stopped'))
      throw new Error(`${outcome.kind} at ${at}`);
  }
  return RunFolder.open(path);
}

const everything = {
  epochs: 3,
  recordEvery: 3,
  lambdaSchedule: { kind: 'adaptive', every: 3 },
  learningRateSchedule: { kind: 'plateau', startEpoch: 0, window: 2, patience: 1, divisor: 1.4, floor: 1e-6 },
} as const;

const cases: readonly (readonly [string, ExperimentConfig, readonly number[]])[] = [
  ['vae', tinyConfig('vae', everything), [6]],
  ['wae-gan', tinyConfig('wae-gan', everything), [1, 4, 7, 11]],
  [
    'wae-mmd with pre-training',
    tinyConfig('wae-mmd', { ...everything, pretraining: { batchSize: 16, maxSteps: 5, tolerance: 1e-9 } }),
    [-3, 2],
  ],
];

for (const [name, config, stops] of cases) {
  test.serial(`trainRun: ${name}: stopped and resumed ends at the same bits as never stopped`, async t => {
    const folder = await temporaryFolder(t);
    const before = tf.memory().numTensors;
    const whole = await trainWithStops(join(folder, 'whole'), config, []);
    const parts = await trainWithStops(join(folder, 'parts'), config, stops);
    t.deepEqual(remains(parts), remains(whole));
    t.is(tf.memory().numTensors, before);
    t.is(manifestOf(whole).sessions.length, 1);
    t.is(manifestOf(parts).status, 'finished');
    t.is(
      manifestOf(parts).sessions.reduce((sum, s) => sum + s.steps, 0),
      12,
    );
    t.deepEqual(readdirSync(parts.path).sort(), [
      'checkpoint.safetensors',
      'config.json',
      'film.safetensors',
      'history.jsonl',
      'manifest.json',
    ]);
  });
}

test.serial(
  'trainRun writes a manifest: versions, data, threads, sessions with constant tensors',
  async t => {
    const folder = RunFolder.create(
      join(await temporaryFolder(t), 'run'),
      tinyConfig('wae-mmd', { epochs: 3 }),
    );
    await trainRun(folder, data);
    const manifest = manifestOf(folder);
    t.is(manifest.status, 'finished');
    t.is(manifest.node, process.version);
    t.deepEqual(manifest.sources, data.sources);
    t.is(manifest.seed, 1);
    t.true(manifest.threads >= 1);
    const [session] = manifest.sessions;
    t.is(session?.steps, 12);
    t.is(session?.tensors.length, 3);
    t.is(new Set(session?.tensors).size, 1);
    t.true((session?.imagesPerSecond ?? 0) > 0 && (session?.peakRssMiB ?? 0) > 0);
  },
);

test.serial(
  'trainRun encodes the test images once before the first step, and once after each epoch',
  async t => {
    const config = tinyConfig('vae', { epochs: 3, testImages: 4 });
    const folder = RunFolder.create(join(await temporaryFolder(t), 'run'), config);
    const passes = countPasses(t, [4, 4, 1, 4], config.training.batchSize);
    await trainRun(folder, data);
    t.deepEqual(
      keysOf(data.test).map(key => passes.get(key)),
      Array.from({ length: 10 }, () => 4),
    );
    t.is(folder.readFilm()?.frames.length, 4);
  },
);

test.serial('a torn manifest refuses no run: it is written anew, with the sessions that follow', async t => {
  const run = RunFolder.create(join(await temporaryFolder(t), 'run'), tinyConfig('vae', { epochs: 1 }));
  await trainRun(run, data);
  for (const torn of ['', '{"status": "fini', '[]', '{"status":"finished"}']) {
    writeFileSync(run.file('manifest.json'), torn);
    t.false(isFinished(run));
    const { model, step } = modelOfRun(run);
    t.is(step, 4);
    disposeModel(model);
    t.is((await trainRun(RunFolder.open(run.path), data)).kind, 'finished');
    t.true(isFinished(run));
    t.is(manifestOf(run).sessions.length, 1);
  }
});

test.serial('trainRun of a finished run trains no further', async t => {
  const folder = RunFolder.create(join(await temporaryFolder(t), 'run'), tinyConfig('vae', { epochs: 1 }));
  await trainRun(folder, data);
  const before = remains(folder);
  const outcome = await trainRun(RunFolder.open(folder.path), data);
  t.deepEqual([outcome.kind, outcome.steps], ['finished', 0]);
  t.deepEqual(remains(folder), before);
});

test.serial(
  'trainRun stopped by a loss that is not finite keeps the last good checkpoint and says where',
  async t => {
    const folder = RunFolder.create(
      join(await temporaryFolder(t), 'run'),
      tinyConfig('wae-mmd', { epochs: 3 }),
    );
    const before = tf.memory().numTensors;
    const error = await t.throwsAsync(
      trainRun(folder, data, {
        onEvent: (event, trainer) => {
          // After the first epoch λ becomes NaN, and with it the next loss.
          if (event.kind === 'save') trainer.state = { ...trainer.state, lambda: { lambda: NaN, wait: 0 } };
        },
      }),
      { instanceOf: NonFiniteLossError },
    );
    t.is(error?.step, 5);
    t.is(error?.term, 'autoencoder');
    t.is(error?.checkpoint, folder.checkpointPath);
    t.is(manifestOf(folder).status, 'failed');
    const { model, step } = modelOfRun(RunFolder.open(folder.path));
    t.is(step, 4);
    t.true(reconstructImages(model, data.test.images, 10).every(Number.isFinite));
    disposeModel(model);
    t.is(tf.memory().numTensors, before);
    await trainRun(RunFolder.open(folder.path), data);
    t.is(manifestOf(folder).status, 'finished', 'and the run can go on from it');
  },
);

test.serial('trainRun interrupted while it saves loses no line of the history', async t => {
  const folder = await temporaryFolder(t);
  const config = tinyConfig('wae-mmd', { epochs: 3 });
  const whole = await trainWithStops(join(folder, 'whole'), config, []);
  const run = RunFolder.create(join(folder, 'run'), config);
  // Whichever file can't be written in the second epoch, the other one is there or not.
  for (const victim of ['film.safetensors', 'history.jsonl', 'checkpoint.safetensors']) {
    let blocked = false;
    await t.throwsAsync(
      trainRun(RunFolder.open(run.path), data, {
        onEvent: event => {
          if (event.kind !== 'step' || event.step % 4 !== 3 || blocked || event.step < 4) return;
          blocked = true;
          // A folder in a file's place can't be replaced by it.
          const path = run.file(victim);
          const kept = existsSync(path) ? readFileSync(path) : undefined;
          rmSync(path, { force: true });
          mkdirSync(join(path, 'in-the-way'), { recursive: true });
          t.teardown(() => {});
          if (kept !== undefined) writeFileSync(`${path}.kept`, kept);
        },
      }),
      { instanceOf: UserError },
    );
    rmSync(run.file(victim), { recursive: true });
    writeFileSync(run.file(victim), readFileSync(run.file(`${victim}.kept`)));
    rmSync(run.file(`${victim}.kept`));
  }
  await trainRun(RunFolder.open(run.path), data);
  t.deepEqual(remains(run), remains(whole));
});

test.serial(
  'trainRun refuses a damaged checkpoint, one of another configuration and a damaged history',
  async t => {
    const folder = await temporaryFolder(t);
    const vae = RunFolder.create(join(folder, 'vae'), tinyConfig('vae', { epochs: 1 }));
    await trainRun(vae, data);
    const other = RunFolder.create(join(folder, 'other'), tinyConfig('wae-mmd', { epochs: 1 }));
    writeFileSync(other.checkpointPath, readFileSync(vae.checkpointPath));
    const before = tf.memory().numTensors;
    await t.throwsAsync(trainRun(other, data), {
      instanceOf: UserError,
      message:
        /^the checkpoint \S+ is of another configuration: encoder\/code\/kernel is \[\d+, 6\], expected \[\d+, 3\]/,
    });
    writeFileSync(other.checkpointPath, readFileSync(vae.checkpointPath).subarray(0, 5000));
    await t.throwsAsync(trainRun(other, data), { instanceOf: UserError, message: /is damaged/ });
    t.throws(() => modelOfRun(other), { instanceOf: UserError, message: /is damaged/ });
    writeFileSync(vae.file('history.jsonl'), '{"kind":"train","epo');
    await t.throwsAsync(trainRun(vae, data), {
      instanceOf: UserError,
      message:
        /^\S+history\.jsonl is damaged \(line 1 .*\); put back a copy of it, or train again in another folder$/,
    });
    t.is(tf.memory().numTensors, before);
  },
);

test.serial(
  'modelOfRun gives the model that was trained, and asks for training where there is none',
  async t => {
    const folder = RunFolder.create(
      join(await temporaryFolder(t), 'run'),
      tinyConfig('wae-gan', { epochs: 1 }),
    );
    t.throws(() => modelOfRun(folder), {
      instanceOf: UserError,
      message: /^there is no checkpoint .*; train first/,
    });
    await trainRun(folder, data);
    const [a, b] = [modelOfRun(folder), modelOfRun(RunFolder.open(folder.path))];
    t.is(a.step, 4);
    t.deepEqual(
      reconstructImages(a.model, data.test.images, 10),
      reconstructImages(b.model, data.test.images, 10),
    );
    const record = folder.readHistory().find(r => r.kind === 'test');
    const images = reconstructImages(a.model, data.test.images, 10);
    const error = images.reduce((sum, y, i) => sum + (y - data.test.images[i]! / 255) ** 2, 0) / 10;
    t.true(Math.abs(error - record!.terms['squaredError']!) < 1e-3 * error);
    for (const { model } of [a, b]) disposeModel(model);
  },
);

const mount = (options: readonly string[], folder: string): boolean => {
  try {
    execFileSync('mount', [...options, folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

test.serial('trainRun on a full disk gives one sentence and keeps the last checkpoint', async t => {
  const folder = await temporaryFolder(t);
  const config = tinyConfig('vae', { epochs: 2 });
  const size = readFileSync((await trainWithStops(join(folder, 'whole'), config, [])).checkpointPath).length;
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  // Room for one checkpoint, the lock and the small files, not for a second checkpoint beside it.
  if (!mount(['-t', 'tmpfs', '-o', `size=${Math.ceil((1.5 * size) / 4096 + 1) * 4}k`, 'tmpfs'], disk)) {
    t.log('skipped: no file system may be mounted here');
    t.pass();
    return;
  }
  t.teardown(() => execFileSync('umount', [disk]));
  const run = RunFolder.create(join(disk, 'run'), config);
  await t.throwsAsync(trainRun(run, data), {
    instanceOf: UserError,
    message:
      /^could not save \S+ \(ENOSPC\): the disk is full: free some space; what was saved before is untouched$/,
  });
  const { model, step } = modelOfRun(run);
  t.is(step, 4);
  disposeModel(model);
  t.false(readdirSync(run.path).some(name => name.endsWith('.tmp')));
});
