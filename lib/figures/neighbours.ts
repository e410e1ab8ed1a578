import type { ImageShape } from './pictures/grid.js';
import { pictureRowsPng, type PictureBlock, type PictureRowsOptions } from './pictures/picture-rows.js';
import { ordinal } from './plotly/text.js';

/** Some images, and the nearest of a set to each of them. */
export interface NeighbourPanel {
  /** What is shown, with what was measured of it. */
  readonly heading: string;
  /** [n, h, w, c] */
  readonly queries: Uint8Array;
  /** [n, k, h, w, c]: row i holds the k nearest images to query i, nearest first. */
  readonly nearest: Uint8Array;
}

/** What the rows of a picture of neighbours are called. */
export interface NeighbourOptions extends PictureRowsOptions {
  /** By default 'image' and 'nearest'. */
  readonly names?: { readonly query: string; readonly nearest: string };
}

/**
 * Nearest neighbours: each query at the top of its column, its neighbours under it, nearest first.
 * @returns the bytes of a PNG file
 * @throws RangeError if there are not k ≥ 1 neighbours for every query
 */
export function neighboursPicture(
  panels: readonly NeighbourPanel[],
  shape: ImageShape,
  { names = { query: 'image', nearest: 'nearest' }, ...options }: NeighbourOptions = {},
): Uint8Array {
  const blocks = panels.map(({ heading, queries, nearest }): PictureBlock => {
    const k = nearest.length / queries.length;
    if (!Number.isInteger(k) || k < 1) {
      throw new RangeError(
        'neighboursPicture: expected `nearest` to hold k ≥ 1 images for each of `queries`, ' +
          `got ${nearest.length} bytes for ${queries.length}`,
      );
    }
    const rows = Array.from({ length: k }, (_, j) => ({
      images: everyKthImage(nearest, shape, k, j),
      label: j === 0 ? names.nearest : ordinal(j + 1),
    }));
    return { heading, rows: [{ images: queries, label: names.query }, ...rows] };
  });
  return pictureRowsPng(blocks, shape, { apart: { rows: [0] }, ...options });
}

/** Images first, first + k, first + 2k … */
function everyKthImage(images: Uint8Array, shape: ImageShape, k: number, first: number): Uint8Array {
  const bytes = shape[0] * shape[1] * shape[2];
  const count = images.length / bytes / k;
  const chosen = new Uint8Array(count * bytes);
  for (let i = 0; i < count; i++) {
    const from = (i * k + first) * bytes;
    chosen.set(images.subarray(from, from + bytes), i * bytes);
  }
  return chosen;
}
