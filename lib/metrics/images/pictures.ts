import { rangeError } from '../../base/index.js';
/** Images as bytes (0 … 255, read as value/255) or as numbers in [0, 1]. */
export interface Pictures {
  readonly data: Uint8Array | Float32Array;
  readonly shape: readonly [n: number, height: number, width: number, channels: number];
}

/** By how much a float32 that was computed may lie outside of [0, 1]. */
const ROUNDING = 1e-5;

/**
 * Checks that there are whole images of at least the given height and width.
 * @throws RangeError if there is none, or they are smaller, or floats outside [0, 1]
 */
export function checkPictures({ data, shape }: Pictures, least: number, name: string): void {
  const [n, height, width, channels] = shape;
  if (n < 1 || channels < 1 || data.length !== n * height * width * channels) {
    throw rangeError(`\`${name}\` to hold whole images, got ${data.length} values for [${shape.join(', ')}]`);
  }
  if (height < least || width < least) {
    throw rangeError(`\`${name}\` to be at least ${least} × ${least} pixels, got ${height} × ${width}`);
  }
  if (data instanceof Uint8Array) return;
  const broken = data.findIndex(value => !(value >= -ROUNDING && value <= 1 + ROUNDING));
  if (broken >= 0) {
    throw rangeError(
      `\`${name}\` to be in [0, 1] if they are no bytes, got ${data[broken]} in image ${Math.floor((broken / data.length) * n)}`,
    );
  }
}

/** How much one stored step is of the range [0, 1]. */
export function pixelUnit({ data }: Pictures): number {
  return data instanceof Uint8Array ? 1 / 255 : 1;
}
