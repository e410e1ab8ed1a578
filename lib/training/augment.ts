import { checkCount, naming, rangeError, type Rng } from '../base/index.js';

/** What {@link augment} may do to an image. */
export interface Augmentation {
  /** Largest shift along either axis, pixels. */
  readonly shift: number;
  /** Whether half of the images are mirrored left to right. */
  readonly mirror: boolean;
}

/**
 * Shifts every image by whole pixels, uniformly from −`shift` to `shift` along each axis, and mirrors it with
 * probability 1/2 if `mirror` says so. What a shift uncovers repeats the nearest pixel of the border.
 * @param images [n, h, w, c] bytes
 * @returns new images, [n, h, w, c]
 * @throws RangeError if `shift` is not an integer ≥ 0, or `images` are not whole images
 */
export function augment(
  images: Uint8Array,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  { shift, mirror }: Augmentation,
  rng: Rng,
): Uint8Array {
  const row = width * channels;
  const count = images.length / (height * row);
  naming('augment', () => {
    checkCount(shift, 'shift', 0);
    if (!Number.isInteger(count)) {
      throw rangeError(
        `\`images\` to be whole images of ${height}x${width}x${channels} bytes, got ${images.length} bytes`,
      );
    }
  });
  const out = new Uint8Array(images.length);
  for (let i = 0; i < count; i++) {
    const [down, right] = [rng.integer(2 * shift + 1) - shift, rng.integer(2 * shift + 1) - shift];
    const mirrored = mirror && rng.integer(2) === 1;
    // Where each column of the new image comes from: [w]
    const columns = Array.from({ length: width }, (_, x) => {
      const from = clamp(x - right, width);
      return channels * (mirrored ? width - 1 - from : from);
    });
    for (let y = 0; y < height; y++) {
      const from = (i * height + clamp(y - down, height)) * row;
      let to = (i * height + y) * row;
      for (const column of columns) {
        for (let c = 0; c < channels; c++) out[to++] = images[from + column + c]!;
      }
    }
  }
  return out;
}

const clamp = (place: number, size: number): number => Math.min(Math.max(place, 0), size - 1);
