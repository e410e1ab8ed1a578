import { naming, rangeError, checkCount } from '../../base/index.js';
import { blankRaster, pasteRaster } from './raster.js';
import type { Raster } from './raster.js';

/** Height, width and channels (1 or 3) of one image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** How a grid of images is laid out. */
export interface GridOptions {
  /** Images in a row; by default the ceiling of the square root of their number. */
  readonly columns?: number;
  /** Pixels drawn for a pixel of an image, by nearest neighbour. */
  readonly scale?: number;
  /** Pixels between neighbouring images. */
  readonly gap?: number;
  /** Grey value of the gaps and of the places after the last image. */
  readonly background?: number;
}

/**
 * The number of images in `images`, a flat [n, height, width, channels].
 * @throws RangeError when the shape has not 1 or 3 channels, or its size does not divide the number of bytes
 */
export function countImages(name: string, images: Uint8Array, shape: ImageShape): number {
  const [height, width, channels] = shape;
  checkCount(height, 'shape[0]', 1);
  checkCount(width, 'shape[1]', 1);
  if (channels !== 1 && channels !== 3) {
    throw rangeError(`\`shape[2]\` to be 1 or 3 channels, got ${channels}`);
  }
  const size = height * width * channels;
  if (images.length === 0 || images.length % size !== 0) {
    throw rangeError(
      `\`${name}\` to hold one or more whole images of ${shape.join(' x ')} = ${size} bytes, ` +
        `got ${images.length} bytes`,
    );
  }
  return images.length / size;
}

/** Image `index` of a flat [n, height, width, channels], each pixel repeated `scale` × `scale` times. */
export function enlargedImage(images: Uint8Array, index: number, shape: ImageShape, scale: number): Raster {
  const [height, width, channels] = shape;
  const start = index * height * width * channels;
  const rowBytes = width * scale * channels;
  const data = new Uint8Array(height * scale * rowBytes);
  for (let y = 0; y < height; y++) {
    const first = y * scale * rowBytes;
    for (let x = 0; x < width * scale; x++) {
      const from = start + (y * width + Math.floor(x / scale)) * channels;
      for (let c = 0; c < channels; c++) data[first + x * channels + c] = images[from + c]!;
    }
    for (let k = 1; k < scale; k++) data.copyWithin(first + k * rowBytes, first, first + rowBytes);
  }
  return { width: width * scale, height: height * scale, channels: channels as 1 | 3, data };
}

/**
 * Images side by side, row after row, enlarged by nearest neighbour.
 *
 * Pixel (y, x) of the image in grid row r and column c fills the scale × scale square whose corner is at
 * (r·(height·scale + gap) + y·scale, c·(width·scale + gap) + x·scale).
 * @param images [n, height, width, channels], 0 … 255
 * @returns a raster with the images' own number of channels; `encodePng` writes it
 * @throws RangeError for a shape, a number of bytes or an option that makes no picture
 */
export function imageGrid(images: Uint8Array, shape: ImageShape, options: GridOptions = {}): Raster {
  return naming('imageGrid', () => {
    const count = countImages('images', images, shape);
    const { columns = Math.ceil(Math.sqrt(count)), scale = 1, gap = 0, background = 255 } = options;
    checkCount(columns, 'columns', 1);
    checkCount(scale, 'scale', 1);
    checkCount(gap, 'gap', 0);
    const [height, width, channels] = shape;
    const rows = Math.ceil(count / columns);
    const raster = blankRaster(
      columns * (width * scale + gap) - gap,
      rows * (height * scale + gap) - gap,
      channels as 1 | 3,
      background,
    );
    for (let i = 0; i < count; i++) {
      const left = (i % columns) * (width * scale + gap);
      const top = Math.floor(i / columns) * (height * scale + gap);
      pasteRaster(raster, enlargedImage(images, i, shape, scale), left, top);
    }
    return raster;
  });
}

/**
 * Real images and their reconstructions in turn, a row of `columns` at a time: the odd rows (the first, the
 * third …) are real, the row below each is its reconstruction.
 * @param originals [n, height, width, channels]
 * @param reconstructions the same shape, image i the reconstruction of original i
 * @returns [2n, height, width, channels], for `imageGrid` with the same `columns`
 * @throws RangeError unless both hold the same number of images, a multiple of `columns`
 */
export function pairRows(
  originals: Uint8Array,
  reconstructions: Uint8Array,
  shape: ImageShape,
  columns: number,
): Uint8Array {
  return naming('pairRows', () => {
    checkCount(columns, 'columns', 1);
    const count = countImages('originals', originals, shape);
    if (reconstructions.length !== originals.length) {
      throw rangeError(
        `\`reconstructions\` to have ${originals.length} bytes like \`originals\`, ` +
          `got ${reconstructions.length}`,
      );
    }
    if (count % columns !== 0) {
      throw rangeError(`the ${count} images to fill rows of ${columns}`);
    }
    const rowBytes = (originals.length / count) * columns;
    const paired = new Uint8Array(2 * originals.length);
    for (let start = 0; start < originals.length; start += rowBytes) {
      paired.set(originals.subarray(start, start + rowBytes), 2 * start);
      paired.set(reconstructions.subarray(start, start + rowBytes), 2 * start + rowBytes);
    }
    return paired;
  });
}
