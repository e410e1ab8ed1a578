import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../lib/base/errors.js';
import { loadBackend } from '../../../lib/engine/index.js';
import { readFilm } from '../../../lib/experiments/run/film-file.js';
import { modelOfRun } from '../../../lib/experiments/run/model-of-run.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { readTensorFile, writeTensorFile } from '../../../lib/node/tensor-file.js';
import { slow as test } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';

const words = { noun: 'file', ifMissing: 'make it', ifDamaged: 'mend it' };

/** Writes a tensor file again, with right checksums. */
function rewrite(
  path: string,
  change: (file: {
    tensors: Map<string, { shape: readonly number[]; values: Float32Array | Uint8Array }>;
    metadata: Record<string, string>;
  }) => void,
): void {
  const { tensors, metadata } = readTensorFile(path, words);
  const file = { tensors: new Map(tensors), metadata: { ...metadata } };
  change(file);
  writeTensorFile(
    path,
    [...file.tensors].map(([name, tensor]) => ({ name, ...tensor })),
    file.metadata,
  );
}

test.serial('what lies inside a file with right checksums is looked at: one sentence each', async t => {
  await loadBackend();
  const data = tinyData();
  const run = RunFolder.create(join(await temporaryFolder(t), 'run'), tinyConfig('vae', { epochs: 1 }));
  await trainRun(run, data);
  const refused = async (message: RegExp): Promise<void> => {
    const error = await t.throwsAsync(trainRun(RunFolder.open(run.path), data), {
      instanceOf: UserError,
      message,
    });
    t.false(error?.message.includes('\n'));
    t.is(error?.exitCode, 2);
  };
  const checkpoint = readFileSync(run.checkpointPath);
  const state = readTensorFile(run.checkpointPath, words).metadata['state']!;
  const lambda = '"lambda":{"lambda":1,';
  t.true(state.includes(lambda));
  for (const wrong of [
    '{}',
    '[',
    'null',
    state.replace('"step":4', '"step":1000000000'),
    state.replace('"step":4', '"step":3.5'),
    state.replace(lambda, '"lambda":{"lambda":null,'),
    state.replace(lambda, '"lambda":{"lambda":-1,'),
    state.replace('"minima":[]', '"minima":[1]'),
  ]) {
    rewrite(run.checkpointPath, ({ metadata }) => {
      metadata['state'] = wrong;
    });
    await refused(/^the checkpoint \S+ is damaged \(its state is not that of a training .*\); train again/);
  }
  rewrite(run.checkpointPath, ({ metadata }) => {
    metadata['state'] = '{}';
  });
  t.throws(() => modelOfRun(run), { instanceOf: UserError, message: /its state is not/ });
  writeFileSync(run.checkpointPath, checkpoint);
  rewrite(run.checkpointPath, ({ tensors }) => {
    const { shape, values } = tensors.get('encoder/code/kernel')!;
    tensors.set('encoder/code/kernel', { shape, values: Float32Array.from(values).fill(NaN, 3, 4) });
  });
  await refused(/encoder\/code\/kernel holds NaN/);
  t.throws(() => modelOfRun(run), { instanceOf: UserError, message: /holds NaN/ });
  writeFileSync(run.checkpointPath, checkpoint);
  const history = readFileSync(run.historyPath, 'utf8');
  for (const line of [
    '{"kind":"train"}',
    '[]',
    '3',
    history.split('\n')[0]!.replace(/"step":\d+/, '"step":"4"'),
  ]) {
    writeFileSync(run.historyPath, `${line}\n${history}`);
    t.throws(() => run.readHistory(), {
      instanceOf: UserError,
      message: /is damaged \(line 1 is no record of a training\)/,
    });
  }
  writeFileSync(run.historyPath, history);
  const film = readFileSync(run.filmPath);
  for (const steps of ['[0]', '[0,4,8]', '[4,0]', '[0,"4"]', '{}', '[', '[]']) {
    rewrite(run.filmPath, ({ metadata }) => {
      metadata['steps'] = steps;
    });
    await refused(/^the film of the training \S+ is damaged \(.*\); delete it to go on without it$/);
    writeFileSync(run.filmPath, film);
  }
  rewrite(run.filmPath, ({ tensors }) => {
    const { shape, values } = tensors.get('codes')!;
    tensors.set('codes', { shape: [shape[0]!, shape[1]! * shape[2]!], values });
  });
  t.throws(() => readFilm(run.filmPath), { instanceOf: UserError, message: /2 steps, and arrays of/ });
});
