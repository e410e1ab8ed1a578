import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { type Reference, references } from '../../lib/references.js';
import { hasBrowser, openBrowser } from '../support/chromium.js';
import { slow as test } from '../support/slow.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const docs = join(root, 'scripts', 'site');
// The packages that make the site are installed by scripts/test.mjs, where there is a network.
const made = existsSync(join(docs, 'node_modules', 'wae.txt')) ? test.serial : test.serial.skip;
const seen = made === test.serial && hasBrowser ? test.serial : test.serial.skip;

const site = join(root, 'build', 'docs');
const pictures = join(root, 'build', 'screenshots');
const notebooks = readdirSync(join(root, 'notebooks')).filter(file => file.endsWith('.ipynb'));

if (made === test.serial) {
  test.before(async t => {
    t.timeout(300_000);
    const { buildSite } = (await import(pathToFileURL(join(docs, 'build-site.mjs')).href)) as {
      buildSite: (out: string) => Promise<unknown>;
    };
    await buildSite(site);
  });
}

function htmlFiles(): string[] {
  return readdirSync(site, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.html'));
}

/** The values of attributes in a page's HTML; none of our pages has `>` or `"` inside of one. */
function attributes(html: string, pattern: RegExp): readonly string[] {
  return [...html.matchAll(pattern)].map(match => (match[1] ?? '').replaceAll('&amp;', '&'));
}

/** What the pages' links and sources name that is not there, and what they take from elsewhere. */
function wrongAddresses(): readonly string[] {
  const pages = new Map(htmlFiles().map(file => [join(site, file), readFileSync(join(site, file), 'utf8')]));
  const ids = new Map([...pages].map(([path, html]) => [path, new Set(attributes(html, / id="([^"]*)"/g))]));
  const wrong: string[] = [];
  for (const [from, html] of pages) {
    const loaded = attributes(html, /<(?:link|script|img|iframe|source)\b[^>]* (?:href|src)="([^"]*)"/g);
    // A reader may follow a link to a paper; nothing is loaded from there.
    wrong.push(
      ...loaded.filter(address => /^(https?:|\/\/)/.test(address)).map(address => `${from} loads ${address}`),
    );
    const links = attributes(html, /<a\b[^>]* href="([^"]*)"/g);
    for (const address of [...loaded, ...links].filter(text => !/^([a-z]+:|\/\/)/i.test(text))) {
      const [path = '', hash = ''] = address.split('#').map(decodeURIComponent);
      const to = path === '' ? from : resolve(dirname(from), path);
      const there = !relative(site, to).startsWith('..') && existsSync(to);
      if (!there || (hash !== '' && ids.get(to)?.has(hash) === false))
        wrong.push(`${from} links to ${address}`);
    }
  }
  return wrong;
}

made('the site has a page for each notebook, named in its index, and every link leads somewhere', t => {
  const index = readFileSync(join(site, 'index.html'), 'utf8');
  for (const file of notebooks) {
    const page = `notebooks/${file.replace('.ipynb', '.html')}`;
    t.true(existsSync(join(site, page)), page);
    t.true(index.includes(`href="${page}"`), `${page} is not in the index`);
  }
  t.deepEqual(wrongAddresses(), []);
});

made(
  'each text of docs/ has a page, which the page of guides lists and from which one gets to the next',
  t => {
    const guides = readFileSync(join(site, 'guides.html'), 'utf8');
    const files = readdirSync(join(root, 'docs')).filter(file => file.endsWith('.md'));
    for (const file of files) {
      const page = `docs/${file.replace('.md', '.html')}`;
      const html = readFileSync(join(site, page), 'utf8');
      const [, title = ''] = /^# (.+)$/m.exec(readFileSync(join(root, 'docs', file), 'utf8')) ?? [];
      t.true(guides.includes(`<h2><a href="${page}">${title}</a></h2>`), `${page} is not listed`);
      t.true(html.includes('<a href="../guides.html" aria-current="page">Guides</a>'), page);
      t.regex(html, /<a rel="(prev|next)" href="\.\.\/[\w/-]+\.html">/, page);
    }
    t.true(files.length > 5, `${files.length} texts`);
  },
);

const folders = readdirSync(join(root, 'lib')).filter(name =>
  existsSync(join(root, 'lib', name, 'index.ts')),
);
const apiPage = (path: string): string => readFileSync(join(site, 'api', `${path}.html`), 'utf8');
const namesOn = (html: string): readonly string[] =>
  attributes(html, /<dt class="tsd-member-summary[^>]* id="([^"]*)"/g);

made('the API reference has a module for each folder of lib, and pages for their names', t => {
  const names = [
    'functions/ot.solveSample',
    'functions/experiments.reproduce',
    'classes/base.Rng',
    'functions/theory.randomWorld',
    'functions/adversaries.trainCritic',
  ];
  for (const page of names) t.true(existsSync(join(site, 'api', `${page}.html`)), page);
  const index = apiPage('index');
  t.deepEqual([...namesOn(index)].sort(), [...folders, 'wae'].sort());
  for (const folder of folders) t.true(index.includes(`href="modules/${folder}.html"`), folder);
  t.notRegex(index, /<dd class="tsd-member-summary[^>]*><\/dd>/, 'a module without a sentence');
});

made('the page of a module sorts its names by the folders that they come from', t => {
  const sections = apiPage('modules/ot').split('data-key="section-').slice(1);
  const names = Object.fromEntries(
    sections.map(section => [section.slice(0, section.indexOf('"')), namesOn(section)] as const).reverse(),
  );
  t.true(names['General']?.includes('solve'));
  t.true(names['Exact']?.includes('networksimplex'));
  t.true(names['Entropic']?.includes('sinkhorndivergence'));
  t.true(names['Of other modules']?.includes('rng'));
  t.true(apiPage('modules/wae').includes('Names for a first cell'));
});

interface ReferenceTools {
  readonly linkKeys: (text: string, works: Readonly<Record<string, Reference>>) => string;
  readonly readReferences: () => Promise<Readonly<Record<string, Reference>>>;
}

test('linkKeys(text) makes of each known key a link with the title, once, and leaves other text alone', async t => {
  const tools = (await import(pathToFileURL(join(docs, 'references.mjs')).href)) as ReferenceTools;
  t.deepEqual(await tools.readReferences(), references);
  const linked = tools.linkKeys(
    'mccann:97, and (dowson-landau:82); not x:97, step:10 or `mccann:977`',
    references,
  );
  t.is(
    linked,
    '[mccann:97](https://doi.org/10.1006/aima.1997.1634 "Robert J. McCann: A convexity principle for interacting' +
      ' gases, 1997"), and ([dowson-landau:82](https://doi.org/10.1016/0047-259X%2882%2990077-X "D. C. Dowson and' +
      ' B. V. Landau: The Fréchet distance between multivariate normal distributions, 1982"));' +
      ' not x:97, step:10 or `mccann:977`',
  );
  t.is(tools.linkKeys(linked, references), linked);
  const long = tools.linkKeys('newcombe:98 feydy:19', references);
  t.true(long.includes('17:8%3C873::AID-SIM779%3E3.0.CO;2-I "'), long);
  t.true(long.includes('"Jean Feydy, Thibault Séjourné and 4 others: Interpolating'), long);
});

made('every citation key on the pages of the API is a link to its work', t => {
  const linked = new Set<string>();
  const bare: string[] = [];
  for (const file of htmlFiles().filter(path => path.startsWith('api'))) {
    const html = readFileSync(join(site, file), 'utf8');
    const links = html.matchAll(/<a href="([^"]*)" title="([^"]*)"[^>]*>([a-z-]+:\d\d)<\/a>/g);
    for (const [, address = '', title = '', key = ''] of links) {
      linked.add(key);
      t.true(title.includes(references[key]?.title ?? 'no such work'), `${file}: ${key}`);
      t.is(
        decodeURIComponent(address).replaceAll('&lt;', '<'),
        references[key]?.link ?? '',
        `${file}: ${key}`,
      );
    }
    const rest = html.replace(/<a [^>]*>[^<]*<\/a>|<[^>]*>/g, ' ');
    const keys = rest.match(/[a-z]+(?:-[a-z]+)*:\d\d\b/g) ?? [];
    bare.push(...keys.filter(key => key in references).map(key => `${file}: ${key}`));
  }
  t.deepEqual(bare, []);
  t.true(linked.size > 50, `${linked.size} works`);
});

made('the page of references has every work, with the names that cite it', t => {
  const html = readFileSync(join(site, 'references.html'), 'utf8');
  t.deepEqual(attributes(html, /<dt id="([^"]*)"/g), Object.keys(references));
  t.is(html.match(/Cited by <[ac]/g)?.length, Object.keys(references).length);
  t.true(html.includes('<a href="api/functions/ot.sinkhornDivergence.html">ot.sinkhornDivergence</a>'));
});

/** Opens a page of the site from disk; `trouble` gathers what its console says and what it asks of others. */
async function open(
  browser: Browser,
  path: string,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<{ readonly page: Page; readonly trouble: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, colorScheme });
  const trouble: string[] = [];
  const own = pathToFileURL(site).href;
  page.on('request', request => {
    if (!/^(data|blob|about):/.test(request.url()) && !request.url().startsWith(own)) {
      trouble.push(`request ${request.url()}`);
    }
  });
  page.on('requestfailed', request => trouble.push(`failed ${request.url()}`));
  page.on('pageerror', error => trouble.push(error.message));
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) trouble.push(message.text());
  });
  await page.goto(pathToFileURL(join(site, path)).href);
  return { page, trouble };
}

/** Goes down the page until all its figures are drawn, and counts them. */
async function drawFigures(page: Page): Promise<number> {
  const figures = await page.locator('.figure').all();
  for (const figure of figures) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.main-svg').first().waitFor();
  }
  return page.locator('.figure.drawn').count();
}

const plotlyType = 'application/vnd.plotly.v1+json';
interface Cell {
  readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[];
}
function outputsOf(file: string): readonly Readonly<Record<string, unknown>>[] {
  const { cells } = JSON.parse(readFileSync(join(root, 'notebooks', file), 'utf8')) as { cells: Cell[] };
  return cells.flatMap(cell => cell.outputs ?? []).map(output => output.data ?? {});
}

seen(
  'each notebook opens from disk with figures, formulas and pictures, and asks nothing of anyone',
  async t => {
    t.timeout(300_000);
    mkdirSync(pictures, { recursive: true });
    const browser = await openBrowser();
    try {
      for (const file of notebooks) {
        const name = file.replace('.ipynb', '');
        const { page, trouble } = await open(browser, `notebooks/${name}.html`);
        const figures = outputsOf(file).filter(data => plotlyType in data);
        t.is(await drawFigures(page), figures.length, name);
        const text = await page.locator('article').innerText();
        t.notRegex(text, /\$\$|\\(frac|sum|mathbb|lVert)/, `${name} shows a formula's source`);
        const broken = await page
          .locator('img')
          // A picture that nobody has scrolled to is not loaded yet.
          .evaluateAll(async images => {
            const pictures = images as unknown as { loading: string; decode(): Promise<void> }[];
            const decoded = await Promise.allSettled(
              pictures.map(picture => {
                picture.loading = 'eager';
                return picture.decode();
              }),
            );
            return decoded.filter(({ status }) => status === 'rejected').length;
          });
        t.is(broken, 0, name);
        t.deepEqual(trouble, [], name);
        await page.screenshot({ path: join(pictures, `site-${name}.png`), fullPage: true });
        await page.close();
      }
    } finally {
      await browser.close();
    }
  },
);

seen(
  'the front page and the API open from disk in light and dark, and their search finds a name',
  async t => {
    const browser = await openBrowser();
    try {
      for (const scheme of ['light', 'dark'] as const) {
        const { page, trouble } = await open(browser, 'index.html', scheme);
        t.is(await page.locator('.card').count(), notebooks.length);
        const ground = await page
          .locator('body')
          .evaluate(body => body.ownerDocument.defaultView?.getComputedStyle(body).backgroundColor);
        t.is(ground === 'rgb(255, 255, 255)', scheme === 'light');
        await page.screenshot({ path: join(pictures, `site-index-${scheme}.png`), fullPage: true });
        t.deepEqual(trouble, []);
        await page.close();
      }
      const { page, trouble } = await open(browser, 'index.html');
      await page.getByRole('link', { name: 'API', exact: true }).click();
      await page.getByRole('button', { name: 'Search' }).click();
      await page.keyboard.type('sinkhornDiv');
      await page
        .getByRole('option', { name: /sinkhornDivergence/ })
        .first()
        .waitFor();
      await page.screenshot({ path: join(pictures, 'site-api.png') });
      await page
        .getByRole('option', { name: /sinkhornDivergence$/ })
        .first()
        .click();
      const link = page.getByRole('link', { name: 'feydy:19' });
      t.regex((await link.getAttribute('title')) ?? '', /Interpolating between optimal transport and MMD/);
      await page.screenshot({ path: join(pictures, 'site-api-function.png'), fullPage: true });
      await page.getByRole('link', { name: 'References' }).click();
      await page.locator('dt[id="feydy:19"]').waitFor();
      await page.screenshot({ path: join(pictures, 'site-references.png') });
      t.deepEqual(trouble, []);
    } finally {
      await browser.close();
    }
  },
);
