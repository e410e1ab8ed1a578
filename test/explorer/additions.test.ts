import { rowsBetween, Rng } from '../../lib/base/index.js';
import { loadBackend } from '../../lib/engine/index.js';
import { holesOf, runCodes } from '../../lib/experiments/draw/geometry.js';
import { disposeModel, modelOfRun } from '../../lib/experiments/run/model-of-run.js';
import { encodeSet } from '../../lib/models/inference.js';
import { nearestCodes } from '../../lib/latent/neighbours.js';
import { inBrowser } from '../support/browser.js';
import {
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

test.before(async () => {
  await loadBackend();
});

const shared = sharedBrowser();
const both = ['vae', 'wae-mmd'] as const;

inBrowser(
  'the holes of the page are those of the run’s figure, told in one sentence, and a cross decodes',
  async t => {
    const data = tinyTestData(60);
    const { file, folders } = await tinyExplorer(t, both, data);
    const { page } = await openExplorer(await shared(), file);
    const sentences = await page.locator('#holes li').allTextContents();
    for (const [i, folder] of folders.entries()) {
      const { model } = modelOfRun(folder);
      const rng = Rng.fromSeed(folder.config.seed).split('evaluation');
      const codes = runCodes(model, encodeSet(model, data.test, rng.split('metrics').split('codes')), 'm');
      const { panel } = holesOf(codes, rng.split('geometry').split('holes'));
      disposeModel(model);
      t.regex(
        sentences[i]!,
        new RegExp(`: ${Math.round(100 * panel.holes.share)} of 100 draws .* 5 would\\.$`),
      );
      const [draws, indices] = await inPage(
        page,
        ({ models }, k) => [[...models[k]!.holeDraws().data], models[k]!.header.holes.indices] as const,
        i,
      );
      const expected = [...panel.holes.isHole.keys()].filter(k => panel.holes.isHole[k] === 1);
      t.deepEqual([...indices], expected);
      const own = expected.flatMap(k => [...rowsBetween(panel.draws, k, k + 1).data]);
      t.true(largestDifference(draws, own) < 1e-6);
    }
    await page.getByLabel('Holes: crosses').check();
    const hole = await inPage(
      page,
      ({ store, models }) => {
        const [x, y, z] = models[0]!.holeDraws().data as unknown as [number, number, number];
        const far = { x: x, y: y, span: 0.01 };
        store.change({
          projection: { kind: 'coordinates', first: 0, second: 1 },
          views: store.state.views.map(() => far),
        });
        return [x, y, z];
      },
      0,
    );
    await cursorCodes(page);
    await page.mouse.click(...(await onMap(page, 0, 0.5, 0.5)));
    const [code = []] = await cursorCodes(page);
    t.true(largestDifference(code, hole) < 1e-6, 'the whole draw, not a place on the map');
    await page.close();
  },
);

inBrowser('neighbours are those of all coordinates, search finds, and a selection is pictures', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(90));
  const { page } = await openExplorer(await shared(), file);
  await page.locator('summary', { hasText: 'Neighbours and search' }).click();
  const listed = (label: string): Promise<number[]> =>
    page
      .getByRole('group', { name: label })
      .locator('button')
      .evaluateAll(found => found.map(element => Number((element as HTMLElement).dataset['image'])));
  await page.fill('#search', '#33');
  await page.click('#find');
  await page.locator('[aria-label="Neighbours of the probe"] [data-image="33"]').waitFor();
  await cursorCodes(page);
  const codes = await inPage(page, ({ models }) => [...models[0]!.codes.data], 0);
  const all = { data: Float32Array.from(codes), shape: [90, 3] as const };
  const { indices } = nearestCodes({ data: all.data.slice(99, 102), shape: [1, 3] }, all, 12);
  t.deepEqual(await listed('Neighbours of the probe'), [...indices]);
  t.is(indices[0], 33);
  await page.fill('#search', '4');
  await page.locator('#search').press('Enter');
  await page.locator('#selected', { hasText: /^9 of 90 images/ }).waitFor();
  t.deepEqual(
    await listed('Selected images'),
    Array.from({ length: 9 }, (_, k) => 10 * k + 4),
  );
  await page.locator('[aria-label="Selected images"] [data-image="24"]').click();
  t.deepEqual(
    (await cursorCodes(page))[0],
    await inPage(page, ({ models }) => [...models[0]!.codeOf(24)], 0),
  );
  await page.fill('#search', '<b>cat');
  await page.click('#find');
  await page
    .locator('.foot[data-kind="fault"]', { hasText: 'no image, class or attribute "<b>cat"' })
    .waitFor();
  await page.close();
});

inBrowser('a digit drawn by hand is encoded by every model', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(40));
  const { page, outside } = await openExplorer(await shared(), file);
  const before = await cursorCodes(page);
  await page.locator('summary', { hasText: 'Draw a digit' }).click();
  await page.locator('#sheet').scrollIntoViewIfNeeded();
  const box = (await page.locator('#sheet').boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 130, { steps: 6 });
  await page.mouse.up();
  await page.locator('.foot', { hasText: 'Your drawing' }).waitFor();
  const after = await cursorCodes(page);
  t.notDeepEqual(after[0], before[0]);
  const [codes, pixels] = await inPage(
    page,
    async ({ models, store }) => {
      const { origin } = store.state.cursor;
      if (origin.kind !== 'picture') throw new Error('no picture');
      return [
        await Promise.all(models.map(async m => [...(await m.encodeOne(origin.pixels))])),
        [...origin.pixels],
      ];
    },
    0,
  );
  t.true(Math.max(...(pixels as number[])) > 0.5 && (pixels as number[])[7]! < 0.1, 'a stroke on black');
  (codes as number[][]).forEach((code, i) => t.true(largestDifference(after[i]!, code) < 1e-6));
  t.deepEqual(outside, []);
  await page.close();
});

inBrowser('three coordinates turn about the second, and the probe stays where it is', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(40));
  const { page } = await openExplorer(await shared(), file);
  await page.selectOption('#projection', 'cloud');
  const before = await cursorCodes(page);
  const spans = (): Promise<number[]> => inPage(page, ({ store }) => store.state.views.map(v => v.span), 0);
  const scale = await spans();
  await page.click('#turn');
  await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('#angle')!.value) > 5);
  await page.click('#turn');
  const angle = await inPage(
    page,
    ({ store: { state } }) => (state.projection.kind === 'cloud' ? state.projection.angle : 0),
    0,
  );
  t.true(angle > 0);
  t.deepEqual(await cursorCodes(page), before);
  t.deepEqual(await spans(), scale, 'the scale is kept while it turns');
  // A drag across moves the two turned coordinates by the cosine and the sine.
  await page.getByLabel('While one model is moved').selectOption('off');
  await page.mouse.move(...(await onMap(page, 0, 0.5, 0.5)));
  await page.mouse.down();
  await page.mouse.move(...(await onMap(page, 0, 0.6, 0.5)), { steps: 3 });
  const [from = []] = await cursorCodes(page);
  await page.mouse.move(...(await onMap(page, 0, 0.8, 0.5)), { steps: 3 });
  await page.mouse.up();
  const [to = []] = await cursorCodes(page);
  t.true(Math.abs(Math.atan2(to[2]! - from[2]!, to[0]! - from[0]!) - angle) < 1e-3);
  t.true(Math.abs(to[1]! - from[1]!) < 1e-6);
  await page.close();
});

inBrowser('maps have one scale, points can be pictures, and an arrow points to a probe outside', async t => {
  const { file } = await tinyExplorer(t, both, tinyTestData(60));
  const { page } = await openExplorer(await shared(), file);
  const spans = await inPage(page, ({ store }) => store.state.views.map(view => view.span), 0);
  t.is(new Set(spans).size, 1);
  await onMap(page, 0, 0.5, 0.5).then(place => page.mouse.move(...place));
  await page.mouse.wheel(0, -300);
  await cursorCodes(page);
  const zoomed = await inPage(page, ({ store }) => store.state.views.map(view => view.span), 0);
  t.true(zoomed[0]! < spans[0]!);
  t.is(zoomed[1], zoomed[0]);
  await page.keyboard.press('0');
  const points = (): Promise<string> =>
    page
      .locator('.map canvas')
      .first()
      .evaluate(canvas => (canvas as HTMLCanvasElement).toDataURL());
  await cursorCodes(page);
  const dots = await points();
  await page.getByLabel('Points as their pictures').check();
  await cursorCodes(page);
  t.not(await points(), dots);
  const orange = (side: 'left' | 'right'): Promise<number> =>
    page
      .locator('.map canvas')
      .nth(1)
      .evaluate((element, edge) => {
        const canvas = element as HTMLCanvasElement;
        const left = edge === 'left' ? 0 : canvas.width - 22;
        const { data } = canvas.getContext('2d')!.getImageData(left, 0, 22, canvas.height);
        let found = 0;
        for (let p = 0; p < data.length; p += 4)
          if (data[p]! > 190 && data[p + 1]! > 60 && data[p + 1]! < 130 && data[p + 2]! < 60) found++;
        return found;
      }, side);
  await inPage(
    page,
    ({ store }) => store.change({ views: store.state.views.map(v => ({ ...v, x: v.x - 20 * v.span })) }),
    0,
  );
  await cursorCodes(page);
  t.true((await orange('right')) > 40);
  t.is(await orange('left'), 0);
  await page.close();
});

inBrowser('the page helps: what the words and planes mean, and the keys', async t => {
  const { file } = await tinyExplorer(t, ['vae'], tinyTestData(20));
  const { page } = await openExplorer(await shared(), file);
  const help = page.locator('aside details').first();
  await help.locator('summary').click();
  const text = await help.innerText();
  for (const word of ['Probe', 'Prior', 'VAE', 'WAE', 'Hole', 'least Gaussian plane', 'Esc'])
    t.true(text.includes(word), word);
  t.is(await page.locator('#projection').inputValue(), 'principal');
  await page.close();
});

inBrowser(
  'on a phone models are tabs, their pictures stay in sight, and what is pressed is 44 pixels high',
  async t => {
    const { file } = await tinyExplorer(t, both, tinyTestData(40));
    const { page } = await openExplorer(await shared(), file, {
      hasTouch: true,
      isMobile: true,
      viewport: { width: 390, height: 800 },
    });
    const shown = (): Promise<boolean[]> =>
      page.locator('.card').evaluateAll(cards => cards.map(card => card.getClientRects().length > 0));
    t.deepEqual(await shown(), [true, false]);
    await page.locator('#tab-1').tap();
    await cursorCodes(page);
    t.deepEqual(await shown(), [false, true]);
    await page.locator('.slider input').first().scrollIntoViewIfNeeded();
    const tab = (await page.locator('#tab-1 canvas').boundingBox())!;
    t.true(tab.y > 0 && tab.y + tab.height <= 800, 'the picture is on the screen while sliders are');
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, select, summary, .tick, .slider input')]
        .filter(
          element => element.getClientRects().length > 0 && element.getBoundingClientRect().height < 43.5,
        )
        .map(element => `${element.outerHTML.slice(0, 60)} ${element.getBoundingClientRect().height}`),
    );
    t.deepEqual(small, []);
    await page.locator('#tool-scroll').tap();
    t.is(
      await page
        .locator('.map')
        .nth(1)
        .evaluate(map => getComputedStyle(map).touchAction),
      'pan-x pan-y',
    );
    await page.close();
  },
);

inBrowser('at 200 % zoom, at 1920 pixels and in print everything is there', async t => {
  const { file } = await tinyExplorer(t, ['vae', 'wae-mmd', 'wae-gan'], tinyTestData(40));
  const { page } = await openExplorer(await shared(), file, { viewport: { width: 640, height: 400 } });
  const side = async (): Promise<number> => {
    const box = (await page.locator('.card.active .map').boundingBox())!;
    return Math.min(box.width, box.height);
  };
  t.true((await side()) >= 260);
  t.is(await page.evaluate(() => document.documentElement.scrollWidth), 640);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await cursorCodes(page);
  const bottom = (await page.locator('.card').first().boundingBox())!;
  t.true(bottom.y + bottom.height > 0.8 * 1080, 'no third of the page is blank');
  t.deepEqual(
    await page.locator('.card').evaluateAll(cards => cards.map(card => card.scrollWidth - card.clientWidth)),
    [0, 0, 0],
    'pictures stay in their cards',
  );
  await page.emulateMedia({ media: 'print' });
  const cut = await page.evaluate(() =>
    ['main', 'aside', '.sliders'].filter(name => {
      const element = document.querySelector<HTMLElement>(name)!;
      return getComputedStyle(element).overflowY !== 'visible';
    }),
  );
  t.deepEqual(cut, []);
  await page.close();
});

inBrowser('in the UMAP plane a dot is its code, and a link leads back to it', async t => {
  const { file } = await tinyExplorer(t, ['vae'], tinyTestData(40));
  const { page, outside } = await openExplorer(await shared(), file);
  await page.selectOption('#projection', 'umap');
  await cursorCodes(page);
  const [x, y, code] = await inPage(
    page,
    ({ models, store }, index) => {
      const [model] = models;
      const [across, up] = model!.packed!.data.slice(2 * index, 2 * index + 2);
      const view = store.state.views[0]!;
      const box = document.querySelector('.map')!.getBoundingClientRect();
      const scale = Math.min(box.width, box.height) / view.span;
      return [
        box.left + box.width / 2 + (across! - view.x) * scale,
        box.top + box.height / 2 - (up! - view.y) * scale,
        [...model!.codeOf(index)],
      ] as const;
    },
    7,
  );
  await page.mouse.click(x, y);
  t.deepEqual((await cursorCodes(page))[0], code);
  await page.waitForTimeout(400);
  const hash = await page.evaluate(() => location.hash);
  const other = await openExplorer(await shared(), file, { hash });
  t.is(await other.page.locator('#projection').inputValue(), 'umap');
  await other.page.close();
  const { file: small } = await tinyExplorer(t, ['vae'], tinyTestData(12));
  const few = await openExplorer(await shared(), small);
  t.is(await few.page.locator('#projection option[value="umap"]').count(), 0, 'too few images to lay out');
  t.deepEqual(outside, []);
  for (const opened of [few.page, page]) await opened.close();
});
