import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../lib/cli/main.js';
import { loadDigits } from '../../lib/datasets/digits/digits.js';
import { checkExplorable, packExplorer } from '../../lib/explorer/pack.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyModel } from '../support/tiny-models.js';
import { tinyRun } from '../support/tiny-runs.js';
import { slow as test } from '../support/slow.js';

/** Runs the command, and what it printed. */
async function wae(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const [stdout, stderr] = [process.stdout.write, process.stderr.write];
  process.stdout.write = ((text: string) => ((said.out += text), true)) as typeof stdout;
  process.stderr.write = ((text: string) => ((said.err += text), true)) as typeof stderr;
  try {
    const code = await main(argv);
    return { code, ...said };
  } finally {
    process.stdout.write = stdout;
    process.stderr.write = stderr;
  }
}

const digits = { ...tinyModel('vae'), image: [28, 28, 1] as const };

test.serial('wae explore writes one page beside the runs and says its size', async t => {
  const parent = await temporaryFolder(t);
  for (const kind of ['vae', 'wae-mmd'] as const) {
    tinyRun(parent, kind, { ...tinyConfig(kind), model: { ...tinyModel(kind), image: [28, 28, 1] } });
  }
  const { code, out } = await wae('explore', join(parent, 'vae'), join(parent, 'wae-mmd'));
  const file = join(parent, 'explorer.html');
  t.is(code, 0);
  t.regex(out, /explorer\.html: [\d.]+ MiB, 2 models, 10 test images of procedural digits; open it/);
  t.true(statSync(file).size < 2 ** 20);
  const other = join(parent, 'one.html');
  t.is((await wae('explore', join(parent, 'vae'), '--out', other, '--images', '6')).code, 0);
  t.true(existsSync(other));
});

test.serial('wae explore refuses a run without a checkpoint in one line', async t => {
  const parent = await temporaryFolder(t);
  const folder = tinyRun(parent, 'vae', { ...tinyConfig('vae'), model: digits });
  rmSync(folder.checkpointPath);
  const { code, err } = await wae('explore', folder.path);
  t.is(code, 2);
  t.regex(err, /^wae: there is no checkpoint .*checkpoint\.safetensors; train first.*\n$/);
  t.is((await wae('explore', join(parent, 'nowhere'))).code, 2);
});

test.serial('wae explore refuses runs of different data in one line that names both', async t => {
  const parent = await temporaryFolder(t);
  const one = tinyRun(parent, 'a', { ...tinyConfig('vae'), model: digits });
  const two = tinyRun(parent, 'b', { ...tinyConfig('vae'), data: { name: 'mnist', split: 'canonical' } });
  const { code, err } = await wae('explore', one.path, two.path);
  t.is(code, 2);
  t.regex(err, /^wae: \S+a is of digits and \S+b of mnist; explore runs of one data set side by side\n$/);
  const config = tinyConfig('vae');
  const three = tinyRun(parent, 'c', { ...config, data: { name: 'digits', train: 32, test: 10, seed: 9 } });
  t.throws(() => checkExplorable([one, three]), { message: /"seed":0.*"seed":9/ });
});

test.serial('packExplorer(folders, data, { signal }) ends with the reason of its signal', async t => {
  const folder = tinyRun(await temporaryFolder(t), 'vae', { ...tinyConfig('vae'), model: digits });
  const reason = new Error('enough');
  const data = loadDigits({ train: 32, test: 10 });
  t.is(await t.throwsAsync(packExplorer([folder], data, { signal: AbortSignal.abort(reason) })), reason);
});
