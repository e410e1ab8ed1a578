import { naming, rangeError, checkCount } from '../../base/index.js';
import { countImages, enlargedImage } from './grid.js';
import type { ImageShape } from './grid.js';
import { encodePng, firstChannel, pasteRaster } from './raster.js';
import type { Raster } from './raster.js';
import { escapeMarkup, rasterizeSvg, textWidth } from '../plotly/text.js';
import { fontFamily, inkColour } from '../plotly/theme.js';

/** Images side by side, with words beside them. */
export interface PictureRow {
  /** [k, height, width, channels], 0 … 255. */
  readonly images: Uint8Array;
  /** What stands at the left. */
  readonly label?: string;
  /** What stands at the right. */
  readonly note?: string;
}

/** Rows under one heading. */
export interface PictureBlock {
  readonly heading?: string;
  /** What stands above each image of the rows. */
  readonly columns?: readonly string[];
  readonly rows: readonly PictureRow[];
}

/** How blocks of pictures are laid out. */
export interface PictureRowsOptions {
  readonly title?: string;
  /** Blocks side by side; 1. */
  readonly across?: number;
  /** Pixels drawn for a pixel of an image; by default 2, and 1 for images of 48 pixels a side or more. */
  readonly scale?: number;
  /** Pixels between images; 2. */
  readonly gap?: number;
  /** Rows and columns, from 0, after which there is a wider gap. */
  readonly apart?: { readonly rows?: readonly number[]; readonly columns?: readonly number[] };
}

interface Words {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly size: number;
  readonly bold?: boolean;
}

interface Drawn {
  readonly words: readonly Words[];
  readonly images: readonly { readonly raster: Raster; readonly left: number; readonly top: number }[];
  readonly width: number;
  readonly height: number;
}

const [size, small, margin, wideGap] = [13, 11, 14, 10];

/** Where each of `count` boxes of one length begins, and where the last ends. */
function places(
  count: number,
  length: number,
  gap: number,
  apart: readonly number[] = [],
): { at: readonly number[]; end: number } {
  const at: number[] = [];
  let next = 0;
  for (let i = 0; i < count; i++) {
    at.push(next);
    next += length + (apart.includes(i) ? wideGap : gap);
  }
  return { at, end: count === 0 ? 0 : at[count - 1]! + length };
}

/** The widest of the texts and the room beside it, or 0 if there is none. */
function widest(texts: readonly (string | undefined)[]): number {
  const widths = texts.map(text => (text === undefined ? 0 : textWidth(text, size)));
  const most = Math.max(0, ...widths);
  return most === 0 ? 0 : Math.ceil(most) + 8;
}

/** One block with its corner at (0, 0). */
function drawBlock(
  { heading, columns, rows }: PictureBlock,
  shape: ImageShape,
  sides: { readonly left: number; readonly right: number },
  { gap, scale, apart }: Required<Pick<PictureRowsOptions, 'gap' | 'scale' | 'apart'>>,
): Drawn {
  const [height, width] = [shape[0] * scale, shape[1] * scale];
  const counts = rows.map(row => countImages('images', row.images, shape));
  const x = places(Math.max(...counts), width, gap, apart.columns);
  const y = places(rows.length, height, gap, apart.rows);
  const words: Words[] = [];
  let top = 0;
  if (heading !== undefined) {
    words.push({ text: heading, x: sides.left, y: size, anchor: 'start', size, bold: true });
    top += size + 8;
  }
  if (columns !== undefined) {
    columns.forEach((text, k) => {
      const middle = sides.left + (x.at[k] ?? x.end) + width / 2;
      words.push({ text, x: middle, y: top + small - 1, anchor: 'middle', size: small });
    });
    top += small + 5;
  }
  const images = rows.flatMap((row, r) =>
    Array.from({ length: counts[r]! }, (_, k) => ({
      raster: enlargedImage(row.images, k, shape, scale),
      left: sides.left + x.at[k]!,
      top: top + y.at[r]!,
    })),
  );
  rows.forEach(({ label, note }, r) => {
    const line = top + y.at[r]! + height / 2 + size / 3;
    if (label !== undefined) words.push({ text: label, x: sides.left - 8, y: line, anchor: 'end', size });
    if (note !== undefined)
      words.push({ text: note, x: sides.left + x.end + 8, y: line, anchor: 'start', size });
  });
  const headed = heading === undefined ? 0 : Math.ceil(textWidth(heading, size, 'bold'));
  const wide = sides.left + Math.max(x.end + sides.right, headed);
  return { words, images, width: wide, height: top + y.end };
}

/** Blocks row after row, `across` of them in a row, under a title. */
function arrange(blocks: readonly Drawn[], title: string, across: number): Drawn {
  const heading = title === '' ? 0 : 30;
  const widths = Array.from({ length: Math.min(across, blocks.length) }, (_, column) =>
    Math.max(...blocks.filter((_, i) => i % across === column).map(block => block.width)),
  );
  const lefts = widths.map((_, column) => widths.slice(0, column).reduce((sum, w) => sum + w + 24, margin));
  const inner = widths.reduce((sum, w) => sum + w + 24, -24);
  const width = Math.ceil(Math.max(inner, textWidth(title, 16)) + 2 * margin);
  const words: Words[] = [];
  const images: Drawn['images'][number][] = [];
  if (title !== '') words.push({ text: title, x: width / 2, y: margin + 14, anchor: 'middle', size: 16 });
  let top = margin + heading;
  for (let first = 0; first < blocks.length; first += across) {
    const row = blocks.slice(first, first + across);
    row.forEach((block, column) => {
      const left = lefts[column]!;
      words.push(...block.words.map(word => ({ ...word, x: word.x + left, y: word.y + top })));
      images.push(
        ...block.images.map(image => ({ ...image, left: image.left + left, top: image.top + top })),
      );
    });
    top += Math.max(...row.map(block => block.height)) + 16;
  }
  return { words, images, width, height: top - 16 + margin };
}

function wordsRaster({ words, width, height }: Drawn): Raster {
  const texts = words.map(
    ({ text, x, y, anchor, size: pixels, bold = false }) =>
      `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${pixels}"` +
      `${bold ? ' font-weight="bold"' : ''}>${escapeMarkup(text)}</text>`,
  );
  return rasterizeSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `font-family="${fontFamily}" fill="${inkColour}">${texts.join('')}</svg>`,
  );
}

/**
 * Blocks of images in rows, with a heading, words above the columns and at both ends of the rows.
 *
 * Block i stands in column i mod `across`; all blocks leave the same room for their words.
 * @returns a raster, grey when the images are; `encodePng` or `pictureRowsPng` makes it a file
 * @throws RangeError without a block or a row, and for images that do not fit their shape
 */
export function pictureRows(
  blocks: readonly PictureBlock[],
  shape: ImageShape,
  options: PictureRowsOptions = {},
): Raster {
  return naming('pictureRows', () => {
    const { title = '', across = 1, gap = 2, apart = {} } = options;
    const { scale = shape[1] < 48 ? 2 : 1 } = options;
    checkCount(across, 'across', 1);
    checkCount(scale, 'scale', 1);
    checkCount(gap, 'gap', 0);
    if (blocks.length === 0 || blocks.some(({ rows }) => rows.length === 0)) {
      throw rangeError('`blocks` to hold one or more blocks of rows, got none');
    }
    const rows = blocks.flatMap(block => block.rows);
    const sides = { left: widest(rows.map(row => row.label)), right: widest(rows.map(row => row.note)) };
    const drawn = arrange(
      blocks.map(block => drawBlock(block, shape, sides, { gap, scale, apart })),
      title,
      across,
    );
    const written = wordsRaster(drawn);
    const figure = shape[2] === 1 ? firstChannel(written) : written;
    for (const { raster, left, top } of drawn.images)
      pasteRaster(figure, raster, Math.round(left), Math.round(top));
    return figure;
  });
}

/** `pictureRows` as the bytes of a PNG file; the same images give the same bytes. */
export function pictureRowsPng(
  blocks: readonly PictureBlock[],
  shape: ImageShape,
  options: PictureRowsOptions = {},
): Uint8Array {
  return encodePng(pictureRows(blocks, shape, options));
}
