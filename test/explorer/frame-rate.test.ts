import { loadBackend } from '../../lib/engine/index.js';
import { inBrowser } from '../support/browser.js';
import { openBrowser } from '../support/chromium.js';
import { inPage, openExplorer, tinyExplorer, tinyTestData } from '../support/explorer-pages.js';
import { frameTimes, median } from '../support/frames.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

inBrowser(
  'a map of 10,000 points pans and hovers at 30 frames a second, three seconds after it is opened',
  async t => {
    const { file } = await tinyExplorer(t, ['vae', 'wae-mmd', 'wae-gan'], tinyTestData(10_000));
    const browser = await openBrowser();
    try {
      const { page, outside } = await openExplorer(browser, file);
      const ready = await page.evaluate(() => Number(document.documentElement.dataset['readyAfter']));
      t.true(ready < 3000, `ready after ${Math.round(ready)} ms`);
      t.is(await inPage(page, ({ header }) => header.count, 0), 10_000);
      for (const kind of ['hover', 'pan', 'move', 'zoom'] as const) {
        // The best of three: other processes may have the machine for a while.
        const rounds: number[] = [];
        for (let round = 0; round < 3 && !((rounds.at(-1) ?? Infinity) < 33.4); round++) {
          rounds.push(median(await frameTimes(page, kind, 45)));
        }
        t.log(`${kind}: ${Math.min(...rounds).toFixed(1)} ms a frame`);
        t.true(
          Math.min(...rounds) < 33.4,
          `${kind}: ${rounds.map(value => value.toFixed(1)).join(', ')} ms a frame`,
        );
      }
      t.deepEqual(outside, []);
    } finally {
      await browser.close();
    }
  },
);
