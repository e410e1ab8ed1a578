import { escape } from './markdown.mjs';

/** What a page may do: run the site's own scripts, and reach nothing else. `file:` for pages that are opened from disk. */
const policyOf = scripts =>
  [
    "default-src 'none'",
    `script-src 'self' file: ${scripts}`,
    "style-src 'self' file: 'unsafe-inline'",
    "img-src 'self' file: data: blob:",
    "font-src 'self' file: data:",
    "frame-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/**
 * A page of the site.
 *
 * @param page.title - text.
 * @param page.up - the way to the site's front page's folder, such as `../`.
 * @param page.here - which entry of the navigation this is.
 * @param page.body - HTML.
 * @param page.figures - whether plotly is needed.
 * @param page.frames - whether it has pages of the library in frames, which have scripts in them and policies of their own
 *   beside this one.
 */
export function renderPage({ title, up, here, body, figures = false, frames = false, name }) {
  const entries = [
    ['index.html', 'Notebooks'],
    ['project.html', 'The project'],
    ['guides.html', 'Guides'],
    ['results.html', 'Results'],
    ['bench.html', 'Benchmarks'],
    ['ot.html', 'Optimal transport'],
    ['references.html', 'References'],
    ['api/index.html', 'API'],
  ];
  const links = entries.map(([address, text]) => {
    const current = address === here ? ' aria-current="page"' : '';
    return `<a href="${up}${address}"${current}>${text}</a>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(frames ? "'unsafe-inline' 'wasm-unsafe-eval'" : '')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title === name ? name : `${title} · ${name}`)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${up}assets/katex.css">
<link rel="stylesheet" href="${up}assets/site.css">
</head>
<body>
<header><nav><a class="name" href="${up}index.html">${escape(name)}</a>${links.join('')}</nav></header>
<main>
${body}
</main>
${figures ? `<script src="${up}assets/figures.js" data-plotly="${up}assets/plotly.js"></script>\n` : ''}</body>
</html>
`;
}

/** The headings of a page as a list of links. */
export function renderContents(headings) {
  if (headings.length < 2) return '';
  const items = headings
    .filter(({ level }) => level <= 2)
    .map(({ id, text }) => `<li><a href="#${encodeURIComponent(id)}">${escape(text)}</a></li>`);
  return `<nav class="contents" aria-label="On this page"><ol>${items.join('')}</ol></nav>`;
}
