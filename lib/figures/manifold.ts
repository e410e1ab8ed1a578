import { naming, rangeError } from '../base/index.js';
import { countImages, type ImageShape } from './pictures/grid.js';
import { pictureRowsPng } from './pictures/picture-rows.js';
import type { PictureRow, PictureRowsOptions } from './pictures/picture-rows.js';

/** A grid of decoded codes of one model. */
export interface ManifoldPanel {
  readonly heading?: string;
  /** [side², h, w, c], row by row as on a map: what `priorGrid` gives, decoded. */
  readonly images: Uint8Array;
}

/**
 * The manifold that a decoder draws: prior quantiles of a plane, decoded, edge to edge.
 * @returns the bytes of a PNG file
 * @throws RangeError if the images of a panel are no square of them
 */
export function manifoldPicture(
  panels: readonly ManifoldPanel[],
  shape: ImageShape,
  options: PictureRowsOptions = {},
): Uint8Array {
  return naming('manifoldPicture', () => {
    const blocks = panels.map(({ heading, images }) => {
      const count = countImages('images', images, shape);
      const side = Math.round(Math.sqrt(count));
      if (side ** 2 !== count) {
        throw rangeError(`a square number of images, got ${count}`);
      }
      return { ...(heading !== undefined && { heading }), rows: cutRows(images, side) };
    });
    return pictureRowsPng(blocks, shape, { gap: 0, across: panels.length || 1, ...options });
  });
}

/** One coordinate of the latent space walked through. */
export interface Traversal {
  readonly coordinate: number;
  /** [steps, h, w, c]: what `traversal` gives, decoded. */
  readonly images: Uint8Array;
  /** What is known of the coordinate: its spread, that it is inactive. */
  readonly note?: string;
}

/**
 * Traversals: a row for each coordinate, a column for each quantile of the prior.
 * @param levels the quantiles' probabilities
 * @returns the bytes of a PNG file
 * @throws RangeError without a traversal, and for images that do not fit
 */
export function traversalsPicture(
  traversals: readonly Traversal[],
  levels: readonly number[],
  shape: ImageShape,
  options: PictureRowsOptions = {},
): Uint8Array {
  const rows = traversals.map(({ coordinate, images, note }): PictureRow => ({
    images,
    label: `${coordinate}`,
    ...(note !== undefined && { note }),
  }));
  const columns = levels.map(level => `${(100 * level).toFixed(0)} %`);
  return pictureRowsPng([{ columns, rows }], shape, options);
}

/** Images cut into `count` rows. */
function cutRows(images: Uint8Array, count: number): PictureRow[] {
  const length = images.length / count;
  return Array.from({ length: count }, (_, i) => ({ images: images.subarray(i * length, (i + 1) * length) }));
}
