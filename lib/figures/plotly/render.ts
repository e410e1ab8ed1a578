import { naming } from '../../base/index.js';
import { loadSharp } from '../../node/index.js';
import { plainFigure } from './plain-figure.js';
import { stillFigure } from './plot.js';
import type { Figure, FigureLike } from './plot.js';
import { plotlyWindow } from './plotly-window.js';
import type { Raster } from '../pictures/raster.js';
import { rasterizeSvg } from './text.js';

/** Size of a picture: width and height in CSS pixels, and how many picture pixels to one of them. */
export interface RenderOptions {
  /** By default the layout's own `width`, else 900. */
  readonly width?: number;
  /** By default the layout's own `height`, else 500. */
  readonly height?: number;
  /** By default 1.5. */
  readonly scale?: number;
}

/** The size a figure is drawn at. @throws RangeError unless width, height are in 1 … 10,000 and scale in (0, 10] */
export function renderSize(
  figure: Figure,
  options: RenderOptions = {},
): { width: number; height: number; scale: number } {
  const own = (name: string, otherwise: number): number => {
    const value = figure.layout[name];
    return typeof value === 'number' ? value : otherwise;
  };
  const { width = own('width', 900), height = own('height', 500), scale = 1.5 } = options;
  for (const [name, value, most] of [
    ['width', width, 10_000],
    ['height', height, 10_000],
    ['scale', scale, 10],
  ] as const) {
    if (!(value > 0 && value <= most)) {
      throw new RangeError(`renderPng: expected \`${name}\` to be in (0, ${most}], got ${value}`);
    }
  }
  return { width, height, scale };
}

// Plotly draws in one window, one figure after another.
let queue: Promise<unknown> = Promise.resolve();

/**
 * Draws a figure as SVG with plotly itself, without a browser.
 *
 * The first figure takes about 2 s, which load plotly, later ones 0.1–0.3 s. Of a trace of thousands of dots every k-th is
 * drawn, see `stillFigure`; of a film the picture that it begins with.
 * @throws TypeError, RangeError as `plainFigure`; RangeError for a size that makes no picture
 */
export async function renderSvg(figure: FigureLike, options: RenderOptions = {}): Promise<string> {
  return drawSvg(
    naming('renderSvg', () => plainFigure(figure)),
    options,
  );
}

async function drawSvg(figure: Figure, options: RenderOptions): Promise<string> {
  const still = stillFigure(figure);
  const { width, height } = renderSize(still, options);
  const drawn = queue.then(async () => {
    const { Plotly, parse } = await plotlyWindow();
    const request = { format: 'svg', width, height, imageDataOnly: true };
    return Plotly.toImage(parse(JSON.stringify(still)), request);
  });
  queue = drawn.catch(() => undefined);
  const svg = await drawn;
  // resvg reads url(#id) without quotes, and one image-rendering (this one keeps a heatmap's cells sharp).
  return svg
    .replace(/url\((&quot;|"|')(#[^)]*?)\1\)/g, 'url($2)')
    .replace(/image-rendering:[^;"]*/g, 'image-rendering: optimizeSpeed');
}

/**
 * Draws a figure as PNG of at most 256 colours, white behind, all text in DejaVu Sans.
 * @returns the bytes of the file, the same for the same figure and size
 * @throws TypeError, RangeError as `renderSvg`
 */
export async function renderPng(figure: FigureLike, options: RenderOptions = {}): Promise<Uint8Array> {
  const plain = naming('renderPng', () => plainFigure(figure));
  const { scale } = renderSize(plain, options);
  return chartPng(rasterizeSvg(await drawSvg(plain, options), { scale }));
}

/** A chart as PNG with a palette: half the size of one with all its shades, which the eye does not tell apart. */
async function chartPng({ data, width, height, channels }: Raster): Promise<Uint8Array> {
  const palette = { palette: true, colours: 256, dither: 0, effort: 10, compressionLevel: 9 } as const;
  const sharp = await loadSharp();
  return new Uint8Array(await sharp(data, { raw: { width, height, channels } }).png(palette).toBuffer());
}
