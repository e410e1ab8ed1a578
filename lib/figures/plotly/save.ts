import { naming } from '../../base/index.js';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { writeFileWhole } from '../../node/index.js';
import { plainFigure } from './plain-figure.js';
import { figureJson, figureTitle } from './plot.js';
import type { Figure, FigureLike } from './plot.js';
import { plotlyScriptPath } from './plotly-window.js';
import { renderPng } from './render.js';
import type { RenderOptions } from './render.js';
import { escapeMarkup } from './text.js';

/** How a figure is saved. */
export interface SaveFigureOptions extends RenderOptions {
  /**
   * Where the one copy of plotly's script lies that pages share (10 MB, put there when missing, not to be
   * committed); by default `plotly.js` beside the figure.
   */
  readonly plotlyScript?: string;
}

/** Where the three files of a figure are. */
export interface SavedFigure {
  readonly json: string;
  readonly html: string;
  readonly png: string;
}

/** Puts plotly's script at `path`, unless a file of its size is there. */
function placeScript(path: string): void {
  const source = plotlyScriptPath();
  if (statSync(path, { throwIfNoEntry: false })?.size === statSync(source).size) return;
  writeFileWhole(path, readFileSync(source));
}

/** Data as a JavaScript expression that no text in it can end. */
function scriptJson(figure: Figure): string {
  return figureJson(figure)
    .trim()
    .replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function relativeUrl(from: string, to: string): string {
  return relative(dirname(resolve(from)), resolve(to))
    .split(sep)
    .map(encodeURIComponent)
    .join('/');
}

/** What a page may do: run its own script and plotly's beside it, and reach nothing. `file:` for one that is opened from disk. */
const policy = [
  "default-src 'none'",
  "script-src 'self' file: 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src 'self' file: data: blob:",
  'font-src data:',
].join('; ');

/**
 * A page that shows a figure from disk without network: interactive with plotly's script beside it, its PNG without.
 * @param scriptUrl, imageUrl relative addresses
 */
export function figurePage(figure: FigureLike, scriptUrl: string, imageUrl: string): string {
  const plain = naming('figurePage', () => plainFigure(figure));
  // A title may hold plotly's markup and entities already; the page's title is text alone.
  const title = figureTitle(plain)
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#34;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeMarkup(title === '' ? 'Figure' : title)}</title>
<style>body { margin: 1em; background: white } img { max-width: 100% }</style>
<div id="figure"><img src="${escapeMarkup(imageUrl)}" alt="${escapeMarkup(title)}"></div>
<script src="${escapeMarkup(scriptUrl)}"></script>
<script>
const figure = ${scriptJson(plain)};
if (window.Plotly) {
  const place = document.getElementById('figure');
  place.replaceChildren();
  Plotly.newPlot(place, { ...figure, config: { displaylogo: false } });
}
</script>
</html>
`;
}

/**
 * Saves a figure as `<path>.json`, `<path>.png` and `<path>.html`, each by rename.
 * @param path without extension; missing folders are made
 * @throws TypeError, RangeError as `renderPng`; UserError when the disk is full or the folder can't be written
 */
export async function saveFigure(
  figure: FigureLike,
  path: string,
  options: SaveFigureOptions = {},
): Promise<SavedFigure> {
  const { plotlyScript = join(dirname(path), 'plotly.js'), ...size } = options;
  const plain = naming('saveFigure', () => plainFigure(figure));
  const png = await renderPng(plain, size);
  const saved = { json: `${path}.json`, html: `${path}.html`, png: `${path}.png` };
  placeScript(plotlyScript);
  writeFileWhole(saved.json, figureJson(plain));
  writeFileWhole(saved.png, png);
  const page = figurePage(
    plain,
    relativeUrl(saved.html, plotlyScript),
    encodeURIComponent(basename(saved.png)),
  );
  writeFileWhole(saved.html, page);
  return saved;
}
