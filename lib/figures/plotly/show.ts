import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { naming } from '../../base/index.js';
import { plainFigure } from './plain-figure.js';
import { type Figure, type FigureLike, figureTitle } from './plot.js';
import { type RenderOptions, renderPng } from './render.js';

/** One picture in several representations, for a notebook to choose from: MIME type to data. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Where a bundle goes: a notebook's cell, or anything a test puts in its place. */
export type Display = (bundle: MimeBundle) => void;

/** A figure as one bundle: interactive (plotly), still (PNG, base64), and one line of text. */
export async function figureMime(figure: FigureLike, options: RenderOptions = {}): Promise<MimeBundle> {
  const plain = naming('figureMime', () => plainFigure(figure));
  const png = await renderPng(plain, options);
  return {
    'application/vnd.plotly.v1+json': { ...plain, config: { displaylogo: false } },
    'image/png': Buffer.from(png).toString('base64'),
    'text/plain': describe(plain),
  };
}

/** A PNG file's bytes as one bundle. */
export function pngMime(png: Uint8Array, text = ''): MimeBundle {
  const label = text === '' ? `picture, ${Math.ceil(png.length / 1024)} KiB` : text;
  return { 'image/png': Buffer.from(png).toString('base64'), 'text/plain': label };
}

function describe(figure: Figure): string {
  const title = figureTitle(figure);
  const traces = `${figure.data.length} trace${figure.data.length === 1 ? '' : 's'}`;
  const frames = figure.frames === undefined ? '' : `, ${figure.frames.length} frames`;
  return `figure${title === '' ? '' : ` "${title}"`}, ${traces}${frames}`;
}

/** Writes a message of Jupyter's protocol: `display_data`, or `update_display_data`. */
type NotebookWriter = (message: unknown, update: boolean) => void;

interface JupyterModule {
  readonly lastWriteDisplayData?: NotebookWriter | null;
}

/**
 * The writer of the tslab kernel that runs this process, for the cell that runs; undefined anywhere else.
 *
 * tslab is not imported here: only a kernel has its module loaded already, and only the loaded one can write.
 */
export function notebookWriter(): NotebookWriter | undefined {
  const loaded = createRequire(import.meta.url).cache;
  const suffix = ['', 'tslab', 'dist', 'jupyter.js'].join(sep);
  const path = Object.keys(loaded).find(name => name.endsWith(suffix));
  const jupyter = path === undefined ? undefined : (loaded[path]?.exports as JupyterModule | undefined);
  return jupyter?.lastWriteDisplayData ?? undefined;
}

/** The display of the notebook's cell that runs; undefined if there is no notebook. */
export function notebookDisplay(): Display | undefined {
  const write = notebookWriter();
  return write === undefined
    ? undefined
    : bundle => write({ data: bundle, metadata: {}, transient: {} }, false);
}

function printText(bundle: MimeBundle): void {
  process.stdout.write(`${String(bundle['text/plain'])}\n`);
}

/**
 * Shows a figure in the notebook's cell, or says in one line that there is one when there is no notebook.
 *
 * A figure is what another function made, or written by plotly's attribute names, with arrays, typed arrays or tensors:
 * `show({ data: [{ x, y }], layout: { title: 'y of x' } })`. Numbers that are not finite leave a gap.
 * @throws TypeError, RangeError as `renderPng`
 */
export async function show(
  figure: FigureLike,
  display?: Display,
  options: RenderOptions = {},
): Promise<void> {
  const plain = naming('show', () => plainFigure(figure));
  const target = display ?? notebookDisplay();
  if (target === undefined) printText({ 'text/plain': describe(plain) });
  else target(await figureMime(plain, options));
}

/** Shows a PNG file's bytes likewise. */
export function showPng(png: Uint8Array, display?: Display, text = ''): void {
  (display ?? notebookDisplay() ?? printText)(pngMime(png, text));
}

let displays = 0;

/**
 * One output of the notebook's cell that is drawn again in its place; undefined if there is no notebook.
 * @returns called with a bundle: the first call shows it, every further one puts another in its place
 */
export function updatingDisplay(): ((bundle: MimeBundle) => void) | undefined {
  if (notebookWriter() === undefined) return undefined;
  displays++;
  // Not the same name again after the kernel was restarted: the notebook remembers names.
  const transient = { display_id: `wae-${process.pid}-${displays}` };
  let update = false;
  return bundle => {
    // The writer is the running cell's: it is asked for anew.
    notebookWriter()?.({ data: bundle, metadata: {}, transient }, update);
    update = true;
  };
}
