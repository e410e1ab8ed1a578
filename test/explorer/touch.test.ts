import type { CDPSession } from 'playwright-core';
import { loadBackend } from '../../lib/engine/index.js';
import { inBrowser } from '../support/browser.js';
import { openBrowser } from '../support/chromium.js';
import { cursorCodes, inPage, openExplorer, tinyExplorer, tinyTestData } from '../support/explorer-pages.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

type Spot = readonly [x: number, y: number];

function touch(
  session: CDPSession,
  type: 'touchStart' | 'touchMove' | 'touchEnd',
  ...at: Spot[]
): Promise<unknown> {
  return session.send('Input.dispatchTouchEvent', {
    type,
    touchPoints: at.map(([x, y], id) => ({ x, y, id })),
  });
}

inBrowser('one finger drags the cursor, two zoom and pan, on a narrow screen too', async t => {
  const { file } = await tinyExplorer(t, ['vae', 'wae-mmd'], tinyTestData(40));
  const browser = await openBrowser();
  try {
    const { page, outside } = await openExplorer(browser, file, {
      hasTouch: true,
      viewport: { width: 390, height: 800 },
    });
    const box = await page.locator('.map').first().boundingBox();
    if (box === null) throw new Error('the map is not on the page');
    t.true(box.x >= 0 && box.x + box.width <= 390, 'the map is on the screen');
    t.is(await page.evaluate(() => document.documentElement.scrollWidth), 390, 'nothing is cut off');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const session = await page.context().newCDPSession(page);
    const before = await cursorCodes(page);
    await touch(session, 'touchStart', [x, y]);
    await touch(session, 'touchMove', [x + 30, y - 20]);
    await touch(session, 'touchMove', [x + 60, y - 40]);
    await touch(session, 'touchEnd');
    const moved = await cursorCodes(page);
    t.notDeepEqual(moved, before);
    const view = (): Promise<{ x: number; y: number; span: number }> =>
      inPage(page, ({ store }) => store.state.views[0] as { x: number; y: number; span: number }, 0);
    const wide = await view();
    await touch(session, 'touchStart', [x - 20, y], [x + 20, y]);
    await touch(session, 'touchMove', [x - 40, y], [x + 40, y]);
    await touch(session, 'touchMove', [x - 50, y + 20], [x + 50, y + 20]);
    await touch(session, 'touchEnd');
    const near = await view();
    t.true(Math.abs(near.span / wide.span - 0.4) < 0.05, `${near.span / wide.span}`);
    t.true(near.y > wide.y, 'what the fingers hold moves with them');
    t.deepEqual(await cursorCodes(page), moved, 'the cursor stays');
    t.deepEqual(outside, []);
  } finally {
    await browser.close();
  }
});

inBrowser('the Tab key reaches every control, and each has a name', async t => {
  const { file } = await tinyExplorer(t, ['vae', 'wae-mmd'], tinyTestData(40));
  const browser = await openBrowser();
  try {
    const { page } = await openExplorer(browser, file);
    await page.evaluate(() => {
      for (const part of document.querySelectorAll('details')) part.open = true;
    });
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, input, select, [role="application"]')]
        .filter(element => {
          const labels = (element as HTMLInputElement).labels ?? [];
          const name =
            element.getAttribute('aria-label') ??
            (labels.length > 0 ? (labels[0]?.textContent ?? '') : (element.textContent ?? ''));
          return name.trim() === '' || element.tabIndex < 0;
        })
        .map(element => element.outerHTML),
    );
    t.deepEqual(nameless, []);
    const seen = new Set<string>();
    await page.locator('#tool-move').focus();
    for (let k = 0; k < 16; k++) {
      seen.add(
        await page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          return element.id === '' ? (element.getAttribute('aria-label') ?? element.tagName) : element.id;
        }),
      );
      await page.keyboard.press('Tab');
    }
    for (const name of ['tool-lasso', 'theme', 'projection', 'colouring']) t.true(seen.has(name), name);
    t.true([...seen].some(name => name.startsWith('Map of the codes of WAE-MMD')));
  } finally {
    await browser.close();
  }
});
