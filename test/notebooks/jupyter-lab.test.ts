import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Browser, Locator, Page } from 'playwright-core';
import { hasBrowser, openBrowser } from '../support/chromium.js';
import {
  allDone,
  clearOutputs,
  closeNotebook,
  faultsOf,
  type Lab,
  openLab,
  openNotebook,
  root,
  runAll,
  save,
  startLab,
} from '../support/jupyter-lab.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const hasLab = existsSync(join(root, '.venv', 'wae.json')) && process.env['WAE_SKIP_NOTEBOOKS'] !== '1';
const ready = hasLab && hasBrowser;
const inLab = ready ? test.serial : test.serial.skip;
// `npm run test:lab` runs every notebook and looks at the kernel's ways; scripts/check-notebooks.py runs them all, too,
// without a browser.
const all = process.env['WAE_TEST_LAB'] === 'all';
const inLabOfAll = ready && all ? test.serial : test.serial.skip;

const files = readdirSync(join(root, 'notebooks')).filter(file => file.endsWith('.ipynb'));
const chosen = all ? files : ['000_moving_things.ipynb'];
const pictures = join(root, 'build', 'screenshots');

/** Starts JupyterLab and a browser, and ends both. */
async function inBrowser(
  t: ExecutionContext,
  path: readonly string[],
  work: (lab: Lab, browser: Browser) => Promise<void>,
): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  const lab = await startLab(await temporaryFolder(t), path);
  try {
    const browser = await openBrowser();
    try {
      await work(lab, browser);
    } catch (error) {
      t.log(lab.log());
      throw error;
    } finally {
      await browser.close();
    }
  } finally {
    await lab.stop();
  }
}

interface Notebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[];
  }[];
}

/** How many outputs of a notebook have a plotly figure, a picture alone, and a page. */
function committed(file: string): { readonly figures: number; readonly images: number; readonly pages: number } {
  const { cells } = JSON.parse(readFileSync(join(root, 'notebooks', file), 'utf8')) as Notebook;
  const outputs = cells.flatMap(cell => cell.outputs ?? []).map(output => Object.keys(output.data ?? {}));
  const count = (type: string): number => outputs.filter(types => types.includes(type)).length;
  const figures = count('application/vnd.plotly.v1+json');
  return { figures, images: count('image/png') - figures, pages: count('text/html') };
}

/**
 * Goes down the notebook with the mouse, at which plotly draws each figure in its picture's place; returns how many
 * figures there are.
 * @param most how many to draw
 */
async function drawFigures(page: Page, most = Infinity): Promise<number> {
  const figures = await page.locator('.jp-Notebook .jp-RenderedPlotly').all();
  for (const figure of figures.slice(0, most)) {
    await figure.scrollIntoViewIfNeeded();
    // The picture may be narrower than its place, and is gone once plotly has drawn.
    const box = await figure.locator('img').first().boundingBox({ timeout: 1000 }).catch(() => null);
    if (box !== null) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
    await figure.locator('.main-svg').first().waitFor();
  }
  return figures.length;
}

async function wholeImages(page: Page): Promise<number> {
  const images = page.locator('.jp-Notebook .jp-RenderedImage img');
  return images.evaluateAll(
    found => found.filter(image => (image as { naturalWidth?: number }).naturalWidth).length,
  );
}

/** A picture of all cells of a notebook, one below the other. */
async function photograph(page: Page, name: string): Promise<void> {
  const cells = page.locator('.jp-Notebook .jp-WindowedPanel-outer').last();
  const height = await cells.evaluate(node => node.scrollHeight);
  await page.setViewportSize({ width: 1400, height: Math.min(12_000, height + 150) });
  await cells.evaluate(node => node.scrollTo(0, 0));
  await page.screenshot({ path: join(pictures, `lab-${name}.png`) });
  await page.setViewportSize({ width: 1400, height: 1000 });
}

inLab('npm run lab opens on notebooks/, and a notebook runs there from its first cell to its last', async t => {
  t.timeout(all ? 3_000_000 : 300_000);
  await inBrowser(t, [], async (lab, browser) => {
    const { page, trouble } = await openLab(browser, lab);
    const listed = await page.locator('.jp-DirListing-itemText').allInnerTexts();
    t.deepEqual(
      listed.filter(name => name.endsWith('.ipynb')),
      files,
    );
    await page.screenshot({ path: join(pictures, 'lab.png') });
    for (const file of chosen) {
      await openNotebook(page, file);
      const { figures, images, pages } = committed(file);
      // As it was committed it is not trusted: figures and pictures show, pages with scripts do not.
      t.deepEqual([await drawFigures(page, 1), await wholeImages(page)], [figures, images], `${file} before`);
      t.is(await page.locator('.jp-Notebook iframe').count(), 0, file);
      await clearOutputs(page);
      await runAll(page);
      t.deepEqual(await faultsOf(page), [], file);
      t.deepEqual([await drawFigures(page), await wholeImages(page)], [figures, images], `${file} after`);
      t.is(await page.locator('.jp-Notebook iframe').count(), pages, file);
      for (const frame of await page.locator('.jp-Notebook iframe').all()) {
        await frame.scrollIntoViewIfNeeded();
        await frame.contentFrame().locator('svg, canvas').first().waitFor();
      }
      await photograph(page, file.replace('.ipynb', ''));
      await closeNotebook(page);
    }
    t.deepEqual(trouble, [], 'nothing is asked of anyone else');
    await page.close();
  });
});

/** What a code cell shows, its number from 0. */
function outputs(page: Page, cell: number): Locator {
  return page.locator('.jp-Notebook .jp-CodeCell').nth(cell).locator('.jp-OutputArea-output');
}

/** Cells that are sent in the same breath as one that failed are cancelled: nobody is as fast as a test. */
async function breathe(page: Page): Promise<void> {
  await page.waitForTimeout(300);
}

async function runNext(page: Page): Promise<void> {
  await page.keyboard.press('Shift+Enter');
}

inLab('what is saved of a committed notebook goes to a copy, which opens from then on', async t => {
  t.timeout(300_000);
  const file = '000_moving_things.ipynb';
  const original = readFileSync(join(root, 'notebooks', file));
  const hash = createHash('sha256').update(original).digest('hex').slice(0, 8);
  const copy = join(root, 'results', 'notebooks', `000_moving_things-${hash}.ipynb`);
  const kept = existsSync(copy) ? readFileSync(copy) : undefined;
  rmSync(copy, { force: true });
  t.teardown(() => (kept === undefined ? rmSync(copy, { force: true }) : writeFileSync(copy, kept)));
  await inBrowser(t, [], async (lab, browser) => {
    const { page } = await openLab(browser, lab);
    await openNotebook(page, file);
    await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().click();
    await page.keyboard.type('// mine\n');
    await save(page);
    t.deepEqual(readFileSync(join(root, 'notebooks', file)), original);
    t.regex(readFileSync(copy, 'utf8'), /\/\/ mine/);
    await closeNotebook(page);
    await openNotebook(page, file);
    t.regex(await page.locator('.jp-Notebook .jp-CodeCell .cm-content').first().innerText(), /\/\/ mine/);
    await closeNotebook(page);
  });
});

inLabOfAll('a cell shows its error, a forgotten promise and its progress, and is interrupted', async t => {
  t.timeout(300_000);
  await inBrowser(t, [join(root, 'test', 'fixtures', 'notebooks')], async (lab, browser) => {
    const { page } = await openLab(browser, lab);
    await openNotebook(page, 'training.ipynb');
    await page.locator('.jp-Notebook .jp-Cell').first().locator('.jp-InputPrompt').click();
    await runNext(page);
    await allDone(page);
    t.regex(await outputs(page, 0).first().innerText(), /RangeError: thrown by a cell/);
    await breathe(page);
    await runNext(page);
    await allDone(page);
    t.regex(await outputs(page, 1).last().innerText(), /Error: rejected unawaited/);
    await breathe(page);
    await runNext(page);
    const line = outputs(page, 2).first();
    await line.getByText(/epoch \d+\/200, step [3-9]\d/).waitFor({ timeout: 120_000 });
    t.is(await outputs(page, 2).count(), 1, 'progress is one output');
    await page.screenshot({ path: join(pictures, 'lab-progress.png') });
    await page.getByRole('button', { name: 'Interrupt the kernel' }).click();
    await allDone(page);
    const told = await line.innerText();
    const [, checkpoint = ''] = /stopped after step \d+ of \d+, saved in (.*); run the cell/.exec(told) ?? [];
    t.true(existsSync(checkpoint), told);
    t.regex(await outputs(page, 2).last().innerText(), /Interrupted: the cell was interrupted/);
    await page.screenshot({ path: join(pictures, 'lab-interrupted.png') });
    await breathe(page);
    await runNext(page);
    await allDone(page);
    t.is((await outputs(page, 3).last().innerText()).trim(), 'the kernel goes on');
    await closeNotebook(page);
    await openNotebook(page, 'faulty.ipynb');
    await runAll(page);
    t.deepEqual(await faultsOf(page), [
      'code cell 1 prints TypeError: printed',
      'code cell 2 shows RangeError: thrown by a cell',
      'code cell 3 did not run',
    ]);
  });
});
