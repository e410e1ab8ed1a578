import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { loadBackend } from '../../lib/engine/index.js';
import { disposeModel, modelOfRun } from '../../lib/experiments/model-of-run.js';
import { explorerPage } from '../../lib/explorer/explorer-page.js';
import { packExplorer } from '../../lib/explorer/pack.js';
import { decodeCodes } from '../../lib/training/inference.js';
import { inBrowser, openBrowser, watchedPage } from '../support/browser.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../support/tiny-models.js';
import { tinyRun } from '../support/tiny-runs.js';

test.before(async () => {
  await loadBackend();
});

inBrowser('explorerPage opens from disk without a request and decodes what Node decodes', async t => {
  const parent = await temporaryFolder(t);
  const folders = (['vae', 'wae-mmd'] as const).map(kind => tinyRun(parent, kind, tinyConfig(kind)));
  const html = await explorerPage(await packExplorer(folders, tinyData()));
  const file = join(parent, 'explorer.html');
  writeFileSync(file, html);
  const browser = await openBrowser();
  try {
    const { page, outside } = await watchedPage(browser);
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    const codes = [0.3, -1.2, 2, -0.4, 0.1, 0.8];
    for (const [i, folder] of folders.entries()) {
      const pixels = await page.evaluate(
        async ([model, values]) => [
          ...((await (
            globalThis as never as { explorer: { models: { decode(z: number[]): Promise<Float32Array> }[] } }
          ).explorer.models[model]?.decode(values)) ?? []),
        ],
        [i, codes] as const,
      );
      const { model } = modelOfRun(folder);
      const expected = decodeCodes(model, Float32Array.from(codes), 2);
      disposeModel(model);
      t.is(pixels.length, expected.length);
      t.true(pixels.every((value, k) => Math.abs(value - (expected[k] as number)) < 1e-3));
    }
    t.deepEqual(outside, []);
  } finally {
    await browser.close();
  }
});
