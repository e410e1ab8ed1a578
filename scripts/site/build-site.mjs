import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import sharp from 'sharp';
import { SetUpError, root, stage } from '../installs/stage.mjs';
import { escape, renderMarkdown } from './markdown.mjs';
import { readNotebook } from './notebook.mjs';
import { renderContents, renderPage } from './page.mjs';
import { addressOf, citedKeys, listed, readReferences } from './references.mjs';

const here = join(root, 'scripts', 'site');
const require = createRequire(import.meta.url);
const read = path => readFileSync(join(root, path), 'utf8');

/** Guides in docs/ that are to be read first, in this order. */
const first = [
  'how-do-i',
  'commands',
  'run-folder',
  'metrics',
  'paper',
  'notebooks',
  'talk',
  'explorer',
  'export',
  'training-step',
].map(name => `docs/${name}.md`);
const others = readdirSync(join(root, 'docs'))
  .filter(name => name.endsWith('.md'))
  .map(name => `docs/${name}`)
  .filter(file => !first.includes(file))
  .sort();

/** Texts of the repository that the page of guides lists, in its order: all of docs/, and some others. */
const guides = [...first, 'data/README.md', ...others, 'CONTRIBUTING.md', 'CHANGELOG.md'];

/** The address of a guide's page: `docs/metrics.html`, `data.html`, `contributing.html`. */
function guideAddress(file) {
  return `${file.replace(/(\/README)?\.md$/, '').replace(/^[^/]+$/, name => name.toLowerCase())}.html`;
}

/** Texts of the repository that are pages of the site. */
const texts = new Map([
  ['README.md', 'project.html'],
  ['results/README.md', 'results.html'],
  ['bench/README.md', 'bench.html'],
  ['lib/ot/README.md', 'ot.html'],
  ...guides.map(file => [file, guideAddress(file)]),
]);

const shelves = [
  [/^0/, 'Theory', 'What optimal transport is, and how the objective follows from it.'],
  [/^1/, 'Experiments', "The paper's models, trained, drawn and measured."],
  [/^[2-9]/, 'The latent space', 'Codes, paths between them, and what the decoder makes of them.'],
];

/**
 * Writes the site into `out`, in place of what was there.
 *
 * @returns how many pages it has, the API's not counted.
 */
export async function buildSite(out) {
  const folder = `${out}-${process.pid}.tmp`;
  try {
    const site = { folder, copies: new Set(), pages: 0, name: readName() };
    stage('pages of the site', () => {
      for (const part of ['assets', 'notebooks', 'docs', 'files'])
        mkdirSync(join(folder, part), { recursive: true });
      writeAssets(site);
    });
    const notebooks = writeNotebooks(site);
    await writeFront(site, notebooks);
    for (const [file, page] of texts) {
      if (!guides.includes(file)) writeText(site, file, page, { here: page });
    }
    writeGuides(site);
    copyFiles(site);
    writeApi(site, join(out, 'api'));
    await writeReferences(site);
    rmSync(out, { recursive: true, force: true });
    renameSync(folder, out);
    return { pages: site.pages };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readName() {
  return /^# (.+)$/m.exec(read('README.md'))?.[1] ?? 'Wasserstein auto-encoders';
}

function write(site, path, page) {
  site.pages++;
  writeFileSync(join(site.folder, path), renderPage({ ...page, name: site.name }));
}

/** Where a file of the repository is in the site, seen from `up`; pictures are copied, other files have no place. */
function resolver(site, up) {
  return path => {
    if (texts.has(path)) return up + texts.get(path);
    if (path === '' || path === '.') return `${up}index.html`;
    const folderText = `${path}/README.md`;
    if (texts.has(folderText)) return up + texts.get(folderText);
    const notebook = /^notebooks\/([^/]+)\.ipynb$/.exec(path)?.[1];
    if (notebook !== undefined && existsSync(join(root, path))) {
      return `${up}notebooks/${encodeURIComponent(notebook)}.html`;
    }
    if (!/\.(png|svg|webp|gif|jpe?g)$/.test(path) || !existsSync(join(root, path))) return undefined;
    site.copies.add(path);
    return `${up}files/${path.split('/').map(encodeURIComponent).join('/')}`;
  };
}

function copyFiles(site) {
  for (const path of site.copies) {
    const to = join(site.folder, 'files', path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(join(root, path), to);
  }
}

function writeAssets(site) {
  const assets = join(site.folder, 'assets');
  for (const name of ['site.css', 'figures.js']) copyFileSync(join(here, name), join(assets, name));
  const plotly = readFileSync(require.resolve('plotly.js-dist'), 'utf8');
  writeFileSync(
    join(assets, 'plotly.js'),
    transformSync(plotly, { minify: true, legalComments: 'inline' }).code,
  );
  writeFileSync(join(assets, 'katex.css'), katexStyle());
}

/** KaTeX's style sheet with its fonts inside: some browsers load no font from a file beside a page. */
function katexStyle() {
  const path = require.resolve('katex/dist/katex.min.css');
  return readFileSync(path, 'utf8').replace(/src:[^;}]*/g, source => {
    const font = /url\((fonts\/[^)]+\.woff2)\)/.exec(source)?.[1];
    if (font === undefined) throw new Error(`katex.min.css names a font in a way we do not know: ${source}`);
    const bytes = readFileSync(join(dirname(path), font)).toString('base64');
    return `src:url(data:font/woff2;base64,${bytes}) format("woff2")`;
  });
}

function writeNotebooks(site) {
  const files = readdirSync(join(root, 'notebooks'))
    .filter(file => file.endsWith('.ipynb'))
    .sort();
  const notebooks = files.map(file => {
    const path = `notebooks/${file}`;
    const beside = name => join(root, 'notebooks', name);
    const page = readNotebook(JSON.parse(read(path)), path, resolver(site, '../'), name =>
      existsSync(beside(name)),
    );
    for (const name of page.files) copyFileSync(beside(name), join(site.folder, 'notebooks', name));
    return { ...page, file, address: `${basename(file, '.ipynb')}.html` };
  });
  notebooks.forEach((notebook, i) => {
    const around = renderAround(notebooks[i - 1], notebooks[i + 1]);
    const body = `${renderContents(notebook.headings)}\n<article class="notebook">\n${notebook.html}\n${around}\n</article>`;
    write(site, `notebooks/${notebook.address}`, {
      title: notebook.title,
      up: '../',
      here: 'index.html',
      body,
      figures: notebook.figures > 0,
      frames: notebook.html.includes('class="framed"'),
    });
  });
  return notebooks;
}

/** Links to the pages `{ title, address }` before and after a page; undefined for none. */
function renderAround(before, after) {
  const aside = (other, rel, arrow) =>
    other === undefined
      ? '<span></span>'
      : `<a rel="${rel}" href="${other.address}">${arrow(escape(other.title))}</a>`;
  return `<nav class="around">${aside(before, 'prev', title => `← ${title}`)}${aside(
    after,
    'next',
    title => `${title} →`,
  )}</nav>`;
}

function writeText(site, file, page, { here: entry, around = '' }) {
  const up = '../'.repeat(page.split('/').length - 1);
  const { html, headings } = renderMarkdown(read(file), file, resolver(site, up));
  const [first, ...rest] = headings;
  const body = `${renderContents(rest)}\n<article class="text">\n${html}${around}</article>`;
  write(site, page, { title: first?.text ?? page, up, here: entry, body });
}

/** The page that lists the guides, and each guide, with links to the one before and the one after. */
function writeGuides(site) {
  const pages = guides.map(file => {
    const [heading, about = ''] = read(file).split('\n\n');
    return { file, title: heading.replace(/^# /, ''), about, address: texts.get(file) };
  });
  const items = pages.map(({ file, title, about, address }) => {
    const { html } = renderMarkdown(about, file, resolver(site, ''));
    return `<h2><a href="${address}">${escape(title)}</a></h2>\n${about.startsWith('!') ? '' : html}`;
  });
  const here = 'guides.html';
  const body = `<article class="text">\n<h1>Guides</h1>\n${items.join('\n')}\n</article>`;
  write(site, here, { title: 'Guides', up: '', here, body });
  pages.forEach(({ file, address }, i) => {
    const up = '../'.repeat(address.split('/').length - 1);
    const [before, after] = [pages[i - 1], pages[i + 1]].map(
      other => other && { ...other, address: `${up}${other.address}` },
    );
    writeText(site, file, address, { here, around: renderAround(before, after) });
  });
}

async function writeFront(site, notebooks) {
  const text = read('README.md').split('\n\n')[1] ?? '';
  const lead = renderMarkdown(text, 'README.md', resolver(site, '')).html;
  const shown = [];
  for (const [pattern, title, about] of shelves) {
    const cards = [];
    for (const notebook of notebooks.filter(({ file }) => pattern.test(file))) {
      cards.push(await renderCard(site, notebook));
    }
    if (cards.length > 0)
      shown.push(
        `<h2>${title}</h2>\n<p class="about">${about}</p>\n<ul class="cards">\n${cards.join('\n')}\n</ul>`,
      );
  }
  const body = `<article class="front">
<h1>${escape(site.name)}</h1>
<div class="lead">${lead}</div>
<p class="ways"><a href="project.html">Read the project's page</a><a href="results.html">See every result with its interval</a><a href="api/index.html">Look up the API</a></p>
${shown.join('\n')}
</article>`;
  write(site, 'index.html', { title: site.name, up: '', here: 'index.html', body });
}

async function renderCard(site, { file, address, title, question, picture }) {
  let image = '<div class="thumbnail none"></div>';
  if (picture !== undefined) {
    const name = `${basename(file, '.ipynb')}.webp`;
    // A figure is shown whole; of a grid of images a corner will do.
    const place = picture.isFigure
      ? { fit: 'contain', position: 'top' }
      : { fit: 'cover', position: 'left top' };
    await sharp(picture.png)
      .flatten({ background: 'white' })
      .resize(640, 360, { ...place, background: 'white' })
      .webp({ quality: 82 })
      .toFile(join(site.folder, 'notebooks', name));
    image = `<img class="thumbnail" alt="" width="640" height="360" src="notebooks/${encodeURIComponent(name)}">`;
  }
  return `<li class="card">${image}<div><h3><a href="notebooks/${address}">${escape(title)}</a></h3>${question}</div></li>`;
}

/** TypeDoc's pages; where nothing of the library changed since the last time, the same ones again. */
function writeApi(site, last) {
  const to = join(site.folder, 'api');
  const print = fingerprint();
  const printOf = folder => join(folder, '.fingerprint');
  if (existsSync(printOf(last)) && readFileSync(printOf(last), 'utf8') === print) {
    renameSync(last, to);
    return;
  }
  stage('API reference', () => {
    const typedoc = join(here, 'node_modules', 'typedoc', 'bin', 'typedoc');
    const args = [typedoc, '--options', join(here, 'typedoc.json'), '--out', to, '--logLevel', 'Error'];
    const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (result.status !== 0) throw new SetUpError(`TypeDoc failed\n${result.stdout}${result.stderr}`);
  });
  inlineIcons(to);
  writeFileSync(printOf(to), print);
}

/** A page on disk may not take its icons from another file; TypeDoc's script puts them into the page as well. */
function inlineIcons(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.html')) continue;
    const path = join(folder, name);
    const page = readFileSync(path, 'utf8');
    writeFileSync(path, page.replace(/href="[./]*assets\/icons\.svg#/g, 'href="#'));
  }
}

/** The page of all works that lib cites, each with the names of the API that cite it. */
async function writeReferences(site) {
  const references = await readReferences();
  const cited = JSON.parse(readFileSync(join(site.folder, 'api', 'citations.json'), 'utf8'));
  const files = librarySources().filter(path => path !== 'lib/references.ts');
  const texts = files.map(path => [path, new Set(citedKeys(read(path), references))]);
  const citing = key => {
    const names = Object.entries(cited[key] ?? {}).sort(([a], [b]) => a.localeCompare(b));
    if (names.length > 0) return names.map(([name, page]) => `<a href="api/${page}">${escape(name)}</a>`);
    return texts.filter(([, keys]) => keys.has(key)).map(([path]) => `<code>${escape(path)}</code>`);
  };
  const items = Object.entries(references).map(([key, work]) => {
    const { authors, title, venue, year } = work;
    const link = `<a href="${escape(addressOf(work))}">${escape(title)}</a>`;
    return `<dt id="${key}"><code>${key}</code></dt>
<dd>${escape(listed(authors))}: ${link}. ${escape(venue)}, ${year}.
<span class="citing">Cited by ${citing(key).join(', ')}.</span></dd>`;
  });
  const title = 'References';
  const body = `<article class="text">
<h1>${title}</h1>
<p>The ${items.length} works that the library's comments cite, as <code>lib/references.ts</code> holds them. On the pages of the <a href="api/index.html">API</a> a key leads to its work.</p>
<dl class="references">
${items.join('\n')}
</dl>
</article>`;
  write(site, 'references.html', { title, up: '', here: 'references.html', body });
}

function librarySources() {
  return readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => `lib/${name}`)
    .sort();
}

function fingerprint() {
  const hash = createHash('sha256');
  const own = readdirSync(here).filter(name => /\.(mjs|json)$/.test(name));
  for (const path of [...librarySources(), ...own.map(name => `scripts/site/${name}`)]) {
    hash.update(`${path}\n`).update(read(path));
  }
  return hash.digest('hex');
}
