import { pointsOf } from '../../lib/base/index.js';
import { loadBackend } from '../../lib/engine/index.js';
import { disposeModel, modelOfRun } from '../../lib/experiments/run/model-of-run.js';
import { decodeCodes, encodeImages, toBytes } from '../../lib/models/inference.js';
import { inBrowser } from '../support/browser.js';
import {
  canvasPixels,
  cursorCodes,
  dragOn,
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

inBrowser(
  'the cursor moves under the mouse, keeps its part off the plane, and leads the other models',
  async t => {
    const { file, folders } = await tinyExplorer(t, both, tinyTestData(40));
    const { page, outside } = await openExplorer(await shared(), file);
    await page.selectOption('#projection', 'coordinates');
    const before = await cursorCodes(page);
    await dragOn(page, 1, [0.5, 0.5], [0.7, 0.3]);
    const after = await cursorCodes(page);
    t.not(after[1]?.[0], before[1]?.[0]);
    t.not(after[1]?.[1], before[1]?.[1]);
    t.is(after[1]?.[2], before[1]?.[2], 'the third coordinate is off the plane');
    // The first model shows its own code of the picture that the second one draws.
    const [first, second] = folders.map(folder => modelOfRun(folder).model);
    if (first === undefined || second === undefined) throw new Error('two models');
    const picture = decodeCodes(second, pointsOf(Float32Array.from(after[1] ?? []), 3));
    const expected = encodeImages(first, toBytes(picture), 1).data;
    t.true(largestDifference(after[0] ?? [], expected) < 0.05);
    for (const model of [first, second]) disposeModel(model);
    await page.getByLabel('While one model is moved').selectOption('code');
    await dragOn(page, 0, [0.5, 0.5], [0.4, 0.6]);
    const linked = await cursorCodes(page);
    t.deepEqual(linked[1], linked[0]);
    await page.getByLabel('While one model is moved').selectOption('off');
    await dragOn(page, 0, [0.5, 0.5], [0.6, 0.6]);
    const alone = await cursorCodes(page);
    t.deepEqual(alone[1], linked[1]);
    t.notDeepEqual(alone[0], linked[0]);
    t.deepEqual(outside, []);
    await page.close();
  },
);

inBrowser('keys move the cursor, change coordinates, zoom, draw, pin and clear', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(40));
  const { page, outside } = await openExplorer(await shared(), file);
  await page.selectOption('#projection', 'coordinates');
  await page.locator('.map').first().focus();
  const [start = []] = await cursorCodes(page);
  await page.keyboard.press('ArrowRight');
  const [right = []] = await cursorCodes(page);
  t.true(right[0]! > start[0]!);
  t.true(largestDifference(right.slice(1), start.slice(1)) < 1e-12);
  await page.keyboard.press('ArrowUp');
  t.true((await cursorCodes(page))[0]![1]! > right[1]!);
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await page.keyboard.press('.');
  t.true((await cursorCodes(page))[0]![2]! > right[2]!);
  const spans = (): Promise<number[]> => inPage(page, ({ store }) => store.state.views.map(v => v.span), 0);
  const [wide = 0, other = 0] = await spans();
  t.is(wide, other);
  await page.keyboard.press('+');
  t.deepEqual(await spans(), [wide / 1.25, wide / 1.25], 'all maps keep one scale');
  await page.keyboard.press('0');
  t.deepEqual(await spans(), [wide, other]);
  await page.keyboard.press('r');
  const drawn = await cursorCodes(page);
  await page.keyboard.press('p');
  await page.locator('.pin').waitFor();
  t.is(await page.locator('.pin').count(), 1);
  await page.keyboard.press('r');
  t.notDeepEqual(await cursorCodes(page), drawn);
  await page.locator('.pin').click();
  t.deepEqual(await cursorCodes(page), drawn);
  await page.locator('.chip').first().click();
  await page.locator('#selected', { hasText: /^4 of 40 images/ }).waitFor();
  await page.keyboard.press('Escape');
  t.is(await inPage(page, ({ store }) => store.state.selection.length, 0), 0);
  t.deepEqual(outside, []);
  await page.close();
});

inBrowser('the same seed draws the same codes from the prior', async t => {
  const { file } = await tinyExplorer(t, ['vae'], tinyTestData(20));
  const { page } = await openExplorer(await shared(), file);
  await page.click('#draw');
  const first = await cursorCodes(page);
  await page.click('#draw');
  t.notDeepEqual(await cursorCodes(page), first);
  await page.fill('#seed', '2');
  await page.locator('#seed').press('Tab');
  await page.click('#draw');
  t.notDeepEqual(await cursorCodes(page), first);
  await page.fill('#seed', '1');
  await page.locator('#seed').press('Tab');
  await page.click('#draw');
  t.deepEqual(await cursorCodes(page), first);
  t.regex((await page.locator('aside').textContent()) ?? '', /prior draw 1 of seed 1/);
  await page.close();
});

inBrowser('the mouse over a point shows the image and its reconstruction, and a click pins it', async t => {
  const { file, folders } = await tinyExplorer(t, ['vae'], tinyTestData(40));
  const { page } = await openExplorer(await shared(), file);
  const place = await inPage(
    page,
    ({ models, store }, index) => {
      const [model] = models;
      if (model === undefined) throw new Error('no model');
      // The views are kept: else they would be chosen anew for the plane.
      const { views } = store.state;
      store.change({ projection: { kind: 'coordinates', first: 0, second: 1 }, views });
      const [x = 0, y = 0] = model.codeOf(index);
      const { view, box } = {
        view: store.state.views[0] as { x: number; y: number; span: number },
        box: document.querySelector('.map')!.getBoundingClientRect(),
      };
      const scale = Math.min(box.width, box.height) / view.span;
      return [
        box.left + box.width / 2 + (x - view.x) * scale,
        box.top + box.height / 2 - (y - view.y) * scale,
      ];
    },
    17,
  );
  await page.waitForTimeout(50);
  await page.mouse.move(place[0]!, place[1]!);
  await cursorCodes(page);
  const hovered = await inPage(page, ({ store }) => store.state.hover, 0);
  t.is(hovered, 17);
  const { images } = tinyImages(40, 2);
  const original = images.subarray(17 * 64, 18 * 64);
  t.deepEqual(await canvasPixels(page, '.pair .picture:first-child canvas'), [...original]);
  const { model } = modelOfRun(folders[0]!);
  const rebuilt = toBytes(decodeCodes(model, encodeImages(model, original, 1)));
  disposeModel(model);
  t.true(largestDifference(await canvasPixels(page, '.pair .picture:last-child canvas'), rebuilt) <= 1);
  await page.mouse.down();
  await page.mouse.up();
  await page.locator('.pin', { hasText: /A.*image 17, 7/ }).waitFor();
  await page.close();
});

inBrowser('a lasso counts what is inside, and its mean is decoded', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(200));
  const { page } = await openExplorer(await shared(), file);
  await page.click('#tool-lasso');
  const corners: [number, number][] = [
    [0.3, 0.3],
    [0.7, 0.3],
    [0.7, 0.7],
    [0.3, 0.7],
  ];
  await page.mouse.move(...(await onMap(page, 0, 0.3, 0.3)));
  await page.mouse.down();
  for (const corner of corners.slice(1)) await page.mouse.move(...(await onMap(page, 0, ...corner)));
  await page.mouse.up();
  await page.locator('.bar').first().waitFor();
  const [selected, expected] = await inPage(
    page,
    ({ models, store }) => {
      const [model] = models;
      const view = store.state.views[0];
      if (model === undefined || view === undefined) throw new Error('no model');
      const { mean, axes } = model.header.planes.principal;
      const found: number[] = [];
      for (let i = 0; i < model.codes.shape[0]; i++) {
        const [x, y] = [0, 1].map(axis =>
          [...model.codeOf(i)].reduce((sum, value, k) => sum + (value - mean[k]!) * axes[2 * k + axis]!, 0),
        ) as [number, number];
        if (Math.abs(x - view.x) < 0.2 * view.span && Math.abs(y - view.y) < 0.2 * view.span) found.push(i);
      }
      return [store.state.selection, found];
    },
    0,
  );
  t.true((selected ?? []).length > 20);
  t.deepEqual(selected, expected);
  t.true(
    ((await page.locator('#selected').textContent()) ?? '').startsWith(`${selected?.length} of 200 images`),
  );
  const counts = await page.locator('.bar output').allTextContents();
  t.is(
    counts.reduce((sum, text) => sum + Number(text), 0),
    selected?.length,
  );
  await page.getByRole('button', { name: 'Probe to the mean' }).click();
  const [code = []] = await cursorCodes(page);
  const mean = await inPage(
    page,
    ({ models, store }) =>
      store.state.selection.reduce(
        (sum, i) =>
          sum.map((value, k) => value + models[0]!.codes.data[3 * i + k]! / store.state.selection.length),
        [0, 0, 0],
      ),
    0,
  );
  t.true(largestDifference(code, mean) < 1e-9);
  await page.close();
});

inBrowser('two pins make paths by line, arc and transport, three make arithmetic', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(60));
  const { page, outside } = await openExplorer(await shared(), file);
  await inPage(
    page,
    ({ store }) =>
      store.change({
        pins: [1, 2, 3].map((index, k) => ({ name: 'ABC'[k]!, place: { kind: 'image', index } })),
      }),
    0,
  );
  await page.selectOption('#to', 'B');
  for (const way of ['line', 'sphere', 'transport']) {
    await page.selectOption('#way', way);
    await page.click('#show-path');
    await page.locator('.way').nth(1).waitFor();
    t.is(await page.locator('.way').nth(1).locator('canvas').count(), 11);
    await page.locator('.way').first().locator('button').nth(10).click();
    const codes = await cursorCodes(page);
    const ends = await inPage(page, ({ models }) => models.map(model => [...model.codeOf(2)]), 0);
    t.true(codes.every((code, i) => largestDifference(code, ends[i]!) < 1e-9));
  }
  await page.click('#arithmetic');
  const [sum = []] = await cursorCodes(page);
  const [a = [], b = [], c = []] = await inPage(
    page,
    ({ models }) => [1, 2, 3].map(i => [...(models[0]?.codeOf(i) ?? [])]),
    0,
  );
  t.true(
    largestDifference(
      sum,
      a.map((value, k) => value - b[k]! + c[k]!),
    ) < 1e-9,
  );
  // Groups are transported code by code.
  for (const chip of [0, 1]) {
    await page.locator('.chip').nth(chip).click();
    await page.getByRole('button', { name: 'Pin the group' }).click();
  }
  await page.selectOption('#from', 'D');
  await page.selectOption('#to', 'E');
  await page.locator('.way', { hasText: '6 codes, W₂' }).first().waitFor();
  t.deepEqual(outside, []);
  await page.close();
});
