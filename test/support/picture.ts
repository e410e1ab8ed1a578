import { PNG } from 'pngjs';

/** The pixels of a PNG file, to count colours in. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Pixels within `tolerance` of an RGB colour in the rectangle. */
  count(
    rgb: readonly number[],
    area?: readonly [left: number, top: number, right: number, bottom: number],
  ): number;
}

export function readPicture(file: Uint8Array): Picture {
  const { width, height, data } = PNG.sync.read(Buffer.from(file));
  return {
    width,
    height,
    count(rgb, [left, top, right, bottom] = [0, 0, width, height]) {
      let found = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const i = 4 * (y * width + x);
          if (rgb.every((value, c) => Math.abs(value - data[i + c]!) <= 24)) found++;
        }
      }
      return found;
    },
  };
}
