import type { ImageShape } from './pictures/grid.js';
import { panelsFigure } from './plotly/panels.js';
import type { Series } from './plotly/panels.js';
import { pictureRowsPng, type PictureRowsOptions } from './pictures/picture-rows.js';
import type { Figure } from './plotly/plot.js';

/** One way from a code to another, decoded. */
export interface DecodedPath {
  /** 'line', 'sphere', 'transport'. */
  readonly name: string;
  /** [steps, h, w, c] */
  readonly images: Uint8Array;
  /** Distance of the midpoint to the data, relative to a test image's; see `relativeDistances`. */
  readonly midpoint?: number;
}

/**
 * Interpolations: for each start a block with a row for each way, and at its right the midpoint's relative distance to
 * the data.
 * @returns the bytes of a PNG file
 * @throws RangeError without a path, and for images that do not fit
 */
export function interpolationsPicture(
  starts: readonly (readonly DecodedPath[])[],
  shape: ImageShape,
  options: PictureRowsOptions = {},
): Uint8Array {
  const blocks = starts.map(paths => ({
    rows: paths.map(({ name, images, midpoint }) => ({
      images,
      label: name,
      ...(midpoint !== undefined && { note: midpoint.toFixed(2) }),
    })),
  }));
  return pictureRowsPng(blocks, shape, { across: Math.min(2, starts.length || 1), ...options });
}

/** How far from the data the points of some paths are. */
export interface PathDistances {
  readonly name: string;
  /** Mean relative distance at t = 0, 1/(steps − 1), …, 1. */
  readonly means: ArrayLike<number>;
}

/**
 * The relative distance to the data along paths, one line for each way; 1 is a test image's.
 * @throws RangeError without a path
 */
export function pathDistancesFigure(
  ways: readonly PathDistances[],
  { title = 'Distance to the nearest training image along the path' }: { readonly title?: string } = {},
): Figure {
  const series = ways.map(({ name, means }): Series => {
    const y = Array.from(means);
    return { name, kind: 'line-and-dots', x: y.map((_, i) => i / Math.max(1, y.length - 1)), y };
  });
  const image: Series = { name: 'a test image', kind: 'dashes', x: [0, 1], y: [1, 1], colour: '#000000' };
  const panel = {
    x: { title: 'place on the path' },
    y: { title: 'relative distance' },
    series: [...series, image],
  };
  return panelsFigure([panel], { title, width: 560 });
}
