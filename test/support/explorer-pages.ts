import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Dataset } from '../../lib/datasets/dataset.js';
import type { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { explorerPage } from '../../lib/explorer/explorer-page.js';
import { packExplorer } from '../../lib/explorer/pack.js';
import type { ModelName } from '../../lib/models/kinds.js';
import type { Explorer } from '../../lib/explorer/page/explorer.js';
import { openBrowser, watchedPage, type WatchedPage } from './chromium.js';
import { temporaryFolder } from './temporary-folder.js';
import { tinyConfig, tinyImages } from './tiny-models.js';
import { tinyRun } from './tiny-runs.js';

/** A page of tiny models in a file, and the runs it shows. */
export interface TinyExplorer {
  readonly file: string;
  readonly html: string;
  readonly folders: readonly RunFolder[];
}

/** Discs of ten classes; of as many attributes as there are names. */
export function tinyTestData(count: number, attributes: readonly string[] = []): Dataset {
  const images = tinyImages(count, 2);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  const values = Uint8Array.from({ length: count * attributes.length }, (_, i) => Number(i % 3 === 0));
  const test = {
    ...images,
    labels,
    ...(attributes.length === 0 ? {} : { attributes: { names: attributes, values } }),
  };
  return { name: 'discs', train: tinyImages(8, 1), test, classes: 10, sources: {} };
}

/** Writes the page of tiny models into a temporary folder. */
export async function tinyExplorer(
  t: ExecutionContext,
  kinds: readonly ModelName[],
  data: Dataset,
): Promise<TinyExplorer> {
  const parent = await temporaryFolder(t);
  const folders = kinds.map(kind => tinyRun(parent, kind, tinyConfig(kind)));
  const html = await explorerPage(await packExplorer(folders, data));
  const file = join(parent, 'explorer.html');
  writeFileSync(file, html);
  return { file, html, folders };
}

/** One browser for all tests of a file, begun when the first asks for it and closed after the last. */
export function sharedBrowser(): () => Promise<Browser> {
  let browser: Promise<Browser> | undefined;
  test.after.always(async () => {
    await (await browser)?.close();
  });
  return () => (browser ??= openBrowser());
}

/** Opens a page from disk and waits until it has measured its backend. */
export async function openExplorer(
  browser: Browser,
  file: string,
  { hash = '', ...options }: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<WatchedPage> {
  const watched = await watchedPage(browser, options);
  await watched.page.goto(pathToFileURL(file).href + hash);
  await watched.page.waitForSelector('html[data-measured]');
  return watched;
}

/** Runs a function on the page's own parts. */
export function inPage<T, A>(
  page: Page,
  body: (explorer: Explorer, argument: A) => T | Promise<T>,
  argument: A,
): Promise<T> {
  return page.evaluate(`(${body.toString()})(globalThis.explorer, ${JSON.stringify(argument)})`);
}

/** The state's codes of the cursor after everything is drawn. */
export function cursorCodes(page: Page): Promise<number[][]> {
  return inPage(
    page,
    async ({ store, live }) => {
      await new Promise(requestAnimationFrame);
      await live.settled();
      return store.state.cursor.codes.map(code => [...code]);
    },
    undefined,
  );
}

/** The pixels of a canvas, red only. */
export function canvasPixels(page: Page, selector: string): Promise<number[]> {
  return page
    .locator(selector)
    .first()
    .evaluate(element => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: data.length / 4 }, (_, p) => data[4 * p]!);
    });
}

/** Where a share of a map's width and height lies on the page. */
export async function onMap(
  page: Page,
  model: number,
  across: number,
  down: number,
): Promise<[number, number]> {
  const box = await page.locator('.map').nth(model).boundingBox();
  if (box === null) throw new Error('the map is not on the page');
  return [box.x + across * box.width, box.y + down * box.height];
}

/** Drags over a map from one such place to another. */
export async function dragOn(
  page: Page,
  model: number,
  from: [number, number],
  to: [number, number],
): Promise<void> {
  await page.mouse.move(...(await onMap(page, model, ...from)));
  await page.mouse.down();
  await page.mouse.move(...(await onMap(page, model, ...to)), { steps: 4 });
  await page.mouse.up();
}

/** max |aᵢ − bᵢ|, infinite for arrays of different lengths. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}
