import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { loadBackend } from '../../lib/engine/index.js';
import { disposeModel, modelOfRun } from '../../lib/experiments/run/model-of-run.js';
import { encodePng } from '../../lib/figures/pictures/raster.js';
import { encodeImages } from '../../lib/models/inference.js';
import { inBrowser } from '../support/browser.js';
import {
  canvasPixels,
  cursorCodes,
  inPage,
  largestDifference,
  onMap,
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

inBrowser('a link restores projection, zoom, cursor, pins, colours, selection and path', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(40));
  const { page } = await openExplorer(await shared(), file);
  await page.selectOption('#projection', 'coordinates');
  await page.selectOption('#up', '2');
  await page.selectOption('#colouring', 'none');
  await page.click('#draw');
  await page.click('#pin');
  await page.mouse.move(...(await onMap(page, 0, 0.4, 0.4)));
  await page.mouse.wheel(0, -300);
  await inPage(
    page,
    ({ store }) =>
      store.change({
        selection: [3, 9, 31],
        pins: [
          ...store.state.pins,
          { name: 'B', place: { kind: 'image', index: 5 } },
          { name: 'C', place: { kind: 'group', indices: [1, 2, 39] } },
        ],
        path: { kind: 'sphere', from: 'A', to: 'B', steps: 7 },
      }),
    0,
  );
  await cursorCodes(page);
  await page.waitForFunction(() => location.hash.length > 10);
  await page.waitForTimeout(400);
  const hash = await page.evaluate(() => location.hash);
  const state = (of: Page): Promise<unknown> =>
    inPage(
      of,
      ({ store }) => {
        const { projection, colouring, views, cursor, pins, selection, path, seed, draws, link } =
          store.state;
        const spans = views.map(({ x, y, span }) => [x, y, span].map(value => value.toPrecision(5)));
        const codes = cursor.codes.map(code => [...Float32Array.from(code)]);
        const places = pins.map(({ name, place }) => [
          name,
          place.kind === 'codes' ? place.codes.map(code => [...Float32Array.from(code)]) : place,
        ]);
        return JSON.parse(
          JSON.stringify({ projection, colouring, spans, codes, places, selection, path, seed, draws, link }),
        ) as unknown;
      },
      0,
    );
  const other = await openExplorer(await shared(), file, { hash });
  t.deepEqual(await state(other.page), await state(page));
  t.deepEqual(other.outside, []);
  await other.page.evaluate(() => (location.hash = '#view=bm9uc2Vuc2U'));
  await other.page.locator('.foot[data-kind="fault"]', { hasText: 'The link can not be followed' }).waitFor();
  await other.page.close();
  await page.close();
});

/** Drops a file on the page. */
function drop(page: Page, bytes: Uint8Array, name: string): Promise<void> {
  return page.evaluate(
    ([values, file]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(values)], file));
      document.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    },
    [[...bytes], name] as const,
  );
}

inBrowser('a picture dropped on the page is encoded, and what is no picture gets a sentence', async t => {
  const { file, folders } = await tinyExplorer(t, both, tinyTestData(40));
  const { page, outside } = await openExplorer(await shared(), file);
  const { images } = tinyImages(1, 77);
  await drop(page, encodePng({ width: 8, height: 8, channels: 1, data: images }), 'disc.png');
  await page.locator('.foot', { hasText: 'disc.png: 8 × 8' }).waitFor();
  const codes = await cursorCodes(page);
  for (const [i, folder] of folders.entries()) {
    const { model } = modelOfRun(folder);
    t.true(largestDifference(codes[i] ?? [], encodeImages(model, images, 1).data) < 1e-3);
    disposeModel(model);
  }
  t.deepEqual(await canvasPixels(page, '.pair .picture:first-child canvas'), [...images]);
  await drop(page, new TextEncoder().encode('no picture'), '<img src=x onerror=alert(1)>.png');
  const fault = page.locator('.foot[data-kind="fault"]');
  await fault.waitFor();
  t.is(
    await fault.textContent(),
    '<img src=x onerror=alert(1)>.png is no picture that this browser can read: choose a PNG, JPEG or WebP file.',
  );
  t.is(await page.locator('img').count(), 0);
  t.deepEqual(await cursorCodes(page), codes);
  t.deepEqual(outside, []);
  await page.close();
});

async function downloaded(page: Page, button: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return readFileSync(await download.path());
}

inBrowser('pictures are saved as PNG, codes and pins as JSON', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(40));
  const { page, outside } = await openExplorer(await shared(), file);
  await page.click('#pin');
  await page.locator('.pin').waitFor();
  await page.locator('summary', { hasText: 'Files and link' }).click();
  const png = await downloaded(page, '#save-png');
  t.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  t.true(png.length > 1000);
  const json = JSON.parse((await downloaded(page, '#save-json')).toString()) as {
    readonly cursor: { readonly codes: Record<string, number[]> };
    readonly pins: readonly { readonly name: string; readonly image: number }[];
    readonly link: string;
  };
  const codes = await cursorCodes(page);
  t.deepEqual(json.cursor.codes, { VAE: codes[0], 'WAE-MMD': codes[1] } as Record<string, number[]>);
  t.like(json.pins[0], { name: 'A', image: 0 });
  t.regex(json.link, /^#view=/);
  t.deepEqual(
    outside.filter(line => !line.startsWith('blob:')),
    [],
  );
  await page.close();
});
