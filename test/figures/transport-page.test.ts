import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Browser, Locator, Page } from 'playwright-core';
import { framedPage, showPage } from '../../lib/figures/plotly/framed-page.js';
import type { MimeBundle } from '../../lib/figures/plotly/show.js';
import { transportPage } from '../../lib/figures/transport-page.js';
import { solveSample } from '../../lib/ot/solve.js';
import { inBrowser } from '../support/browser.js';
import { openBrowser } from '../support/chromium.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const problem = {
  x: [
    [0.2, 0.2],
    [0.3, 0.7],
    [0.5, 0.4],
  ],
  y: [
    [1.1, 0.3],
    [1.3, 0.8],
  ],
  a: [0.5, 0.25, 0.25],
  b: [0.4, 0.6],
};

/** What the page says, and what this process finds for the points where the page has them. */
async function bothValues(
  page: Page,
  kind: 'squared-euclidean' | 'euclidean',
): Promise<readonly [number, number]> {
  const frame = page.frameLocator('iframe');
  const places = async (name: string): Promise<number[][]> =>
    frame
      .locator(`svg .${name}`)
      .evaluateAll(dots => dots.map(dot => ['data-x', 'data-y'].map(key => Number(dot.getAttribute(key)))));
  const shown = Number(await frame.locator('#value').getAttribute('data-value'));
  const { a, b } = problem;
  const node = solveSample(await places('x'), await places('y'), { a, b, cost: { kind } }).value;
  return [shown, node];
}

async function boxOf(dot: Locator): Promise<NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>> {
  const box = await dot.boundingBox();
  if (box === null) throw new Error('the point is not on the page');
  return box;
}

async function open(
  touch: boolean,
): Promise<{ readonly browser: Browser; readonly page: Page; readonly outside: string[] }> {
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 900, height: 700 }, hasTouch: touch });
  const outside: string[] = [];
  page.on('request', request => outside.push(request.url()));
  page.on('pageerror', error => outside.push(error.message));
  await page.setContent(framedPage(await transportPage(problem), { height: 660 }));
  await page.frameLocator('iframe').locator('svg .y').last().waitFor();
  return { browser, page, outside };
}

inBrowser('a point dragged by the mouse changes the plan and its cost, to what Node finds', async t => {
  const { browser, page, outside } = await open(false);
  try {
    const [before, expected] = await bothValues(page, 'squared-euclidean');
    t.is(before, expected);
    const box = await boxOf(page.frameLocator('iframe').locator('svg .x').first());
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y - 100, { steps: 5 });
    await page.mouse.up();
    const [after, again] = await bothValues(page, 'squared-euclidean');
    t.true(after < before - 0.01, `${before} became ${after}`);
    t.is(after, again);
    await page.mouse.move(box.x, box.y);
    t.is((await bothValues(page, 'squared-euclidean'))[0], after, 'a point that is let go stays');
    t.deepEqual(outside, []);
  } finally {
    await browser.close();
  }
});

inBrowser('a point moves by touch and by the arrow keys, and the cost can be chosen', async t => {
  const { browser, page, outside } = await open(true);
  try {
    const dot = page.frameLocator('iframe').locator('svg .y').first();
    const [before] = await bothValues(page, 'squared-euclidean');
    const box = await boxOf(dot);
    const session = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...at: { x: number; y: number }[]
    ): Promise<unknown> => session.send('Input.dispatchTouchEvent', { type, touchPoints: at });
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
    await touch('touchStart', { x: cx, y: cy });
    await touch('touchMove', { x: cx - 60, y: cy - 30 });
    await touch('touchMove', { x: cx - 120, y: cy - 60 });
    await touch('touchEnd');
    const [touched, found] = await bothValues(page, 'squared-euclidean');
    t.not(touched, before);
    t.is(touched, found);
    await dot.press('ArrowUp');
    const [moved, foundMoved] = await bothValues(page, 'squared-euclidean');
    t.not(moved, touched);
    t.is(moved, foundMoved);
    await page.frameLocator('iframe').locator('input[value="1"]').check();
    const [distance, foundDistance] = await bothValues(page, 'euclidean');
    t.not(distance, moved);
    t.is(distance, foundDistance);
    t.deepEqual(outside, []);
  } finally {
    await browser.close();
  }
});

test('transportPage is one file without a link, small enough for a notebook', async t => {
  const page = await transportPage(problem);
  t.true(page.length < 100_000, `${page.length} characters`);
  t.notRegex(page, /https?:(?!\/\/www\.w3\.org\/2000\/svg)|<link|src=|\bimport\(/);
  t.regex(page, /default-src 'none'/);
  t.is(page, await transportPage(problem));
});

test('transportPage refuses what is not in its plane, and lets no name close its script', async t => {
  const refused = { instanceOf: RangeError, message: /`x` to be \[n, 2\] in/ };
  await t.throwsAsync(
    transportPage({
      ...problem,
      x: [
        [0, 2],
        [0, 0],
        [0, 0],
      ],
    }),
    refused,
  );
  await t.throwsAsync(transportPage({ x: [0, 1], y: [0, 1] }), refused);
  await t.throwsAsync(transportPage({ ...problem, b: [1, 1] }), { message: /same total/ });
  const costs = [{ name: '</script><script>alert(1)</script>', cost: { kind: 'euclidean' } as const }];
  t.false((await transportPage({ ...problem, costs })).includes('<script>alert'));
});

test('framedPage lets scripts run and nothing else, and showPage hands it to the display', t => {
  const frame = framedPage('<p title="a">\'&', { height: 99, title: 'a "page"' });
  t.regex(frame, /^<iframe sandbox="allow-scripts" title="a &#34;page&#34;" width="100%" height="99"/);
  t.regex(frame, / srcdoc="&lt;p title=&#34;a&#34;&gt;&#39;&amp;"><\/iframe>$/);
  const shown: MimeBundle[] = [];
  showPage('<p>', { title: 'a plan' }, bundle => shown.push(bundle));
  t.deepEqual(shown, [
    {
      'text/html': framedPage('<p>', { title: 'a plan' }),
      'text/plain': 'a plan: an interactive page, 1 KiB',
    },
  ]);
});

test('showPage with a file writes the page there and shows its name alone', async t => {
  const file = join(await temporaryFolder(t), 'a "plan".html');
  const shown: MimeBundle[] = [];
  showPage('<p>', { file, height: 99 }, bundle => shown.push(bundle));
  t.is(readFileSync(file, 'utf8'), '<p>');
  t.regex(
    String(shown[0]?.['text/html']),
    /^<iframe sandbox="allow-scripts" [^>]+ src="[^"]+a%20%22plan%22\.html">/,
  );
});
