import { dirname, join } from 'node:path';
import type * as canvas from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type * as resvg from '@resvg/resvg-js';
import { requirePackage } from '../../node/index.js';
import { fontFamily } from './theme.js';
import type { Raster } from '../pictures/raster.js';

let fonts: readonly string[] | undefined;

/** The font files of DejaVu Sans, regular, bold, oblique. */
export function fontFiles(): readonly string[] {
  if (fonts === undefined) {
    const folder = requirePackage('dejavu-fonts-ttf', 'text in a picture', require =>
      dirname(require.resolve('dejavu-fonts-ttf/package.json')),
    );
    fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'].map(name =>
      join(folder, 'ttf', name),
    );
  }
  return fonts;
}

/** Draws an SVG on white with DejaVu Sans and no system font, `scale` pixels to a unit. */
export function rasterizeSvg(svg: string, { scale = 1 }: { readonly scale?: number } = {}): Raster {
  const { Resvg } = requirePackage(
    '@resvg/resvg-js',
    'a picture of a figure',
    require => require('@resvg/resvg-js') as typeof resvg,
  );
  const picture = new Resvg(svg, {
    background: 'white',
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: [...fontFiles()],
      defaultFontFamily: fontFamily,
      sansSerifFamily: fontFamily,
    },
  }).render();
  const { width, height, pixels } = picture; // [height, width, 4], opaque
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    data[3 * i] = pixels[4 * i]!;
    data[3 * i + 1] = pixels[4 * i + 1]!;
    data[3 * i + 2] = pixels[4 * i + 2]!;
  }
  return { width, height, channels: 3, data };
}

/** The package that draws on canvases. */
export function loadCanvas(): typeof canvas {
  return requirePackage(
    '@napi-rs/canvas',
    'a picture of a figure',
    require => require('@napi-rs/canvas') as typeof canvas,
  );
}

let ruler: SKRSContext2D | undefined;

/** A canvas that measures texts in DejaVu Sans; its `font` is the caller's to set. */
export function textRuler(): SKRSContext2D {
  if (ruler === undefined) {
    const { createCanvas, GlobalFonts } = loadCanvas();
    for (const file of fontFiles()) GlobalFonts.registerFromPath(file, fontFamily);
    ruler = createCanvas(8, 8).getContext('2d');
  }
  return ruler;
}

/** Width of one line of text, in pixels. */
export function textWidth(words: string, size: number, weight: 'normal' | 'bold' = 'normal'): number {
  const context = textRuler();
  context.font = `${weight} ${size}px "${fontFamily}"`;
  return context.measureText(words).width;
}

/** 1st, 2nd, 3rd, 4th … */
export function ordinal(n: number): string {
  const ending = { 1: 'st', 2: 'nd', 3: 'rd' }[n % 10] ?? 'th';
  return `${n}${n % 100 > 10 && n % 100 < 14 ? 'th' : ending}`;
}

/** Writes a text so that XML, HTML and plotly's own markup show it as it is. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&#34;')
    .replace(/'/g, '&#39;');
}
