import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';
import { build, type Metafile } from 'esbuild';
import type * as library from '../../lib/ot/index.js';
import { inBrowser } from '../support/browser.js';
import { openBrowser, watchedPage } from '../support/chromium.js';

type Transport = typeof library;

/** lib/ot with all that it imports, in one piece for a browser. */
async function bundle(
  format: 'esm' | 'iife',
): Promise<{ readonly text: string; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../lib/ot/index.js', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format,
    globalName: 'ot',
    platform: 'browser',
    target: 'es2022',
  });
  return { text: outputFiles[0]!.text, metafile };
}

/** One number of each kind of problem; it is sent to the browser as text, and so uses nothing but its argument. */
function numbers(ot: Transport): number[] {
  const rng = ot.Rng.fromSeed(5);
  const cloud = (n: number, shift: number): number[][] =>
    Array.from({ length: n }, () => [rng.normal() + shift, rng.normal(), rng.uniform()]);
  const [x, y] = [cloud(30, 0), cloud(20, 1)];
  const cost = ot.pointCost(x, y, { kind: 'squared-euclidean' });
  const covariance = [
    [2, 0.5],
    [0.5, 1],
  ];
  return [
    ot.solveSample(x, y).value,
    ot.solve(cost, { method: { kind: 'sinkhorn', epsilon: 0.1 } }).value,
    ot.sinkhornDivergence(x, y, { epsilon: 0.5 }).value,
    ot.slicedWasserstein(x, y, { rng: rng.split('directions'), projections: 10 }).value,
    ot.maxSlicedWasserstein(x, y, { rng: rng.split('ascent') }).value,
    ot.wasserstein1d([1, 2, 5], [0, 4]),
    ot.gaussianWasserstein(
      { mean: [0, 0], covariance },
      {
        mean: [1, 0],
        covariance: [
          [1, 0],
          [0, 3],
        ],
      },
    ),
    ot.mmdUnbiased(x, y, { kind: 'energy' }),
    ot.unbalancedTransport(cost, { epsilon: 0.2, penaltyA: 1 }).value,
    ot.kantorovichRubinstein(x, y).value,
    ot.partialTransport(cost, { mass: 0.5 }).value,
    ot.entropicPartialTransport(cost, { mass: 0.5, epsilon: 0.2 }).value,
    ot.unbalancedExact(cost, { divergence: 'kl', penaltyA: 1 }).value,
    ot.unbalancedExact(cost, { divergence: 'total-variation', penaltyA: 1 }).value,
    ot.unbalancedDivergence(x, y, { epsilon: 0.2, penaltyA: 1 }).value,
    ot.sinkhornDivergenceBatch([{ x, y }], { epsilon: 0.2 })[0]!.value,
    ot.solveBatch([{ cost }])[0]!.value,
    ot.solve(ot.sparseCost({ shape: [1, 2], rows: [0, 0], columns: [0, 1], values: [1, 2] })).value,
    ot.sampleGradient(x, y).x.data[0]!,
    ot.sinkhorn(ot.gridCost([4, 5]), {
      epsilon: 1,
      a: y.map(point => point[2]!),
      b: y.map(point => point[2]!),
    }).value,
    ot.circleWasserstein([0, 1], [2, 5]),
    ot.minSlicedPlan(x, y, { rng: rng.split('plans'), projections: 5 }).value,
    ot.gromovWasserstein(covariance, covariance).value,
    ot.lowRankSinkhorn(cost, { rank: 2, rng: rng.split('rank'), maxIterations: 20 }).value,
    ot.multiMarginal(ot.meetingCost([x.slice(0, 3), y.slice(0, 3), x.slice(3, 5)])).value,
    ot.linearMap(x, y).offset[0]!,
    ot.mixtureWasserstein(
      { components: [{ mean: [0, 0], covariance }] },
      { components: [{ mean: [1, 0], covariance }] },
    ).value,
  ];
}

test('lib/ot in a browser is at most 250 kB, of base, ot and ml-matrix alone', async t => {
  const { text, metafile } = await bundle('esm');
  t.true(text.length <= 250_000, `${text.length} bytes`);
  const parts = Object.keys(metafile.inputs).map(path =>
    path.includes('node_modules/')
      ? path.replace(/.*node_modules\/((@[^/]+\/)?[^/]+).*/, '$1')
      : path.replace(/.*lib\/([^/]+)\/.*/, 'lib/$1'),
  );
  const ofMlMatrix = ['ml-matrix', 'is-any-array', 'ml-array-rescale', 'ml-array-max', 'ml-array-min'];
  t.deepEqual([...new Set(parts)].filter(part => !ofMlMatrix.includes(part)).sort(), ['lib/base', 'lib/ot']);
  t.notRegex(text, /["']node:|tensorflow/);
});

test('lib/ot bundled for a browser gives the numbers of the library in Node', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'wae-ot-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'ot.mjs');
  writeFileSync(path, (await bundle('esm')).text);
  const bundled = (await import(pathToFileURL(path).href)) as Transport;
  const own = (await import('../../lib/ot/index.js')) as Transport;
  t.deepEqual(numbers(bundled), numbers(own));
});

inBrowser('lib/ot gives the same numbers in a page and in its worker as in Node', async t => {
  const own = numbers((await import('../../lib/ot/index.js')) as Transport);
  const { text } = await bundle('iife');
  const browser = await openBrowser();
  try {
    const { page, outside } = await watchedPage(browser);
    await page.addScriptTag({ content: `${text}\nglobalThis.found = (${numbers.toString()})(ot);` });
    t.deepEqual(await page.evaluate('found'), own);
    const inWorker = `${text}\npostMessage((${numbers.toString()})(ot));`;
    const found = await page.evaluate(`new Promise((done, fail) => {
      const source = ${JSON.stringify(inWorker)};
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
      worker.addEventListener('message', ({ data }) => done(data));
      worker.addEventListener('error', fail);
    })`);
    t.deepEqual(found, own);
    t.deepEqual(
      outside.filter(text => !text.startsWith('blob:')),
      [],
    );
  } finally {
    await browser.close();
  }
});
