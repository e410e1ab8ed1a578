import { naming, rangeError, checkCount } from '../base/index.js';
import { countImages, imageGrid, pairRows } from './pictures/grid.js';
import type { ImageShape } from './pictures/grid.js';
import { blankRaster, encodePng, firstChannel, pasteRaster } from './pictures/raster.js';
import type { Raster } from './pictures/raster.js';
import { escapeMarkup, rasterizeSvg } from './plotly/text.js';
import { fontFamily } from './plotly/theme.js';

/** What one model shows: a column of the figure. Every array is [n, height, width, channels], 0 … 255. */
export interface PaperColumn {
  /** The heading: 'VAE', 'WAE-MMD', 'WAE-GAN'. */
  readonly title: string;
  readonly shape: ImageShape;
  /** Row after row, each from one test image to another, both ends reconstructed. */
  readonly interpolations: Uint8Array;
  /** Real test images … */
  readonly originals: Uint8Array;
  /** … and their reconstructions, in the same order: the figure puts them in turn, odd rows real. */
  readonly reconstructions: Uint8Array;
  /** Decoded draws from the prior. */
  readonly samples: Uint8Array;
}

/** How the figure is drawn. */
export interface PaperFigureOptions {
  /** Images in a row of each cell. */
  readonly imagesPerRow?: number;
  /** Pixels drawn for a pixel of an image; by default 2, and 1 for images of 48 pixels a side or more. */
  readonly scale?: number;
  /** Headings of the three rows. */
  readonly rowTitles?: readonly [string, string, string];
  /** What stands in a line below the cells, such as the seed. */
  readonly caption?: string;
}

/** The paper's own words for the three rows. @see tolstikhin:18, Figures 2 and 3 */
export const paperRowTitles: readonly [string, string, string] = [
  'Test interpolations',
  'Test reconstructions',
  'Random samples',
];

interface Cell {
  readonly raster: Raster;
  readonly row: number;
  readonly column: number;
  readonly left: number;
  readonly top: number;
}

interface Layout {
  readonly cells: readonly Cell[];
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** The size of the words between the row titles and the cells, and of the caption. */
  readonly markSize: number;
}

/** Starts of consecutive lengths with `gap` between them, and the end after the last one's gap. */
function offsets(first: number, lengths: readonly number[], gap: number): { starts: number[]; end: number } {
  const starts: number[] = [];
  let position = first;
  for (const length of lengths) {
    starts.push(position);
    position += length + gap;
  }
  return { starts, end: position };
}

/** Places for the rasters of each column, from top to bottom. */
function layoutOf(columns: readonly (readonly Raster[])[], rowHeight: number, caption: string): Layout {
  const widths = columns.map(rasters => Math.max(...rasters.map(raster => raster.width)));
  const heights = [0, 1, 2].map(row => Math.max(...columns.map(rasters => rasters[row]?.height ?? 0)));
  // Readable at any size, and no title longer than its cell.
  const fontSize = Math.max(10, Math.min(32, Math.round(Math.min(...widths, ...heights) / 14)));
  const gap = Math.max(4, Math.round(fontSize / 2));
  // 'decoded' is to fit beside one row of images.
  const markSize = Math.min(Math.round(0.75 * fontSize), Math.floor(rowHeight / 5));
  const across = offsets(2 * fontSize + Math.ceil(1.4 * markSize), widths, gap);
  const down = offsets(2 * fontSize, heights, gap);
  const cells = columns.flatMap((rasters, column) =>
    rasters.map((raster, row) => {
      const [left, top] = [across.starts[column]!, down.starts[row]!];
      return { raster, row, column, left, top };
    }),
  );
  const below = caption === '' ? 0 : Math.ceil(1.6 * markSize);
  return { cells, width: across.end, height: down.end + below, fontSize, markSize };
}

function labels(
  layout: Layout,
  columnTitles: readonly string[],
  rowTitles: readonly string[],
  rowHeight: number,
  caption: string,
): Raster {
  const { width, height, fontSize, markSize, cells } = layout;
  const text = (x: number, y: number, words: string | undefined, attributes: string): string =>
    `<text x="${x}" y="${y}" text-anchor="middle" ${attributes}>${escapeMarkup(words ?? '')}</text>`;
  const heads = cells
    .filter(({ row }) => row === 0)
    .map(({ raster, left, column }) =>
      text(left + raster.width / 2, 1.4 * fontSize, columnTitles[column], 'font-weight="bold"'),
    );
  const sides = cells
    .filter(({ column }) => column === 0)
    .map(({ raster, top, row }) => {
      const [x, y] = [1.4 * fontSize, top + raster.height / 2];
      return text(x, y, rowTitles[row], `transform="rotate(-90 ${x} ${y})"`);
    });
  const marks = cells
    .filter(({ column, row }) => column === 0 && row === 1)
    .flatMap(({ raster, left, top }) =>
      Array.from({ length: Math.round(raster.height / rowHeight) }, (_, i) => {
        const [x, y] = [left - 0.4 * markSize, top + (i + 0.5) * rowHeight];
        const look = `font-size="${markSize}" transform="rotate(-90 ${x} ${y})"`;
        return text(x, y, i % 2 === 0 ? 'real' : 'decoded', look);
      }),
    );
  const under = text(width / 2, height - 0.6 * markSize, caption, `font-size="${markSize}"`);
  const words = [...heads, ...sides, ...marks, ...(caption === '' ? [] : [under])];
  return rasterizeSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `font-family="${fontFamily}" font-size="${fontSize}">${words.join('')}</svg>`,
  );
}

function columnCells(column: PaperColumn, imagesPerRow: number, scale: number): [Raster, Raster, Raster] {
  const { shape, originals, reconstructions } = column;
  const options = { columns: imagesPerRow, scale, background: 255 };
  countImages('interpolations', column.interpolations, shape);
  countImages('originals', originals, shape);
  countImages('samples', column.samples, shape);
  return [
    imageGrid(column.interpolations, shape, options),
    imageGrid(pairRows(originals, reconstructions, shape, imagesPerRow), shape, options),
    imageGrid(column.samples, shape, options),
  ];
}

/**
 * The paper's figure, one column for each model and three rows: test interpolations, test reconstructions (odd
 * rows are real test images, the row below each its reconstructions, as words beside them say), random samples.
 * @returns the raster, grey when all images are; `encodePng` or `paperFigure` make it a file
 * @throws RangeError without a column, or for images that do not fit their shape
 * @see tolstikhin:18, Figures 2 and 3
 */
export function paperFigureRaster(columns: readonly PaperColumn[], options: PaperFigureOptions = {}): Raster {
  return naming('paperFigure', () => {
    const { imagesPerRow = 8, rowTitles = paperRowTitles, caption = '' } = options;
    const { scale = Math.max(...columns.map(({ shape }) => shape[1])) < 48 ? 2 : 1 } = options;
    if (columns.length === 0) {
      throw rangeError('`columns` to hold one or more models, got none');
    }
    checkCount(imagesPerRow, 'imagesPerRow', 1);
    checkCount(scale, 'scale', 1);
    const rowHeight = scale * Math.max(...columns.map(({ shape }) => shape[0]));
    const layout = layoutOf(
      columns.map(column => columnCells(column, imagesPerRow, scale)),
      rowHeight,
      caption,
    );
    const channels = columns.every(column => column.shape[2] === 1) ? 1 : 3;
    const figure = blankRaster(layout.width, layout.height, channels, 255);
    const words = labels(
      layout,
      columns.map(column => column.title),
      rowTitles,
      rowHeight,
      caption,
    );
    pasteRaster(figure, channels === 1 ? firstChannel(words) : words, 0, 0);
    for (const { raster, left, top } of layout.cells) pasteRaster(figure, raster, left, top);
    return figure;
  });
}

/** `paperFigureRaster` as the bytes of a PNG file; the same images give the same bytes. */
export function paperFigure(columns: readonly PaperColumn[], options: PaperFigureOptions = {}): Uint8Array {
  return encodePng(paperFigureRaster(columns, options));
}
