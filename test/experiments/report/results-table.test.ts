import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { UserError } from '../../../lib/base/errors.js';
import type { ModelName } from '../../../lib/models/kinds.js';
import type { Metrics } from '../../../lib/experiments/measure/metrics-file.js';
import { type Overrides, presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { readResults } from '../../../lib/experiments/report/results-rows.js';
import { writeResultsTable } from '../../../lib/experiments/report/results-table.js';
import type { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import type { Measured } from '../../../lib/metrics/statistics/measured.js';
import { measuredRun } from '../../support/measured-runs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const frechet = (value: number): Measured => ({
  value,
  low: value - 0.1,
  high: value + 0.1,
  n: 100,
  protocol: 'p',
});

/** A measured run of CelebA at `standard`, in the folder of the first seed unless another is named. */
function celeba(
  out: string,
  model: ModelName,
  {
    folder = '',
    change,
    ...overrides
  }: Overrides & { readonly folder?: string; readonly change?: Partial<Metrics> } = {},
): RunFolder {
  const path = join(out, 'celeba', 'standard', folder, model);
  return measuredRun(path, presetConfig('celeba', 'standard', model, overrides), change);
}

const tableOf = (out: string): readonly string[] => readFileSync(writeResultsTable(out), 'utf8').split('\n');

const pathsOf = (out: string): readonly string[] =>
  readResults(out, 'celeba', 'standard').map(({ path }) => path);

test('writeResultsTable(out) takes the runs of one configuration together, and names the others', async t => {
  const out = await temporaryFolder(t);
  for (const model of ['vae', 'wae-mmd'] as const) {
    const value = model === 'vae' ? 5 : 3;
    celeba(out, model, { change: { frechet: frechet(value) } });
    celeba(out, model, { folder: 'seed-2', seed: 2, change: { frechet: frechet(value + 0.1) } });
  }
  celeba(out, 'vae', { folder: 'seed-3', seed: 3, lambda: 2, change: { frechet: frechet(50) } });
  celeba(out, 'wae-mmd', { folder: 'seed-3', seed: 2, change: { frechet: frechet(50) } });
  t.deepEqual(pathsOf(out), [
    'celeba/standard/vae',
    'celeba/standard/wae-mmd',
    'celeba/standard/seed-2/vae',
    'celeba/standard/seed-2/wae-mmd',
  ]);
  const table = tableOf(out);
  t.true(
    table.includes(
      'Left out: celeba/standard/seed-3/vae (another configuration than celeba/standard/vae: training.lambda differs); celeba/standard/seed-3/wae-mmd (of the same seed as celeba/standard/seed-2/wae-mmd).',
    ),
  );
  t.true(
    table.includes(
      `\`npm run reproduce -- celeba --preset standard --data data/celeba --seeds 2 --out ${out}\``,
    ),
  );
  const claim = table.find(line => line.startsWith('| Fréchet distance from the prior: WAE-MMD < VAE |'));
  // Of two seeds 0.1 apart: 0.05 · t(1) = 12.71, and of the difference 0.05 · √2 · t(2) = 4.303.
  t.regex(
    claim ?? '',
    /\| WAE-MMD 3\.05 \(2\.41 … 3\.69\); VAE 5\.05 \(4\.41 … 5\.69\); difference -2\.30 … -1\.70 \| holds \(p 0\.00\d\) \|$/,
  );
});

test('writeResultsTable(out) names the runs whose metrics are of an earlier version', async t => {
  const out = await temporaryFolder(t);
  celeba(out, 'vae').writeJson('metrics.json', { model: 'vae' });
  const left =
    'Left out: celeba/standard/vae (its metrics are of an earlier version; `wae evaluate` measures it again).';
  t.deepEqual(tableOf(out).slice(-4), ['## celeba, standard', '', left, '']);
  celeba(out, 'wae-gan');
  t.deepEqual(pathsOf(out), ['celeba/standard/wae-gan']);
  t.true(tableOf(out).includes(left));
});

test('readResults(…) throws where metrics are damaged', async t => {
  for (const [name, text] of [['metrics.json', '{"model": "va']] as const) {
    const out = await temporaryFolder(t);
    const run = celeba(out, 'vae');
    writeFileSync(run.file(name), text);
    t.throws(() => readResults(out, 'celeba', 'standard'), {
      instanceOf: UserError,
      message: new RegExp(name),
    });
    t.throws(() => writeResultsTable(out), { instanceOf: UserError });
  }
});

test('writeResultsTable(out) leaves a run out whose manifest is damaged, and says so', async t => {
  for (const torn of ['{"status": "fin', '{}']) {
    const out = await temporaryFolder(t);
    writeFileSync(celeba(out, 'vae').file('manifest.json'), torn);
    celeba(out, 'wae-mmd');
    writeResultsTable(out);
    const table = readFileSync(join(out, 'README.md'), 'utf8');
    t.true(table.includes('celeba/standard/vae (its manifest can’t be read)'));
  }
});

test('writeResultsTable(out) prints no number of a preset that its runs need not have', async t => {
  const out = await temporaryFolder(t);
  celeba(out, 'vae', { epochs: 7 });
  const [before] = tableOf(out).join('\n').split('## celeba');
  t.notRegex(before ?? '', /24|8,100|182,599|a tenth/);
});
