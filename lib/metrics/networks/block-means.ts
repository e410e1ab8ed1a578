import { naming, rangeError } from '../../base/index.js';
import type { ImageShape } from '../../models/index.js';
import type { FeatureMap } from './feature-network.js';

/** Blocks along each side of an image. */
const BLOCKS = 8;

/**
 * Features that need no network: the means of blocks of pixels. Of an image of h × w pixels block (a, b) is the rows
 * ⌊a·h/8⌋ … ⌊(a + 1)·h/8⌋ − 1 and the columns ⌊b·w/8⌋ … ⌊(b + 1)·w/8⌋ − 1, a, b = 0 … 7, and its feature the mean of each
 * channel over it, in [0, 1]. They see colours and coarse shapes, and neither objects nor fine detail.
 * @param shape of the images
 * @returns 64·c features an image, in the order [a, b, channel]
 * @throws RangeError if a side is less than 8 pixels
 */
export function blockMeans([height, width, channels]: ImageShape): FeatureMap {
  naming('blockMeans', () => {
    if (Math.min(height, width) < BLOCKS) {
      throw rangeError(`images of at least ${BLOCKS} × ${BLOCKS} pixels, got ${height} × ${width}`);
    }
  });
  const size = height * width * channels;
  const dimension = BLOCKS * BLOCKS * channels;
  const [rows, columns] = [blockOf(height), blockOf(width)];
  const areas = new Float64Array(dimension);
  // Of each value of an image the feature that it is part of.
  const places = Uint32Array.from({ length: size }, (_, k) => {
    const pixel = Math.floor(k / channels);
    const [y, x] = [Math.floor(pixel / width), pixel % width];
    const place = (rows[y]! * BLOCKS + columns[x]!) * channels + (k % channels);
    areas[place]! += 255;
    return place;
  });
  return {
    dimension,
    features: (images, count) => {
      if (images.length !== count * size) {
        throw new RangeError(
          `features: expected \`images\` to be ${count} images of ${height}x${width}x${channels} bytes, got ${images.length} bytes`,
        );
      }
      const data = new Float32Array(count * dimension);
      const sums = new Float64Array(dimension);
      for (let i = 0; i < count; i++) {
        sums.fill(0);
        for (let k = 0; k < size; k++) sums[places[k]!]! += images[i * size + k]!;
        sums.forEach((sum, j) => (data[i * dimension + j] = sum / areas[j]!));
      }
      return { data, shape: [count, dimension] };
    },
    dispose: () => {},
  };
}

/** The block of each place on a side. */
function blockOf(length: number): Uint32Array {
  const blocks = new Uint32Array(length);
  for (let a = 0; a < BLOCKS; a++) {
    blocks.fill(a, Math.floor((a * length) / BLOCKS), Math.floor(((a + 1) * length) / BLOCKS));
  }
  return blocks;
}
