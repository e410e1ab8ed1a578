import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../../lib/base/errors.js';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import type { HistoryRecord } from '../../../lib/training/history.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const config = presetConfig('digits', 'quick', 'wae-mmd');

/** A run that has come to something. */
function begun(run: RunFolder): void {
  run.writeHistory([]);
}

/** One sentence on one line, exit code 2. */
function refused(t: ExecutionContext, body: () => unknown, message: RegExp): void {
  const error = t.throws(body, { instanceOf: UserError, message });
  t.false(error?.message.includes('\n'));
  t.is(error?.exitCode, 2);
}

test('RunFolder.create makes a folder that RunFolder.open reads back', async t => {
  const path = join(await temporaryFolder(t), 'deep', 'run');
  const made = RunFolder.create(path, config);
  t.deepEqual(readdirSync(path), ['config.json']);
  const opened = RunFolder.open(path);
  t.deepEqual(opened.config, config);
  t.is(opened.path, made.path);
  t.false(opened.hasCheckpoint);
  t.is(opened.readJson('metrics.json'), undefined);
  t.deepEqual(opened.readHistory(), []);
  t.notThrows(() => opened.expect(config));
});

test('RunFolder.create refuses another run, a folder with other files and a file, and changes none', async t => {
  const folder = await temporaryFolder(t);
  const run = join(folder, 'run');
  begun(RunFolder.create(run, config));
  const before = readFileSync(join(run, 'config.json'), 'utf8');
  const other = presetConfig('digits', 'quick', 'vae');
  refused(
    t,
    () => RunFolder.create(run, other),
    /^\S+ holds another run; go on with it by --resume, or choose/,
  );
  t.is(readFileSync(join(run, 'config.json'), 'utf8'), before);
  const full = join(folder, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'thesis.tex'), 'mine');
  refused(
    t,
    () => RunFolder.create(full, config),
    /^\S+ is not empty \(thesis\.tex is there\); choose another folder/,
  );
  t.deepEqual(readdirSync(full), ['thesis.tex']);
  refused(
    t,
    () => RunFolder.create(join(full, 'thesis.tex'), config),
    /thesis\.tex can't be used as a folder/,
  );
  refused(t, () => RunFolder.create(join(full, 'thesis.tex', 'run'), config), /can't be used as a folder/);
  t.is(readFileSync(join(full, 'thesis.tex'), 'utf8'), 'mine');
});

test('RunFolder.checkFree refuses what RunFolder.create does, and makes no folder', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'deep', 'run');
  t.notThrows(() => RunFolder.checkFree(path));
  t.deepEqual(readdirSync(folder), []);
  begun(RunFolder.create(path, config));
  refused(t, () => RunFolder.checkFree(path), /holds another run/);
  refused(t, () => RunFolder.checkFree(folder), /is not empty \(deep is there\)/);
  refused(t, () => RunFolder.checkFree(join(path, 'config.json')), /can't be used as a folder/);
});

test('RunFolder.create begins anew where a run came to nothing, and a run that was opened before notices', async t => {
  const path = join(await temporaryFolder(t), 'run');
  const first = RunFolder.create(path, config);
  first.writeJson('manifest.json', {});
  writeFileSync(first.filmPath, '');
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  writeFileSync(`${first.checkpointPath}.${dead}.tmp`, '');
  t.true(RunFolder.isFree(path));
  const other = presetConfig('digits', 'quick', 'vae');
  RunFolder.create(path, other);
  t.deepEqual(readdirSync(path), ['config.json']);
  t.deepEqual(RunFolder.open(path).config, other);
  refused(t, () => first.lock(), /holds a run of another configuration \(model\.kind differs\)/);
  const unlock = RunFolder.open(path).lock();
  refused(t, () => RunFolder.create(path, config), /is written by this process at the moment/);
  unlock();
  for (const name of ['checkpoint.safetensors', 'history.jsonl', 'metrics.json', 'weights.safetensors']) {
    writeFileSync(join(path, name), '');
    t.false(RunFolder.isFree(path), name);
    rmSync(join(path, name));
  }
});

test('RunFolder.create and open refuse a model that no memory holds, and make no folder', async t => {
  const path = join(await temporaryFolder(t), 'run');
  const huge = presetConfig('digits', 'quick', 'vae', { width: 10_000_000 });
  refused(t, () => RunFolder.create(path, huge), /^the model would have \S+ parameters, and 2\.7e\+8 are/);
  t.false(existsSync(path));
  RunFolder.create(path, config);
  writeFileSync(join(path, 'config.json'), JSON.stringify(huge));
  refused(t, () => RunFolder.open(path), /^the model would have/);
});

test('RunFolder.create takes an empty folder, hidden files aside', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, '.DS_Store'), '');
  t.notThrows(() => RunFolder.create(folder, config));
});

test('RunFolder.create and open take a folder where a process was killed, and clear up after it', async t => {
  const folder = await temporaryFolder(t);
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, `config.json.${dead}.tmp`), '{"pre');
  t.notThrows(() => RunFolder.checkFree(folder));
  RunFolder.create(folder, config);
  t.deepEqual(readdirSync(folder), ['config.json']);
  const left = ['history.jsonl', 'checkpoint.safetensors', 'manifest.json'];
  for (const name of left) writeFileSync(join(folder, `${name}.${dead}.tmp`), '');
  const living = `manifest.json.${process.ppid}.tmp`;
  writeFileSync(join(folder, living), '');
  RunFolder.open(folder);
  t.deepEqual(readdirSync(folder).sort(), ['config.json', living]);
  const mine = join(folder, 'mine');
  mkdirSync(mine);
  writeFileSync(join(mine, `thesis.${dead}.tmp`), '');
  refused(t, () => RunFolder.checkFree(mine), /is not empty/);
});

test('RunFolder.open refuses a folder without a run, and a configuration that is broken or unknown', async t => {
  const folder = await temporaryFolder(t);
  refused(
    t,
    () => RunFolder.open(join(folder, 'nowhere')),
    /^\S+nowhere holds no run \(there is no config\.json\)/,
  );
  refused(t, () => RunFolder.open(folder), /holds no run/);
  for (const [text, message] of [
    ['{"preset":', /config\.json is not valid JSON/],
    ['', /config\.json is not valid JSON/],
    ['null', /config\.json: the configuration is not valid/],
    [JSON.stringify({ ...config, colour: 1 }), /config\.json: .*colour/],
    [JSON.stringify({ ...config, seed: -1 }), /config\.json: seed is not valid/],
  ] as const) {
    writeFileSync(join(folder, 'config.json'), text);
    refused(t, () => RunFolder.open(folder), message);
  }
});

test('expect(config) names the first field of another configuration', async t => {
  const run = RunFolder.create(await temporaryFolder(t), config);
  for (const [overrides, field] of [
    [{ seed: 2 }, 'seed'],
    [{ width: 8 }, 'model.architecture.encoderFilters.0'],
    [{ batch: 20 }, 'training.batchSize'],
    [{ lambda: 3 }, 'training.lambda'],
  ] as const) {
    const other = presetConfig('digits', 'quick', 'wae-mmd', overrides);
    refused(
      t,
      () => run.expect(other),
      new RegExp(`holds a run of another configuration \\(${field} differs\\); go on with`),
    );
  }
});

test('writeHistory and readHistory are inverse, up to the step that was asked for', async t => {
  const run = RunFolder.create(await temporaryFolder(t), config);
  const records: HistoryRecord[] = [2, 4, 4, 6].map((step, i) => ({
    kind: 'test',
    epoch: i,
    step,
    terms: { squaredError: 1 / (i + 3) },
  }));
  run.writeHistory(records);
  t.deepEqual(run.readHistory(), records);
  t.deepEqual(run.readHistory(4), records.slice(0, 3));
  t.deepEqual(run.readHistory(1), []);
  writeFileSync(run.file('history.jsonl'), `${JSON.stringify(records[0])}\n{"kind":"te`);
  refused(t, () => run.readHistory(), /history\.jsonl is damaged \(line 2 is not JSON\); put back a copy/);
});

test('writeJson(name, value) writes indented JSON with a last newline', async t => {
  const run = RunFolder.create(await temporaryFolder(t), config);
  run.writeJson('metrics.json', { a: [1] });
  t.is(readFileSync(run.file('metrics.json'), 'utf8'), '{\n  "a": [\n    1\n  ]\n}\n');
  t.deepEqual(run.readJson('metrics.json'), { a: [1] });
  writeFileSync(run.file('metrics.json'), '{');
  refused(t, () => run.readJson('metrics.json'), /metrics\.json is not valid JSON/);
});
