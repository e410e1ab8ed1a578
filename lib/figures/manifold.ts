import { naming, rangeError } from '../base/index.js';
import { coordinateName } from '../latent/index.js';
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
 * The manifold that a decoder draws: prior quantiles of a plane, (i + ½)/side each way, decoded, edge to edge, with the
 * quantiles above and at the left.
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
      const levels = Array.from({ length: side }, (_, i) => percent((i + 0.5) / side));
      const rows = cutRows(images, side).map((row, i) => ({ ...row, label: levels[side - 1 - i]! }));
      return { ...(heading !== undefined && { heading }), columns: levels, rows };
    });
    return pictureRowsPng(blocks, shape, { gap: 0, across: panels.length || 1, ...options });
  });
}

/** One coordinate of the latent space walked through. */
export interface Traversal {
  /** Its index, from 0; it is called by `coordinateName`. */
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
    label: coordinateName(coordinate),
    ...(note !== undefined && { note }),
  }));
  const columns = levels.map(percent);
  return pictureRowsPng([{ columns, rows }], shape, options);
}

const percent = (level: number): string => `${(100 * level).toFixed(0)} %`;

/** Images cut into `count` rows. */
function cutRows(images: Uint8Array, count: number): PictureRow[] {
  const length = images.length / count;
  return Array.from({ length: count }, (_, i) => ({ images: images.subarray(i * length, (i + 1) * length) }));
}
