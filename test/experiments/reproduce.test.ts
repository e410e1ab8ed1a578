import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDigits } from '../../lib/datasets/digits/digits.js';
import { loadBackend } from '../../lib/engine/backend.js';
import { modelKinds, paperModelNames } from '../../lib/models/kinds.js';
import { reproduce, type ReproduceOptions } from '../../lib/experiments/reproduce.js';
import type { Metrics } from '../../lib/experiments/measure/metrics-file.js';
import { presetConfig } from '../../lib/experiments/config/preset-config.js';
import { readResults } from '../../lib/experiments/report/results-rows.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test.before(async () => {
  await loadBackend();
});

/** The folder of the runs below, with what is asked to be different in its name. */
const variant = 'quick-epochs-1-width-2';

/** Two seeds of the three models, as small as they get. */
const small = (out: string): ReproduceOptions => ({
  experiment: 'digits',
  preset: 'quick',
  overrides: { epochs: 1, width: 2 },
  seeds: 2,
  out,
  load: () => Promise.resolve(loadDigits({ train: 200, test: 60, seed: 3 })),
});

test.serial('reproduce(seeds: 2) trains every model from both seeds, and once only', async t => {
  const out = await temporaryFolder(t);
  const turns: string[] = [];
  const result = await reproduce({
    ...small(out),
    onModel: (model, state, folder) => turns.push(`${model} ${state} ${folder.config.seed}`),
  });
  t.is(result.kind, 'finished');
  t.deepEqual(
    turns,
    [1, 2].flatMap(seed => paperModelNames.map(model => `${model} begun ${seed}`)),
  );
  const rows = readResults(out, 'digits', variant);
  t.deepEqual(
    rows.map(({ path, metrics }) => [path, metrics.seed]),
    ['', 'seed-2/'].flatMap((folder, k) =>
      paperModelNames.map(model => [`digits/${variant}/${folder}${model}`, k + 1]),
    ),
  );
  for (const name of ['figure.png', 'neighbours.png', 'balls.json', 'curves.json', 'latent.json'])
    t.true(existsSync(join(out, 'digits', variant, name)), name);
  const curves = JSON.parse(readFileSync(join(out, 'digits', variant, 'curves.json'), 'utf8')) as {
    data: { name: string; line: { color: string } }[];
  };
  for (const { title, colour } of paperModelNames.map(model => modelKinds[model])) {
    const lines = curves.data.filter(({ name }) => name.startsWith(`${title}, `));
    t.true(lines.length > 0 && lines.every(({ line }) => line.color === colour), title);
  }
  const figures = readdirSync(join(out, 'digits', variant, 'vae', 'figures'));
  t.deepEqual(figures.filter(name => !/\.(json|html)$/.test(name)).sort(), [
    'balls.png',
    'code-neighbours.png',
    'curves.png',
    'figure.png',
    'hole-pictures.png',
    'holes.png',
    'interpolations.png',
    'latent.png',
    'manifold.png',
    'matching.png',
    'neighbours.png',
    'path-distances.png',
    'planes.png',
    'training.png',
    'training.webp',
    'traversals.png',
  ]);

  const table = readFileSync(join(out, 'README.md'), 'utf8');
  const command = `npm run reproduce -- digits --preset quick --epochs 1 --width 2 --seeds 2 --out ${out}`;
  t.true(table.includes(`\n\`${command}\`\n`));
  t.regex(table, /\[bench\/README\.md\]\(\.\.\/.*\/bench\/README\.md#causes\)/);
  t.true(table.includes('| Fréchet distance from the prior: WAE-GAN < WAE-MMD |'));
  t.is(
    table.match(/\| \[WAE-GAN\]\(digits\/quick-epochs-1-width-2\/seed-2\/wae-gan\/metrics\.json\) \|/g)
      ?.length,
    5,
  );

  // Metrics of an earlier version, beside these, are left out of the table and stop nothing.
  const old = join(out, 'digits', variant, 'seed-2', 'vae', 'metrics.json');
  writeFileSync(old, JSON.stringify({ model: 'vae' }));
  const again: string[] = [];
  await reproduce({ ...small(out), seeds: 1, onModel: (model, state) => again.push(`${model} ${state}`) });
  t.true(again.every(turn => turn.endsWith(' finished')));
  t.is(readResults(out, 'digits', variant).length, 5);
  t.regex(
    readFileSync(join(out, 'README.md'), 'utf8'),
    /\nLeft out: digits\/quick-epochs-1-width-2\/seed-2\/vae \(/,
  );

  // Finished runs are not measured on images that they may have been trained on.
  const others = loadDigits({ train: 200, test: 60, seed: 4 });
  await t.throwsAsync(
    reproduce({ ...small(out), load: () => Promise.resolve(others), onModel: () => t.fail() }),
    { message: /vae was trained on other images than these \(digits is another\)/ },
  );
});

test.serial(
  'reproduce(…) that is stopped while it measures keeps the trained model, and goes on',
  async t => {
    const out = await temporaryFolder(t);
    const one = { ...small(out), seeds: 1, ownFigures: false };
    const controller = new AbortController();
    const stopped = await reproduce({
      ...one,
      signal: controller.signal,
      onMeasure: () => setTimeout(() => controller.abort(), 1),
    });
    t.deepEqual([stopped.kind, stopped.evaluations.length], ['stopped', 0]);
    const folder = join(out, 'digits', variant, 'vae');
    t.true(existsSync(join(folder, 'checkpoint.safetensors')));
    t.false(existsSync(join(folder, 'metrics.json')));
    const turns: string[] = [];
    const again = await reproduce({ ...one, onModel: (model, state) => turns.push(`${model} ${state}`) });
    t.is(again.kind, 'finished');
    t.deepEqual(turns, ['vae finished', 'wae-mmd begun', 'wae-gan begun']);
    t.true(existsSync(join(out, 'digits', variant, 'figure.png')));
    t.false(existsSync(join(folder, 'figures')), 'ownFigures: false');
    // What was measured is taken as it is, if that is wished.
    const saved = join(folder, 'metrics.json');
    const metrics = JSON.parse(readFileSync(saved, 'utf8')) as Metrics;
    writeFileSync(saved, JSON.stringify({ ...metrics, testSquaredError: 123 }));
    const [first] = (await reproduce({ ...one, remeasure: false })).evaluations;
    t.is(first?.metrics.testSquaredError, 123);
  },
);

test.serial('reproduce(…) refuses a folder with a run of another configuration before it trains', async t => {
  const out = await temporaryFolder(t);
  const other = presetConfig('digits', 'quick', 'wae-gan', { epochs: 2, width: 2 });
  RunFolder.create(join(out, 'digits', variant, 'wae-gan'), other).writeHistory([]);
  await t.throwsAsync(reproduce({ ...small(out), onModel: () => t.fail() }), { message: /training\.epochs/ });
});

test('reproduce(…) that is stopped while its images are loaded has begun no run', async t => {
  const out = await temporaryFolder(t);
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  const stopped = await reproduce({
    experiment: 'faces',
    preset: 'quick',
    out,
    signal: controller.signal,
    onModel: () => t.fail(),
  });
  t.deepEqual([stopped.kind, stopped.evaluations.length], ['stopped', 0]);
  t.deepEqual(readdirSync(out), []);
});

test('reproduce(…) begins no run where the images are missing', async t => {
  const out = await temporaryFolder(t);
  await t.throwsAsync(
    reproduce({ experiment: 'mnist', preset: 'standard', out, data: join(out, 'nowhere') }),
    { message: /nowhere/ },
  );
  t.deepEqual(readdirSync(out), []);
});
