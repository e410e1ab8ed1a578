import { writeFileSync } from 'node:fs';
import { pointAt, rowsAt } from '../../lib/base/index.js';
import { join } from 'node:path';
import type { Dataset } from '../../lib/datasets/dataset.js';
import { loadBackend } from '../../lib/engine/index.js';
import { disposeModel, modelOfRun } from '../../lib/experiments/run/model-of-run.js';
import type { ModelConfig } from '../../lib/models/kinds.js';
import { explorerPage } from '../../lib/explorer/explorer-page.js';
import { packExplorer } from '../../lib/explorer/pack.js';
import { decodeCodes, encodeImages } from '../../lib/models/inference.js';
import { inBrowser } from '../support/browser.js';
import { openBrowser } from '../support/chromium.js';
import {
  canvasPixels,
  cursorCodes,
  inPage,
  largestDifference,
  openExplorer,
  tinyExplorer,
  tinyTestData,
} from '../support/explorer-pages.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyMlp, tinyModel } from '../support/tiny-models.js';
import { tinyRun } from '../support/tiny-runs.js';

test.before(async () => {
  await loadBackend();
});

/** The discs of {@link tinyTestData} in colours, each channel a little darker than the one before. */
function colouredData(count: number): Dataset {
  const data = tinyTestData(count, ['Round', 'Bright']);
  const images = Uint8Array.from({ length: 3 * data.test.images.length }, (_, i) =>
    Math.round(data.test.images[Math.floor(i / 3)]! * (1 - 0.2 * (i % 3))),
  );
  return { ...data, test: { ...data.test, images, shape: [8, 8, 3] } };
}

const variants: readonly (readonly [string, ModelConfig])[] = [
  [
    'mlp-cube',
    {
      ...tinyModel('wae-mmd', { architecture: tinyMlp }),
      prior: { kind: 'uniform-cube', dimension: 4, sigma: 2 },
    },
  ],
  ['dcgan-sphere', { ...tinyModel('wae-gan'), prior: { kind: 'uniform-sphere', dimension: 4, sigma: 1.5 } }],
  ['deterministic', tinyModel('wae-sliced', { encoder: { kind: 'deterministic' } })],
];

inBrowser('coloured images, other priors, layouts and encoders are drawn as Node draws them', async t => {
  const parent = await temporaryFolder(t);
  const data = colouredData(30);
  const folders = variants.map(([name, model]) =>
    tinyRun(parent, name, { ...tinyConfig('vae'), model: { ...model, image: [8, 8, 3] } }),
  );
  const file = join(parent, 'page.html');
  writeFileSync(file, await explorerPage(await packExplorer(folders, data)));
  const browser = await openBrowser();
  try {
    const { page, outside } = await openExplorer(browser, file);
    t.is(await page.locator('.card').count(), 3);
    t.is(await page.locator('#colouring').inputValue(), '0');
    for (const [i, folder] of folders.entries()) {
      const { model } = modelOfRun(folder);
      const codes = encodeImages(model, data.test.images, 30);
      const [known, drawn, encoded] = await inPage(
        page,
        async ({ models }, [k, image]) => {
          const own = models[k];
          if (own === undefined) throw new Error('no model');
          return [
            [...own.codes.data],
            [...(await own.decodeOne(own.codeOf(3)))],
            [...(await own.encodeOne(Float32Array.from(image)))],
          ] as const;
        },
        [i, Array.from(data.test.images.subarray(0, 192), value => value / 255)] as const,
      );
      t.true(largestDifference(known, codes.data) < 1e-3);
      t.true(largestDifference(drawn, decodeCodes(model, rowsAt(codes, [3]))) < 1e-3);
      t.true(largestDifference(encoded, pointAt(codes, 0)) < 1e-3);
      disposeModel(model);
    }
    // The original lies in a picture that loses a little.
    const red = await canvasPixels(page, '.pair .picture:first-child canvas');
    const expected = Array.from({ length: 64 }, (_, p) => data.test.images[3 * p]!);
    t.true(red.reduce((sum, value, p) => sum + Math.abs(value - expected[p]!), 0) / 64 < 25);
    t.deepEqual(outside, []);
  } finally {
    await browser.close();
  }
});

inBrowser('another engine can be chosen; it draws the same pixels', async t => {
  const { file } = await tinyExplorer(t, ['vae'], tinyTestData(20));
  const browser = await openBrowser();
  try {
    const { page } = await openExplorer(browser, file);
    const draw = (): Promise<number[]> =>
      inPage(page, async ({ models }) => [...((await models[0]?.decodeOne([0.5, -1, 2])) ?? [])], 0);
    const wasm = await draw();
    await page.evaluate(() => {
      for (const part of document.querySelectorAll('details')) part.open = true;
    });
    for (const name of ['webgl', 'cpu', 'wasm']) {
      await page.selectOption('#backend', name);
      await page.locator(`#engine[data-backend="${name}"]`).waitFor();
      await cursorCodes(page);
      t.true(largestDifference(await draw(), wasm) < 1e-3, name);
      t.true(Number(await page.locator('#engine').getAttribute('data-difference')) < 1e-3);
    }
  } finally {
    await browser.close();
  }
});
