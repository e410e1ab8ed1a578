import { naming, rangeError } from '../../base/index.js';
import { type BootstrapOptions, bootstrapMean, type Measured } from '../statistics/measured.js';
import { checkPictures, pixelUnit, type Pictures } from './pictures.js';

/** Weights of red, green and blue in grey (`tf.image.rgb_to_grayscale`). */
const GREY = [0.2989, 0.587, 0.114] as const;

/** Sharpness of a set of images. */
export interface Sharpness {
  /** Mean over the images, as the paper reports it. */
  readonly mean: Measured;
  /** The least sharp image's: what the released code prints as the set's. */
  readonly minimum: number;
  /** Of each image, [n]. */
  readonly values: Float64Array;
}

/**
 * Sharpness: of each image the variance (over all its positions, not one less) of the Laplacian
 *
 *     g(r−1, c) + g(r+1, c) + g(r, c−1) + g(r, c+1) − 4 g(r, c)
 *
 * at the positions that have four neighbours; g is grey in [0, 1], 0.2989 R + 0.587 G + 0.114 B of colours.
 * @param images at least 3 × 3 pixels, of one or three channels
 * @returns squared grey values
 * @throws RangeError for images that are none or too small, or of other channels
 * @see tolstikhin:18, section 4; released code, `blurriness`. Differs: its CelebA pixels are in [−1, 1], so its numbers
 *   are four times these
 */
export function sharpness(
  images: Pictures,
  {
    protocol = 'variance of the Laplacian, grey in [0, 1]',
    ...options
  }: BootstrapOptions & {
    readonly protocol?: string;
  },
): Sharpness {
  const [n, height, width, channels] = images.shape;
  naming('sharpness', () => {
    checkPictures(images, 3, 'images');
    if (channels !== 1 && channels !== 3) {
      throw rangeError(`\`images\` to have 1 or 3 channels, got ${channels}`);
    }
  });
  const values = Float64Array.from({ length: n }, (_, i) =>
    laplacianVariance(greyImage(images, i), height, width),
  );
  const minimum = values.reduce((least, value) => Math.min(least, value), Infinity);
  return { mean: bootstrapMean(values, protocol, options), minimum, values };
}

/** One image in grey, row by row, in [0, 1]. */
function greyImage(images: Pictures, index: number): Float64Array {
  const [, height, width, channels] = images.shape;
  const pixels = height * width;
  const unit = pixelUnit(images);
  const weights = channels === 1 ? [1] : GREY;
  const grey = new Float64Array(pixels);
  for (let p = 0, k = index * pixels * channels; p < pixels; p++) {
    let sum = 0;
    for (let c = 0; c < channels; c++, k++) sum += weights[c]! * images.data[k]!;
    grey[p] = sum * unit;
  }
  return grey;
}

function laplacianVariance(grey: Float64Array, height: number, width: number): number {
  const count = (height - 2) * (width - 2);
  const values = new Float64Array(count);
  let mean = 0;
  for (let r = 1, k = 0; r < height - 1; r++) {
    for (let c = 1; c < width - 1; c++, k++) {
      const p = r * width + c;
      const beside = grey[p - 1]! + grey[p + 1]!;
      const value = beside + grey[p - width]! + grey[p + width]! - 4 * grey[p]!;
      values[k] = value;
      mean += value / count;
    }
  }
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
}
