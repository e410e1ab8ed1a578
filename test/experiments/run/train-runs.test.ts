import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadDigits } from '../../../lib/datasets/digits/digits.js';
import { loadBackend } from '../../../lib/engine/backend.js';
import { trainRuns, type RunsOptions } from '../../../lib/experiments/run/train-runs.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

test.before(async () => {
  await loadBackend();
});

const small = (out: string): RunsOptions => ({
  experiment: 'digits',
  preset: 'quick',
  overrides: { epochs: 1, width: 2, seed: 2 },
  models: ['wae-mmd', 'vae'],
  out,
  load: () => Promise.resolve(loadDigits({ train: 200, test: 60, seed: 3 })),
});

test.serial(
  'trainRuns(…) trains the models that are named, once, and returns them with their images',
  async t => {
    const out = await temporaryFolder(t);
    const turns: string[] = [];
    const options = {
      ...small(out),
      onModel: (model: string, state: string): void => void turns.push(`${model} ${state}`),
    };
    const { folders, data } = await trainRuns(options);
    const directory = join(out, 'digits', 'quick-epochs-1-width-2', 'seed-2');
    t.deepEqual(
      folders.map(({ path }) => path),
      [join(directory, 'wae-mmd'), join(directory, 'vae')],
    );
    t.is(data.train.count, 200);
    await trainRuns(options);
    t.deepEqual(turns, ['wae-mmd begun', 'vae begun', 'wae-mmd finished', 'vae finished']);
  },
);

test.serial(
  'trainRuns(…) that is aborted throws the reason, and goes on when it is called again',
  async t => {
    const out = await temporaryFolder(t);
    const controller = new AbortController();
    const stopped = trainRuns({
      ...small(out),
      signal: controller.signal,
      onEvent: event => {
        if (event.kind === 'step') controller.abort();
      },
    });
    const reason: unknown = await stopped.catch((error: unknown) => error);
    t.is(reason, controller.signal.reason);
    t.true(
      existsSync(
        join(out, 'digits', 'quick-epochs-1-width-2', 'seed-2', 'wae-mmd', 'checkpoint.safetensors'),
      ),
    );
    const turns: string[] = [];
    await trainRuns({ ...small(out), onModel: (model, state) => turns.push(`${model} ${state}`) });
    t.deepEqual(turns, ['wae-mmd resumed', 'vae begun']);
  },
);
