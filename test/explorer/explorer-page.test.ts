import type { ExecutionContext } from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import type { Page } from 'playwright-core';
import { loadBackend } from '../../lib/engine/index.js';
import { disposeModel, modelOfRun } from '../../lib/experiments/run/model-of-run.js';
import { framedPage } from '../../lib/figures/plotly/framed-page.js';
import { decodeCodes, encodeImages, toBytes } from '../../lib/models/inference.js';
import { inBrowser } from '../support/browser.js';
import { watchedPage } from '../support/chromium.js';
import {
  canvasPixels,
  inPage,
  largestDifference,
  openExplorer,
  sharedBrowser,
  tinyExplorer,
  tinyTestData,
} from '../support/explorer-pages.js';
import { slow as test } from '../support/slow.js';
import { tinyImages } from '../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

const shared = sharedBrowser();
const both = ['vae', 'wae-mmd'] as const;

inBrowser('explorerPage opens from disk without a request and decodes what Node decodes', async t => {
  const { file, folders } = await tinyExplorer(t, both, tinyTestData(40));
  const { page, outside } = await openExplorer(await shared(), file);
  const codes = [0.3, -1.2, 2, -0.4, 0.1, 0.8];
  for (const [i, folder] of folders.entries()) {
    const pixels = await inPage(
      page,
      async ({ models }, [k, z]) => {
        const two = { data: Float32Array.from(z), shape: [2, 3] } as const;
        return [...((await models[k]?.decode(two)) ?? [])];
      },
      [i, codes] as const,
    );
    const { model } = modelOfRun(folder);
    t.true(largestDifference(pixels, decodeCodes(model, pointsOf(Float32Array.from(codes), 3))) < 1e-3);
    // What the card shows is the code of the first test image, decoded.
    const shown = toBytes(decodeCodes(model, encodeImages(model, tinyImages(40, 2).images, 1)));
    t.true(
      largestDifference(await canvasPixels(page, `.card:nth-child(${i + 1}) .large canvas`), shown) <= 1,
    );
    disposeModel(model);
  }
  t.regex((await page.locator('#engine').textContent()) ?? '', /WASM \(SIMD\), \d+ decodes a second/);
  t.true(Number(await page.locator('#engine').getAttribute('data-difference')) < 1e-3);
  t.deepEqual(outside, []);
  await page.close();
});

inBrowser('names from data stay text', async t => {
  const name = '<img src=x onerror="document.title=1">';
  const { file } = await tinyExplorer(
    t,
    ['vae'],
    tinyTestData(40, [name, '</script><script>alert(1)</script>']),
  );
  const { page, outside } = await openExplorer(await shared(), file);
  t.is(await page.locator('img').count(), 0);
  t.is(await page.locator('#colouring option').first().textContent(), name);
  await page.locator('.chip').first().click();
  await page.locator('.bar').first().waitFor();
  t.deepEqual(
    (await page.locator('.bar span').allTextContents()).sort(),
    ['</script><script>alert(1)</script>', name].sort(),
  );
  t.deepEqual(outside, []);
  await page.close();
});

inBrowser('the page works in a sandboxed frame, where files are shown and links are text', async t => {
  const { html } = await tinyExplorer(t, ['vae'], tinyTestData(40));
  const { page, outside } = await watchedPage(await shared());
  await page.setContent(framedPage(html, { height: 760 }));
  const frame = page.frameLocator('iframe');
  await frame.locator('html[data-measured]').waitFor();
  t.regex((await frame.locator('#engine').textContent()) ?? '', /WASM/);
  await frame.locator('summary', { hasText: 'Files and link' }).click();
  await frame.locator('#copy-link').click();
  const link = await frame.locator('#link').inputValue();
  t.regex(link, /^#view=/);
  await frame.locator('#draw').click();
  await frame.locator('#link').fill(link);
  await frame.locator('#link').press('Enter');
  await frame.locator('.foot', { hasText: 'restored' }).waitFor();
  await frame.locator('#save-json').click();
  t.regex(await frame.locator('dialog textarea').inputValue(), /"cursor"/);
  t.deepEqual(outside, []);
  await page.close();
});

async function openWithout(t: ExecutionContext, what: string): Promise<Page> {
  const { file } = await tinyExplorer(t, ['vae'], tinyTestData(20));
  const { page } = await watchedPage(await shared());
  await page.addInitScript(what);
  await page.goto(`file://${file}`);
  return page;
}

inBrowser('without WebAssembly the page draws by plain JavaScript and says so', async t => {
  const page = await openWithout(t, 'delete globalThis.WebAssembly');
  await page.waitForSelector('html[data-measured]');
  t.regex((await page.locator('#engine').textContent()) ?? '', /^plain JavaScript/);
  t.regex((await page.locator('aside').textContent()) ?? '', /This browser has no WebAssembly\./);
  await page.close();
});

inBrowser('without WebGL the page says that it is not used', async t => {
  const page = await openWithout(
    t,
    `const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest);
    };`,
  );
  await page.waitForSelector('html[data-measured]');
  t.regex(
    (await page.locator('aside').textContent()) ?? '',
    /WebGL is not used: this browser has no WebGL\./,
  );
  await page.close();
});

inBrowser('without DecompressionStream the page says what it lacks', async t => {
  const page = await openWithout(t, 'delete globalThis.DecompressionStream');
  await page.locator('.message', { hasText: 'it lacks DecompressionStream' }).waitFor();
  t.pass();
  await page.close();
});

inBrowser('a damaged page says so', async t => {
  const { html } = await tinyExplorer(t, ['vae'], tinyTestData(20));
  const { page } = await watchedPage(await shared());
  await page.setContent(html.replace(/(id="section-weights-0">)[^<]{40}/, '$1'));
  await page.locator('.message', { hasText: 'The page can not be shown' }).waitFor();
  t.pass();
  await page.close();
});
